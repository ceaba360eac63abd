package run.edges.companion.server.linkedin;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.cookie.CookieAttributeHandler;
import org.apache.hc.client5.http.cookie.MalformedCookieException;
import org.apache.hc.client5.http.impl.cookie.BasicClientCookie;
import org.apache.hc.client5.http.impl.cookie.LaxExpiresHandler;
import org.apache.hc.client5.http.impl.cookie.LaxMaxAgeHandler;

/**
 * A {@code Set-Cookie} line as a browser reads it (RFC 6265, section 5.2): an end that it does not
 * understand is none, and {@code Max-Age} goes before {@code Expires}.
 *
 * @param expiresAt when it ends; empty for a cookie without an end of its own
 */
record SetCookie(String name, String value, Optional<Instant> expiresAt) {
  private static final String DELETED = "delete me";
  private static final Pattern VALUE =
      Pattern.compile("[\\x21\\x23-\\x2B\\x2D-\\x3A\\x3C-\\x5B\\x5D-\\x7E]{1,4096}");

  static SetCookie parse(String line) {
    String[] parts = line.split(";", -1);
    int equals = Math.max(parts[0].indexOf('='), 0);
    BasicClientCookie byMaxAge = new BasicClientCookie("max-age", "");
    BasicClientCookie byExpires = new BasicClientCookie("expires", "");
    for (int i = 1; i < parts.length; i++) {
      String[] attribute = parts[i].split("=", 2);
      String text = attribute.length == 2 ? attribute[1].strip() : "";
      switch (attribute[0].strip().toLowerCase(Locale.ROOT)) {
        case "max-age" -> read(LaxMaxAgeHandler.INSTANCE, byMaxAge, text);
        case "expires" -> read(LaxExpiresHandler.INSTANCE, byExpires, text);
        default -> {}
      }
    }
    return new SetCookie(
        parts[0].substring(0, equals).strip(),
        unquoted(parts[0].substring(equals).replaceFirst("^=", "").strip()),
        Optional.ofNullable(byMaxAge.getExpiryInstant())
            .or(() -> Optional.ofNullable(byExpires.getExpiryInstant())));
  }

  /** Whether it takes the cookie away. */
  boolean ends(Instant now) {
    return value.isEmpty()
        || value.equals(DELETED)
        || expiresAt.filter(end -> !end.isAfter(now)).isPresent();
  }

  /** Whether the value is one that can be sent again. */
  boolean isWellFormed() {
    return VALUE.matcher(value).matches();
  }

  private static void read(CookieAttributeHandler attribute, BasicClientCookie into, String text) {
    try {
      attribute.parse(into, text);
    } catch (MalformedCookieException notUnderstood) {
      // As if it were not there.
    }
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }
}
