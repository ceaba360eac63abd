/** Identities in from a file, and the table of integrations out into one. */
@NullMarked
package run.edges.companion.server.transfer;

import org.jspecify.annotations.NullMarked;
