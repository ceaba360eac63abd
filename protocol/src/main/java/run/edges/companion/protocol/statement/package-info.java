/**
 * What a server signs with its identity key: key sets and receipts ({@code docs/protocol.md}
 * section 2).
 */
@NullMarked
package run.edges.companion.protocol.statement;

import org.jspecify.annotations.NullMarked;
