package run.edges.companion.server.link;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A shared link as the workspace sees it, without its secret. */
public record IssuedLink(
    String id,
    String identityUid,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt) {

  /** Whether a link can be used. */
  public enum State {
    ACTIVE,
    REVOKED,
    EXPIRED
  }

  public State state(Instant now) {
    if (revokedAt != null) {
      return State.REVOKED;
    }
    return expiresAt != null && !now.isBefore(expiresAt) ? State.EXPIRED : State.ACTIVE;
  }
}
