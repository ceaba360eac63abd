/** The session, released to the workspace's own automation. */
@NullMarked
package run.edges.companion.server.release;

import org.jspecify.annotations.NullMarked;
