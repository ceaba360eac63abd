package run.edges.companion.server.linkedin;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import run.edges.companion.protocol.secret.SecretText;

/** An HTTP proxy. Prints no password. */
public record Proxy(String host, int port, Optional<Credentials> credentials) {
  /** What the proxy wants to know. */
  public record Credentials(String name, SecretText password) {}

  /**
   * Reads {@code http://[name:password@]host:port}.
   *
   * @throws IllegalArgumentException if it is of another form
   */
  public static Proxy parse(String text) {
    URI url = URI.create(text);
    if (!"http".equals(url.getScheme())
        || url.getHost() == null
        || url.getPort() < 1
        || url.getPort() > 65535
        || !(url.getRawPath().isEmpty() || url.getRawPath().equals("/"))
        || url.getRawQuery() != null
        || url.getRawFragment() != null) {
      throw new IllegalArgumentException("not a proxy");
    }
    return new Proxy(
        url.getHost(), url.getPort(), Optional.ofNullable(url.getRawUserInfo()).map(Proxy::parts));
  }

  /** Where it is, for people. */
  public String address() {
    return host + ":" + port;
  }

  private static Credentials parts(String userInfo) {
    int colon = userInfo.indexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("a proxy's name and password go together");
    }
    return new Credentials(
        decoded(userInfo.substring(0, colon)),
        SecretText.of(decoded(userInfo.substring(colon + 1))));
  }

  private static String decoded(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
