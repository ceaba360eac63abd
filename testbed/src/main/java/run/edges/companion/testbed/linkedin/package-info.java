/**
 * A stand-in for www.linkedin.com: the one hand-made fake of the project, driven by real browsers
 * and real HTTP clients.
 */
@NullMarked
package run.edges.companion.testbed.linkedin;

import org.jspecify.annotations.NullMarked;
