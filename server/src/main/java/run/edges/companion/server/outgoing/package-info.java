/** Whom the server may call, and whom it trusts. */
@NullMarked
package run.edges.companion.server.outgoing;

import org.jspecify.annotations.NullMarked;
