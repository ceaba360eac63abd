package run.edges.companion.host.nativemessage;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;
import run.edges.companion.protocol.wire.SharedLink;

/**
 * A server as the owner accepted it: where it is and which identity key it must have.
 *
 * @param url as in its links, {@code https} only
 * @param fingerprint of its identity key
 */
public record ServerRef(URI url, String fingerprint) {
  private static final Pattern FINGERPRINT = Pattern.compile("[A-Za-z0-9_-]{43}");

  /** Reads what was kept or sent; empty if it is no such server. */
  public static Optional<ServerRef> parse(String url, String fingerprint) {
    return FINGERPRINT.matcher(fingerprint).matches()
        ? SharedLink.findServer(url).map(server -> new ServerRef(server, fingerprint))
        : Optional.empty();
  }

  public static ServerRef of(SharedLink link) {
    return new ServerRef(link.server(), link.fingerprint());
  }
}
