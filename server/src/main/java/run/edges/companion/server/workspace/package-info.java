/** Workspaces and their API keys. */
@NullMarked
package run.edges.companion.server.workspace;

import org.jspecify.annotations.NullMarked;
