/** The server's own keys and certificate, kept in its data folder. */
@NullMarked
package run.edges.companion.server.keys;

import org.jspecify.annotations.NullMarked;
