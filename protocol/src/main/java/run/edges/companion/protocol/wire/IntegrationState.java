package run.edges.companion.protocol.wire;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.statement.Statement;

/**
 * How an integration stands, as one of its devices sees it ({@code docs/protocol.md} section 5.2).
 *
 * @param pausedUntil until when the owner paused sharing; absent once that is over
 */
public record IntegrationState(
    String integrationId,
    String workspace,
    String identity,
    State state,
    Status status,
    @Nullable String error,
    LinkedInMember linkedinMember,
    @Nullable Instant verifiedAt,
    @Nullable Instant pausedUntil,
    long sequence,
    boolean currentDevice,
    @Nullable Statement receipt,
    @Nullable String serverIdentityKey) {

  /** Whether the owner shares. */
  public enum State {
    ACTIVE,
    REVOKED
  }

  /** Health of the stored session, in the words of the Edges API. */
  public enum Status {
    VALID,
    INVALID,
    PENDING
  }

  public boolean isActive() {
    return state == State.ACTIVE;
  }

  /** Whether the owner's pause is not over at this time. */
  public boolean isPaused(Instant now) {
    return pausedUntil != null && pausedUntil.isAfter(now);
  }
}
