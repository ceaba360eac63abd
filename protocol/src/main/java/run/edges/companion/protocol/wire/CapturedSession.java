package run.edges.companion.protocol.wire;

import com.google.gson.JsonParseException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretText;

/**
 * One owner's LinkedIn session as the browser gave it: {@code li_at}, and {@code li_a} for Sales
 * Navigator, with the User-Agent it lives under and the member it belongs to. Well-formed by
 * construction ({@code docs/protocol.md} section 6); whether LinkedIn still accepts it is not known
 * here. Prints no value.
 */
public record CapturedSession(
    List<Cookie> cookies, String userAgent, LinkedInMember linkedinMember) {
  private static final Set<String> NAMES = Set.of("li_at", "li_a");
  private static final Pattern USER_AGENT = Pattern.compile("[\\x20-\\x7E]{1,512}");

  /**
   * @throws IllegalArgumentException if a rule of section 6 is broken
   */
  public CapturedSession {
    cookies = List.copyOf(cookies);
    List<String> names = cookies.stream().map(Cookie::name).toList();
    boolean wellFormed =
        names.contains("li_at")
            && NAMES.containsAll(names)
            && names.size() == Set.copyOf(names).size()
            && USER_AGENT.matcher(userAgent).matches();
    if (!wellFormed) {
      throw new IllegalArgumentException("not a LinkedIn session");
    }
    Objects.requireNonNull(linkedinMember);
  }

  /**
   * A cookie exactly as the browser holds it.
   *
   * @param expiresAt absent for a browser-session cookie
   */
  public record Cookie(
      String name,
      SecretText value,
      String domain,
      String path,
      boolean secure,
      boolean httpOnly,
      boolean hostOnly,
      String sameSite,
      @Nullable Instant expiresAt) {
    // RFC 6265 section 4.1.1: cookie-octet, optionally in double quotes.
    private static final Pattern VALUE =
        Pattern.compile("\"?[\\x21\\x23-\\x2B\\x2D-\\x3A\\x3C-\\x5B\\x5D-\\x7E]{1,4096}\"?");
    private static final Pattern DOMAIN = Pattern.compile("\\.?([a-z0-9-]+\\.)*linkedin\\.com");
    private static final int MAX_DOMAIN = 255;
    // RFC 6265 section 4.1.1: no control character, no semicolon.
    private static final Pattern PATH = Pattern.compile("/[\\x20-\\x3A\\x3C-\\x7E]{0,1023}");
    private static final Set<String> SAME_SITE =
        Set.of("no_restriction", "lax", "strict", "unspecified");

    /**
     * @throws IllegalArgumentException if a rule of section 6 is broken
     */
    public Cookie {
      String text = value.reveal(SecretAccess.granted());
      boolean wellFormed =
          VALUE.matcher(text).matches()
              && text.startsWith("\"") == text.endsWith("\"")
              && domain.length() <= MAX_DOMAIN
              && DOMAIN.matcher(domain).matches()
              && PATH.matcher(path).matches()
              && SAME_SITE.contains(sameSite);
      if (!wellFormed) {
        throw new IllegalArgumentException("malformed cookie");
      }
    }

    /** The same cookie with another value and end. */
    Cookie renewed(SecretText newValue, @Nullable Instant newEnd) {
      return new Cookie(name, newValue, domain, path, secure, httpOnly, hostOnly, sameSite, newEnd);
    }
  }

  /** The same session with another {@code li_at} and its end, as LinkedIn renews it. */
  public CapturedSession withLiAt(SecretText value, @Nullable Instant expiresAt) {
    return new CapturedSession(
        cookies.stream()
            .map(
                cookie -> cookie.name().equals("li_at") ? cookie.renewed(value, expiresAt) : cookie)
            .toList(),
        userAgent,
        linkedinMember);
  }

  public Optional<Cookie> find(String name) {
    return cookies.stream().filter(cookie -> cookie.name().equals(name)).findFirst();
  }

  /** Writes the JSON of section 6, in clear: only to be sealed or encrypted. */
  public byte[] write() {
    return WireJson.SESSION.toJson(this).getBytes(StandardCharsets.UTF_8);
  }

  /** Reads what {@link #write} wrote or a browser sent. Empty if a rule of section 6 is broken. */
  public static Optional<CapturedSession> parse(byte[] json) {
    return parse(new String(json, StandardCharsets.UTF_8));
  }

  /** As {@link #parse(byte[])}. */
  public static Optional<CapturedSession> parse(String json) {
    try {
      return Optional.ofNullable(WireJson.SESSION.fromJson(json, CapturedSession.class));
    } catch (JsonParseException | IllegalArgumentException malformed) {
      return Optional.empty();
    } catch (RuntimeException fromRecordConstructor) {
      // Gson wraps what a record's constructor throws in a bare RuntimeException.
      return Optional.empty();
    }
  }
}
