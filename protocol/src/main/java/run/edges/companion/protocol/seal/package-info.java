/**
 * Sealing to the server: HPKE (RFC 9180) in Auth mode, as {@code docs/protocol.md} section 4
 * defines it.
 */
@NullMarked
package run.edges.companion.protocol.seal;

import org.jspecify.annotations.NullMarked;
