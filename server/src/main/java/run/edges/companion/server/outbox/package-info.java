/** What leaves the server, at least once: a transactional outbox and what empties it. */
@NullMarked
package run.edges.companion.server.outbox;

import org.jspecify.annotations.NullMarked;
