package run.edges.companion.protocol.wire;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretText;

/**
 * A shared link ({@code docs/protocol.md} section 3).
 *
 * @param server where it is, such as {@code https://localhost:8443}, without a slash at the end
 * @param id names the link, grants nothing
 * @param secret what redeems the link
 * @param fingerprint of the server identity key
 */
public record SharedLink(URI server, String id, SecretText secret, String fingerprint) {
  // Also what a server's address looks like, without the checks of findServer.
  private static final String SERVER = "https://[A-Za-z0-9.\\[\\]:-]+(?:/[A-Za-z0-9._~-]+)*";

  private static final Pattern SERVER_FORM = Pattern.compile(SERVER);
  private static final Pattern FORM =
      Pattern.compile(
          "(" + SERVER + ")/share/([A-Za-z0-9_-]{22})#([A-Za-z0-9_-]{43})\\.([A-Za-z0-9_-]{43})");

  private static final int MAX_PORT = 65535;

  /** Empty if the text does not have exactly the form of a shared link. */
  public static Optional<SharedLink> parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    return matcher.matches()
        ? findServer(matcher.group(1))
            .map(server ->
                new SharedLink(
                    server, matcher.group(2), SecretText.of(matcher.group(3)), matcher.group(4)))
        : Optional.empty();
  }

  /**
   * The server at this address: {@code https}, host, optional port, and a path of plain segments if
   * it is behind one. Empty if the text does not have exactly that form.
   */
  public static Optional<URI> findServer(String text) {
    if (!SERVER_FORM.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      URI server = URI.create(text);
      // A browser takes such a segment out of an address before it asks for it.
      boolean plain = Stream.of(server.getRawPath().split("/", -1)).noneMatch(SharedLink::isDots);
      boolean usable =
          server.getHost() != null
              && !server.getRawAuthority().endsWith(":")
              && server.getPort() != 0
              && server.getPort() <= MAX_PORT;
      return plain && usable ? Optional.of(server) : Optional.empty();
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }

  private static boolean isDots(String segment) {
    return segment.equals(".") || segment.equals("..");
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
