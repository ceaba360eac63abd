package run.edges.companion.testbed.product.firefox;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.bidi.Command;
import org.openqa.selenium.bidi.Connection;
import org.openqa.selenium.json.Json;
import org.openqa.selenium.remote.http.ClientConfig;
import org.openqa.selenium.remote.http.HttpClient;

/** A WebDriver BiDi session. Contexts are the pages of a browser, by their ids. */
final class Bidi implements AutoCloseable {
  private static final Duration ANSWER = Duration.ofSeconds(30);

  private final HttpClient client;
  private final Connection connection;

  /** Begins a session that accepts the certificates of the stand-in and of the server. */
  Bidi(URI address) {
    client =
        HttpClient.Factory.createDefault()
            .createClient(
                ClientConfig.defaultConfig()
                    .baseUri(URI.create("http://" + address.getAuthority())));
    connection = new Connection(client, address + "/session");
    var _ =
        send(
            "session.new",
            Map.of("capabilities", Map.of("alwaysMatch", Map.of("acceptInsecureCerts", true))));
  }

  /** The open pages, each with {@code context}, {@code url} and more. */
  List<Map<?, ?>> pages() {
    return contexts(Map.of());
  }

  /** The browser's own windows: their scripts may do what the browser may. */
  List<Map<?, ?>> windows() {
    return contexts(Map.of("moz:scope", "chrome"));
  }

  /** What an expression of JavaScript is there, awaited if it is a promise. */
  Map<?, ?> evaluate(String context, String expression) {
    Map<?, ?> answer =
        send(
            "script.evaluate",
            Map.of(
                "expression",
                expression,
                "target",
                Map.of("context", context),
                "awaitPromise",
                true,
                "userActivation",
                true));
    if (!"success".equals(answer.get("type"))) {
      throw new IllegalStateException("the script failed: " + answer.get("exceptionDetails"));
    }
    return (Map<?, ?>) Objects.requireNonNull(answer.get("result"));
  }

  /** Calls a method and returns its answer. */
  Map<?, ?> send(String method, Map<String, Object> parameters) {
    Command<Map<?, ?>> command = new Command<>(method, Map.copyOf(parameters), Json.MAP_TYPE);
    return connection.sendAndWait(command, ANSWER);
  }

  /** A member as text. */
  static String text(@Nullable Object object, String member) {
    return String.valueOf(((Map<?, ?>) Objects.requireNonNull(object)).get(member));
  }

  @Override
  public void close() {
    connection.close();
    client.close();
  }

  private List<Map<?, ?>> contexts(Map<String, Object> scope) {
    Object contexts = send("browsingContext.getTree", scope).get("contexts");
    return ((List<?>) Objects.requireNonNull(contexts))
        .stream().<Map<?, ?>>map(context -> (Map<?, ?>) context).toList();
  }
}
