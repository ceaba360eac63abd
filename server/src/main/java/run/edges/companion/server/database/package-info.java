/**
 * The pool, transactions with group commit, and the schema. The only package that knows which
 * database runs.
 */
@NullMarked
package run.edges.companion.server.database;

import org.jspecify.annotations.NullMarked;
