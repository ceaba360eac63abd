/** Encryption at rest: a data key per session, wrapped by a key that is not in the database. */
@NullMarked
package run.edges.companion.server.vault;

import org.jspecify.annotations.NullMarked;
