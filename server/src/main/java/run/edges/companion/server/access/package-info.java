/** How members sign in to the dashboard: invitations, passwords, passkeys, and what they hold. */
@NullMarked
package run.edges.companion.server.access;

import org.jspecify.annotations.NullMarked;
