/** The owner's pauses: for a time, nobody gets the session. */
@NullMarked
package run.edges.companion.server.pause;

import org.jspecify.annotations.NullMarked;
