/** Runs the host once against itself, so that the JVM can cache what a start needs. */
@NullMarked
package run.edges.companion.host.training;

import org.jspecify.annotations.NullMarked;
