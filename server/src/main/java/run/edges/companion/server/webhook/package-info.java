/** Webhooks of a workspace, signed by the Standard Webhooks scheme. */
@NullMarked
package run.edges.companion.server.webhook;

import org.jspecify.annotations.NullMarked;
