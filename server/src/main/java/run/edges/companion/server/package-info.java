/** The server program: {@link run.edges.companion.server.Main} and its composition root. */
@NullMarked
package run.edges.companion.server;

import org.jspecify.annotations.NullMarked;
