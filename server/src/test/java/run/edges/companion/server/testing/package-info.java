/** What the tests speak with: a device, a REST client, a raw channel, and servers to speak to. */
@NullMarked
package run.edges.companion.server.testing;

import org.jspecify.annotations.NullMarked;
