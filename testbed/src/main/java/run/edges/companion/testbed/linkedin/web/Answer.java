package run.edges.companion.testbed.linkedin.web;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One response, not sent yet. */
public record Answer(
    int status,
    String contentType,
    String body,
    @Nullable String location,
    List<String> setCookies) {

  public Answer(int status, String contentType, String body) {
    this(status, contentType, body, null, List.of());
  }

  public static Answer page(int status, String html) {
    return new Answer(status, "text/html; charset=UTF-8", html);
  }

  public static Answer json(int status, String json) {
    return new Answer(status, "application/json; charset=UTF-8", json);
  }

  public static Answer redirect(String location) {
    return new Answer(302, "text/html; charset=UTF-8", "", location, List.of());
  }

  /** 403, as LinkedIn refuses a {@code csrf-token} that is not that of the cookie. */
  public static Answer csrfFailed() {
    return new Answer(403, "text/plain; charset=UTF-8", "CSRF check failed.");
  }

  /** The same with more {@code Set-Cookie} lines. */
  public Answer with(List<String> more) {
    List<String> all = new ArrayList<>(setCookies);
    all.addAll(more);
    return new Answer(status, contentType, body, location, List.copyOf(all));
  }

  /** Sends it; the caller closes the exchange. */
  public void send(HttpExchange exchange) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", contentType);
    headers.set("Cache-Control", "no-store");
    setCookies.forEach(line -> headers.add("Set-Cookie", line));
    if (location != null) {
      headers.set("Location", location);
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
  }
}
