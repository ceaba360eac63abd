package run.edges.companion.protocol.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.secret.SecretText;

/**
 * A shared link or login link of an identity.
 *
 * @param url the whole link, secret included: for the owner only; absent if it cannot be used any
 *     more, or whoever asks cannot issue one
 * @param usedAt when a login link led to a session
 */
public record SharedLinkBody(
    String id,
    String identityUid,
    State state,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt,
    @Nullable SecretText url,
    Kind kind,
    @Nullable Instant usedAt) {

  /** What its page asks of the owner. */
  public enum Kind {
    /** To accept, in a browser with the extension. */
    SHARED,
    /** To sign in to LinkedIn on the page; can be used once. */
    LOGIN
  }

  /** Whether a link can be used. */
  public enum State {
    ACTIVE,
    REVOKED,
    EXPIRED,
    USED
  }

  /** Body of an issue; {@code lifetime} is an ISO 8601 duration, no end if left out. */
  public record New(@Nullable String lifetime) {}
}
