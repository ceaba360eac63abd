/** The owner's page, opened without an account by an address that holds a token. */
@NullMarked
package run.edges.companion.server.owner;

import org.jspecify.annotations.NullMarked;
