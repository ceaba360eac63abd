/** Requests that are tried again and run once. */
@NullMarked
package run.edges.companion.server.idempotency;

import org.jspecify.annotations.NullMarked;
