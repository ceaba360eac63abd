package run.edges.companion.protocol.wire;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretText;

/**
 * A shared link ({@code docs/protocol.md} section 3).
 *
 * @param server origin, such as {@code https://localhost:8443}
 * @param id names the link, grants nothing
 * @param secret what redeems the link
 * @param fingerprint of the server identity key
 */
public record SharedLink(URI server, String id, SecretText secret, String fingerprint) {
  private static final Pattern FORM =
      Pattern.compile(
          "(https://[A-Za-z0-9.\\[\\]:-]+)/share/([A-Za-z0-9_-]{22})#([A-Za-z0-9_-]{43})\\.([A-Za-z0-9_-]{43})");

  /** Empty if the text does not have exactly the form of a shared link. */
  public static Optional<SharedLink> parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      URI server = URI.create(matcher.group(1));
      boolean usable =
          server.getHost() != null
              && !server.getRawAuthority().endsWith(":")
              && server.getPort() != 0
              && server.getPort() <= 65535;
      return !usable
          ? Optional.empty()
          : Optional.of(
              new SharedLink(
                  server, matcher.group(2), SecretText.of(matcher.group(3)), matcher.group(4)));
    } catch (IllegalArgumentException notAnOrigin) {
      return Optional.empty();
    }
  }

  /** The whole link, secret included: for the owner only. */
  public SecretText text() {
    return text("/share/");
  }

  /** The same as a login link, which opens the sign-in page. */
  public SecretText loginText() {
    return text("/login/");
  }

  private SecretText text(String path) {
    return SecretText.of(
        server + path + id + "#" + secret.reveal(SecretAccess.granted()) + "." + fingerprint);
  }
}
