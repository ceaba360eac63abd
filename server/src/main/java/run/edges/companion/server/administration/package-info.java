/** The pages of the dashboard for Admins: members, API keys, webhooks, audit, and the server. */
@NullMarked
package run.edges.companion.server.administration;

import org.jspecify.annotations.NullMarked;
