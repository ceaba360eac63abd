package run.edges.companion.testbed.product;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.bidi.Command;
import org.openqa.selenium.bidi.Connection;
import org.openqa.selenium.json.Json;
import org.openqa.selenium.remote.http.ClientConfig;
import org.openqa.selenium.remote.http.HttpClient;

/**
 * A real headless Firefox with one page, in a profile and a home folder of its own. It is driven
 * over WebDriver BiDi, which it speaks by itself: Debian has no geckodriver.
 */
public final class Firefox implements AutoCloseable {
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final String LISTENING = "WebDriver BiDi listening on ";

  /** Nothing but what a journey opens goes over the network. */
  private static final String PREFERENCES =
      """
      user_pref("app.normandy.enabled", false);
      user_pref("app.update.auto", false);
      user_pref("browser.aboutwelcome.enabled", false);
      user_pref("browser.safebrowsing.malware.enabled", false);
      user_pref("browser.safebrowsing.phishing.enabled", false);
      user_pref("browser.shell.checkDefaultBrowser", false);
      user_pref("datareporting.policy.dataSubmissionEnabled", false);
      user_pref("extensions.update.enabled", false);
      user_pref("network.captive-portal-service.enabled", false);
      user_pref("network.connectivity-service.enabled", false);
      user_pref("services.settings.server", "data:,");
      """;

  private final Process process;
  private final HttpClient client;
  private final Connection connection;
  private final String page;

  private Firefox(Process process, HttpClient client, Connection connection) {
    this.process = process;
    this.client = client;
    this.connection = connection;
    var _ =
        send(
            "session.new",
            Map.of("capabilities", Map.of("alwaysMatch", Map.of("acceptInsecureCerts", true))));
    Object contexts = send("browsingContext.getTree", Map.of()).get("contexts");
    page = text(((List<?>) Objects.requireNonNull(contexts)).getFirst(), "context");
  }

  /**
   * Starts it.
   *
   * @param folder does not exist yet
   */
  public static Firefox start(Path folder) {
    try {
      Files.writeString(Files.createDirectories(folder).resolve("user.js"), PREFERENCES);
      ProcessBuilder builder =
          new ProcessBuilder(
                  "firefox-esr",
                  "--headless",
                  "--no-remote",
                  "--profile",
                  folder.toString(),
                  "--remote-debugging-port",
                  "0",
                  "about:blank")
              .redirectErrorStream(true);
      builder.environment().put("HOME", folder.toString());
      Process process = builder.start();
      URI address = awaitAddress(process);
      HttpClient client =
          HttpClient.Factory.createDefault()
              .createClient(
                  ClientConfig.defaultConfig()
                      .baseUri(URI.create("http://" + address.getAuthority())));
      return new Firefox(process, client, new Connection(client, address + "/session"));
    } catch (IOException failed) {
      throw new IllegalStateException("Firefox does not start", failed);
    }
  }

  /** Opens an address, and waits until it is loaded. */
  public void open(String url) {
    var _ =
        send("browsingContext.navigate", Map.of("context", page, "url", url, "wait", "complete"));
  }

  /** Sets the size of the page in CSS pixels. */
  public void resize(int width, int height) {
    var _ =
        send(
            "browsingContext.setViewport",
            Map.of("context", page, "viewport", Map.of("width", width, "height", height)));
  }

  /**
   * What an expression of JavaScript is, awaited if it is a promise.
   *
   * @return its text if it is a primitive; null if it is undefined or null
   */
  public @Nullable String evaluate(String expression) {
    return Optional.ofNullable(result(expression).get("value")).map(String::valueOf).orElse(null);
  }

  /** Clicks what the selector finds, once it is there and visible. */
  public void click(String selector) {
    Map<String, ?> element = await(selector);
    var _ =
        perform(
            Map.of(
                "type",
                "pointer",
                "id",
                "mouse",
                "actions",
                List.of(
                    Map.of("type", "pointerMove", "x", 0, "y", 0, "origin", element),
                    Map.of("type", "pointerDown", "button", 0),
                    Map.of("type", "pointerUp", "button", 0))));
  }

  /** Types where the focus is. */
  public void type(String text) {
    List<Map<String, Object>> keys = new ArrayList<>();
    text.codePoints()
        .mapToObj(Character::toString)
        .forEach(key -> {
          keys.add(Map.of("type", "keyDown", "value", key));
          keys.add(Map.of("type", "keyUp", "value", key));
        });
    var _ = perform(Map.of("type", "key", "id", "keyboard", "actions", keys));
  }

  /** Waits until what the selector finds says this. */
  public void awaitText(String selector, String words) {
    String script = "document.querySelector('%s')?.innerText ?? ''".formatted(selector);
    try {
      Awaitility.await()
          .atMost(Chromium.PATIENCE)
          .ignoreExceptionsInstanceOf(WebDriverException.class)
          .until(() -> String.valueOf(evaluate(script)).contains(words));
    } catch (ConditionTimeoutException missing) {
      throw new IllegalStateException(
          "'%s' does not come; the page says: %s"
              .formatted(words, evaluate("document.body.innerText")),
          missing);
    }
  }

  /** Takes a picture of the page. */
  public void screenshot(Path file) {
    String data = text(send("browsingContext.captureScreenshot", Map.of("context", page)), "data");
    try {
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Files.write(file, Base64.getDecoder().decode(data));
    } catch (IOException unwritable) {
      throw new IllegalStateException("no screenshot", unwritable);
    }
  }

  @Override
  public void close() {
    connection.close();
    client.close();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      if (!process.waitFor(ANSWER.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("Firefox does not end");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** As a place for the pointer. */
  private Map<String, ?> await(String selector) {
    String script =
        """
        (() => {
          const found = [...document.querySelectorAll('%s')].find((one) => one.checkVisibility());
          found?.scrollIntoView({block: 'center', behavior: 'instant'});
          return found;
        })()
        """
            .formatted(selector);
    Map<?, ?> node =
        Awaitility.await(selector)
            .atMost(Chromium.PATIENCE)
            .ignoreExceptionsInstanceOf(WebDriverException.class)
            .until(() -> result(script), found -> found.containsKey("sharedId"));
    return Map.of("type", "element", "element", Map.of("sharedId", text(node, "sharedId")));
  }

  private Map<?, ?> perform(Map<String, Object> source) {
    return send("input.performActions", Map.of("context", page, "actions", List.of(source)));
  }

  private Map<?, ?> result(String expression) {
    Map<?, ?> answer =
        send(
            "script.evaluate",
            Map.of(
                "expression",
                expression,
                "target",
                Map.of("context", page),
                "awaitPromise",
                true,
                "userActivation",
                true));
    if (!"success".equals(answer.get("type"))) {
      throw new IllegalStateException("the script failed: " + answer.get("exceptionDetails"));
    }
    return (Map<?, ?>) Objects.requireNonNull(answer.get("result"));
  }

  private Map<?, ?> send(String method, Map<String, Object> parameters) {
    Command<Map<?, ?>> command = new Command<>(method, Map.copyOf(parameters), Json.MAP_TYPE);
    return connection.sendAndWait(command, ANSWER);
  }

  private static String text(@Nullable Object object, String member) {
    return String.valueOf(((Map<?, ?>) Objects.requireNonNull(object)).get(member));
  }

  private static URI awaitAddress(Process process) throws IOException {
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(LISTENING)) {
        // A full pipe would stop the browser.
        Thread.startVirtualThread(() -> out.lines().forEach(_ -> {}));
        return URI.create(line.substring(LISTENING.length()).strip());
      }
    }
    throw new IOException("Firefox ended");
  }
}
