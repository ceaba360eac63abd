/** End users of a workspace, as in the Edges API. */
@NullMarked
package run.edges.companion.server.identity;

import org.jspecify.annotations.NullMarked;
