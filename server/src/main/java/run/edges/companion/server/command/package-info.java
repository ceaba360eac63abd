/** The command line, a client of the running server. */
@NullMarked
package run.edges.companion.server.command;

import org.jspecify.annotations.NullMarked;
