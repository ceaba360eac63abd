package run.edges.companion.server.outbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that leaves the server. Holds no session.
 *
 * @param attempts that were begun
 * @param dueAt when the next attempt begins, while pending; the end of the lease, while claimed
 * @param answer what the last attempt met, for people
 */
public record Message(
    String id,
    Kind kind,
    String target,
    String event,
    String body,
    State state,
    int attempts,
    Instant dueAt,
    Instant createdAt,
    @Nullable Instant settledAt,
    @Nullable String answer) {

  /** Whether it arrived. */
  public enum State {
    PENDING,
    DELIVERED,
    DEAD
  }
}
