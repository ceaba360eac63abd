/** Who changed what in a workspace, and when. Never what was sent. */
@NullMarked
package run.edges.companion.server.audit;

import org.jspecify.annotations.NullMarked;
