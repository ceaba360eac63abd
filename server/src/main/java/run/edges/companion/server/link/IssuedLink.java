package run.edges.companion.server.link;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.api.SharedLinkBody.Kind;
import run.edges.companion.protocol.api.SharedLinkBody.State;

/** A shared link or login link as the workspace sees it, without its secret. */
public record IssuedLink(
    String id,
    String identityUid,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt,
    Kind kind,
    @Nullable Instant usedAt) {

  public State state(Instant now) {
    if (revokedAt != null) {
      return State.REVOKED;
    }
    if (usedAt != null) {
      return State.USED;
    }
    return expiresAt != null && !now.isBefore(expiresAt) ? State.EXPIRED : State.ACTIVE;
  }
}
