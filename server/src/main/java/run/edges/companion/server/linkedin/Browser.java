package run.edges.companion.server.linkedin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openqa.selenium.PageLoadStrategy;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.remote.HttpCommandExecutor;
import org.openqa.selenium.remote.RemoteWebDriver;
import org.openqa.selenium.remote.http.ClientConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One headless Chromium for one sign-in, with a fresh profile that it keeps in memory as far as it
 * can (a private window) and in a folder of its own. A guard process ends the browser and removes
 * the folder when this is closed, and when the server dies without closing it.
 */
final class Browser implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Browser.class);
  private static final String GUARD = read("guard.sh");
  private static final Pattern STARTED = Pattern.compile("successfully on port (\\d+)");
  private static final Duration ANSWER = Duration.ofSeconds(40);
  private static final int GUARD_SECONDS = 15;

  private final Process guard;
  private final Path folder;
  private final RemoteWebDriver driver;

  private Browser(Process guard, Path folder, RemoteWebDriver driver) {
    this.guard = guard;
    this.folder = folder;
    this.driver = driver;
  }

  /**
   * Starts a browser.
   *
   * @param folder does not exist yet; gone when the browser is closed
   * @throws IOException if there is no browser, or it does not start; says why
   */
  static Browser open(Browsers.Options options, Path folder, List<String> arguments)
      throws IOException {
    Files.createDirectories(folder);
    Process guard =
        new ProcessBuilder(
                "sh", "-c", GUARD, "guard", folder.toString(), options.driver(), "--port=0")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      int port = awaitPort(guard, options.driver());
      ClientConfig client =
          ClientConfig.defaultConfig()
              .baseUri(URI.create("http://localhost:" + port))
              .readTimeout(ANSWER);
      return new Browser(
          guard,
          folder,
          new RemoteWebDriver(
              new HttpCommandExecutor(client), chromium(options, folder, arguments)));
    } catch (IOException | WebDriverException failed) {
      end(guard, folder);
      throw new IOException(why(failed, options), failed);
    }
  }

  RemoteWebDriver driver() {
    return driver;
  }

  /** Whether the browser still answers. */
  boolean isAlive() {
    try {
      return guard.isAlive() && driver.getWindowHandle() != null;
    } catch (WebDriverException gone) {
      return false;
    }
  }

  /** Ends every process of the browser and removes its folder; returns when both are gone. */
  @Override
  public void close() {
    end(guard, folder);
  }

  private static ChromeOptions chromium(
      Browsers.Options options, Path folder, List<String> arguments) {
    ChromeOptions chromium = new ChromeOptions();
    chromium.setBinary(options.browser());
    // Waits are ours: a page that never ends loading must not hold the attempt.
    chromium.setPageLoadStrategy(PageLoadStrategy.NONE);
    chromium.setExperimentalOption(
        "prefs", Map.of("credentials_enable_service", false, "autofill.profile_enabled", false));
    List<String> all =
        new ArrayList<>(
            List.of(
                "--headless=new",
                "--incognito",
                "--user-data-dir=" + folder.resolve("profile"),
                "--remote-debugging-pipe",
                "--no-first-run",
                "--no-default-browser-check",
                "--disable-background-networking",
                "--disable-breakpad",
                "--disable-crash-reporter",
                "--disable-component-update",
                "--disable-dev-shm-usage",
                "--disable-extensions",
                "--disable-gpu",
                "--disable-sync",
                "--window-size=1200,900"));
    if (!options.sandbox()) {
      all.add("--no-sandbox");
    }
    all.addAll(arguments);
    return chromium.addArguments(all);
  }

  private static int awaitPort(Process guard, String driver) throws IOException {
    BufferedReader out = guard.inputReader(StandardCharsets.UTF_8);
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher started = STARTED.matcher(line);
      if (started.find()) {
        drain(guard.getInputStream());
        return Integer.parseInt(started.group(1));
      }
    }
    throw new IOException("%s does not start; is it there?".formatted(driver));
  }

  /** A full pipe would stop the driver. */
  private static void drain(InputStream out) {
    Thread.startVirtualThread(() -> {
      try {
        out.skip(Long.MAX_VALUE);
      } catch (IOException ended) {
        LOG.trace("A driver ended");
      }
    });
  }

  private static void end(Process guard, Path folder) {
    try {
      guard.getOutputStream().close();
      if (!guard.waitFor(GUARD_SECONDS, TimeUnit.SECONDS)) {
        guard.destroyForcibly();
      }
    } catch (IOException alreadyGone) {
      guard.destroyForcibly();
    } catch (InterruptedException interrupted) {
      // The guard goes on by itself: its input is closed.
      Thread.currentThread().interrupt();
      return;
    }
    Browsers.delete(folder);
  }

  /** Selenium's messages go on with the whole command, of which the first line says what failed. */
  private static String why(Exception failed, Browsers.Options options) {
    String first = String.valueOf(failed.getMessage()).lines().findFirst().orElse("");
    return options.sandbox() && "root".equals(System.getProperty("user.name"))
        ? first
            + " Chromium does not run its sandbox as root: run the server as another user, or set sign-in.sandbox=false."
        : first;
  }

  private static String read(String name) {
    try (InputStream in = Browser.class.getResourceAsStream("/sign-in/" + name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new IllegalStateException(broken);
    }
  }

  /** A script beside the guard's, for {@link LinkedInPages}. */
  static String script(String name) {
    return read(name);
  }

  /** What a proxy can be given to Chromium as; it takes no name and password. */
  static Optional<String> proxyArgument(Optional<Proxy> proxy) {
    return proxy.map(address -> "--proxy-server=" + address.address());
  }
}
