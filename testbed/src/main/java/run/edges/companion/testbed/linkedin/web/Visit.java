package run.edges.companion.testbed.linkedin.web;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One request, read whole. */
public record Visit(
    String method,
    String path,
    String host,
    String accept,
    String csrfToken,
    Map<String, String> query,
    Map<String, String> cookies,
    Map<String, String> form) {

  /** Reads the request to its end. */
  public static Visit of(HttpExchange exchange) throws IOException {
    Headers headers = exchange.getRequestHeaders();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    return new Visit(
        exchange.getRequestMethod(),
        exchange.getRequestURI().getPath(),
        first(headers, "Host"),
        first(headers, "Accept"),
        first(headers, "csrf-token"),
        parameters(Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("")),
        Cookies.parse(headers.getOrDefault("Cookie", List.of())),
        parameters(body));
  }

  /** The cookie's value, or an empty one. */
  public String cookie(String name) {
    return cookies.getOrDefault(name, "");
  }

  /** The form field's value, or an empty one. */
  public String field(String name) {
    return form.getOrDefault(name, "");
  }

  /** What a {@code csrf-token} must equal: {@code JSESSIONID} without its quotes. */
  public Optional<String> csrfCookie() {
    return Optional.ofNullable(cookies.get("JSESSIONID")).map(Cookies::unquote);
  }

  private static String first(Headers headers, String name) {
    return headers.getOrDefault(name, List.of("")).getFirst();
  }

  private static Map<String, String> parameters(String encoded) {
    Map<String, String> parameters = new HashMap<>();
    for (String pair : encoded.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        String value = URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
        parameters.putIfAbsent(pair.substring(0, equals), value);
      }
    }
    return parameters;
  }
}
