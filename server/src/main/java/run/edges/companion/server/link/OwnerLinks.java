package run.edges.companion.server.link;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import run.edges.companion.protocol.api.SharedLinkBody;
import run.edges.companion.protocol.api.SharedLinkBody.Kind;
import run.edges.companion.protocol.api.SharedLinkBody.State;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.wire.SharedLink;

/** Links as the workspace sends them to owners: whole, with their secret. */
public final class OwnerLinks {
  private static final Duration NO_END = Duration.ofDays(36500);
  private static final Duration LOGIN_LINK_LIFETIME = Duration.ofDays(2);

  private final LinkStore links;
  private final Supplier<Origin> origin;
  private final Clock clock;

  /** What a link names: this server, by its public origin and identity key. */
  public record Origin(URI url, String fingerprint) {}

  public OwnerLinks(LinkStore links, Supplier<Origin> origin, Clock clock) {
    this.links = links;
    this.origin = origin;
    this.clock = clock;
  }

  /**
   * The login links of the Edges API, for each platform: they end after 48 hours, and take the
   * place of those that were not used.
   */
  public Map<String, SecretText> issueLoginLinks(Handle handle, String identityUid) {
    Instant now = clock.instant();
    links.revokeLoginLinks(handle, identityUid, now);
    return Map.of(
        "linkedin",
        whole(
            handle,
            links.issue(handle, identityUid, Kind.LOGIN, now, now.plus(LOGIN_LINK_LIFETIME))));
  }

  /** A login link on its way to its owner, who has those of before until it is there. */
  public record Handed(String id, SecretText url, Duration left) {}

  /** The newest login link that still serves for long enough, or else a new one. */
  public Handed loginLinkFor(Handle handle, String identityUid, Duration longEnough) {
    Instant now = clock.instant();
    IssuedLink link =
        links.list(handle, identityUid).reversed().stream()
            .filter(one -> one.kind() == Kind.LOGIN && one.state(now) == State.ACTIVE)
            .filter(one -> end(one).isAfter(now.plus(longEnough)))
            .findFirst()
            .orElseGet(() ->
                links.issue(handle, identityUid, Kind.LOGIN, now, now.plus(LOGIN_LINK_LIFETIME)));
    return new Handed(link.id(), whole(handle, link), Duration.between(now, end(link)));
  }

  /** Revokes the login links that were not used, but for the one that the owner now has. */
  public void revokeOthers(Handle handle, String identityUid, String id) {
    Instant now = clock.instant();
    links.list(handle, identityUid).stream()
        .filter(one -> one.kind() == Kind.LOGIN && one.state(now) == State.ACTIVE)
        .filter(one -> !one.id().equals(id))
        .forEach(one -> links.revoke(handle, one.id(), now));
  }

  private static Instant end(IssuedLink link) {
    return link.expiresAt() == null ? link.createdAt().plus(NO_END) : link.expiresAt();
  }

  /**
   * A link as the API shows it.
   *
   * @param mayHand whether whoever asks may hand links to owners
   */
  SharedLinkBody body(Handle handle, IssuedLink link, boolean mayHand) {
    State state = link.state(clock.instant());
    return new SharedLinkBody(
        link.id(),
        link.identityUid(),
        state,
        link.createdAt(),
        link.expiresAt(),
        link.revokedAt(),
        mayHand && state == State.ACTIVE ? whole(handle, link) : null,
        link.kind(),
        link.usedAt());
  }

  /** The two kinds differ in their page only: its path. */
  private SecretText whole(Handle handle, IssuedLink link) {
    SharedLink shared =
        new SharedLink(
            origin.get().url(),
            link.id(),
            links.getSecret(handle, link.id()),
            origin.get().fingerprint());
    return link.kind() == Kind.LOGIN ? shared.loginText() : shared.text();
  }
}
