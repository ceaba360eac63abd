package run.edges.companion.testbed.linkedin.web;

import java.util.HashMap;
import java.util.Map;

/** How a browser sends cookies. */
public final class Cookies {

  private Cookies() {}

  /** Names and values of {@code Cookie} headers, each value as it stands there. */
  public static Map<String, String> parse(Iterable<String> cookieHeaders) {
    Map<String, String> cookies = new HashMap<>();
    for (String header : cookieHeaders) {
      for (String pair : header.split(";", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          cookies.putIfAbsent(pair.substring(0, equals).strip(), pair.substring(equals + 1));
        }
      }
    }
    return cookies;
  }

  /** A value without the quotes that may belong to it. */
  public static String unquote(String value) {
    boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }
}
