/** Verified sessions, passed on to an Edges API. */
@NullMarked
package run.edges.companion.server.upstream;

import org.jspecify.annotations.NullMarked;
