/** The messages of {@code docs/protocol.md}: one record each, and the error codes. */
@NullMarked
package run.edges.companion.protocol.wire;

import org.jspecify.annotations.NullMarked;
