/** The devices' WebSocket: who is connected, and what is said. */
@NullMarked
package run.edges.companion.server.channel;

import org.jspecify.annotations.NullMarked;
