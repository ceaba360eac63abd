/** One WebSocket to a server: dialing, TLS trust, the challenge, and messages as records. */
@NullMarked
package run.edges.companion.host.wire;

import org.jspecify.annotations.NullMarked;
