/** Integrations: intake of sessions, status, pin, revocation. */
@NullMarked
package run.edges.companion.server.integration;

import org.jspecify.annotations.NullMarked;
