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
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.wire.SharedLink;

/** Links as the workspace sends them to owners: whole, with their secret. */
public final class OwnerLinks {
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

  SharedLinkBody body(Handle handle, IssuedLink link) {
    return new SharedLinkBody(
        link.id(),
        link.identityUid(),
        link.state(clock.instant()),
        link.createdAt(),
        link.expiresAt(),
        link.revokedAt(),
        whole(handle, link),
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
