package run.edges.companion.protocol.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.secret.SecretText;

/**
 * A shared link of an identity.
 *
 * @param url the whole link, secret included: for the owner only
 */
public record SharedLinkBody(
    String id,
    String identityUid,
    State state,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt,
    SecretText url) {

  /** Whether a link can be used. */
  public enum State {
    ACTIVE,
    REVOKED,
    EXPIRED
  }

  /** Body of an issue; {@code lifetime} is an ISO 8601 duration, no end if left out. */
  public record New(@Nullable String lifetime) {}
}
