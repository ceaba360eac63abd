package run.edges.companion.server.linkedin;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.PageLoadStrategy;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.remote.HttpCommandExecutor;
import org.openqa.selenium.remote.RemoteWebDriver;
import org.openqa.selenium.remote.http.ClientConfig;

/**
 * One headless Chromium for one sign-in, with a fresh profile that it keeps in memory as far as it
 * can (a private window) and in a folder of its own. A guard process ends the browser and removes
 * the folder when this is closed, and when the server dies without closing it.
 */
final class Browser implements AutoCloseable {
  private static final Duration ANSWER = Duration.ofSeconds(40);
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");
  private static final long ENOUGH_SHARED_MEMORY = 256L << 20;

  private final Guarded process;
  private final RemoteWebDriver driver;

  private Browser(Guarded process, RemoteWebDriver driver) {
    this.process = process;
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
    Guarded process = Guarded.start(options.driver(), folder);
    try {
      ClientConfig client =
          ClientConfig.defaultConfig()
              .baseUri(URI.create("http://localhost:" + process.awaitPort(Guarded.PATIENCE)))
              .readTimeout(ANSWER);
      return new Browser(
          process,
          new RemoteWebDriver(
              new HttpCommandExecutor(client), chromium(options, folder, arguments)));
    } catch (Guarded.SilentException | InterruptedIOException notAgain) {
      process.close();
      throw notAgain;
    } catch (IOException | RuntimeException failed) {
      process.close();
      throw new IOException(why(failed, options), failed);
    }
  }

  RemoteWebDriver driver() {
    return driver;
  }

  /** Whether the browser still answers. */
  boolean isAlive() {
    try {
      return process.isAlive() && driver.getWindowHandle() != null;
    } catch (WebDriverException gone) {
      return false;
    }
  }

  /** Ends every process of the browser and removes its folder; returns when both are gone. */
  @Override
  public void close() {
    process.close();
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
                "--disable-extensions",
                "--disable-gpu",
                "--disable-sync",
                "--window-size=1200,900"));
    if (!options.sandbox()) {
      all.add("--no-sandbox");
    }
    if (!hasSharedMemory(SHARED_MEMORY)) {
      // On disk instead: slower, and what pages hold may stay there.
      all.add("--disable-dev-shm-usage");
    }
    all.addAll(arguments);
    return chromium.addArguments(all);
  }

  /** Containers often have 64 MB, with which Chromium's pages crash. */
  static boolean hasSharedMemory(Path where) {
    try {
      return Files.isDirectory(where)
          && Files.getFileStore(where).getUsableSpace() >= ENOUGH_SHARED_MEMORY;
    } catch (IOException unknown) {
      return false;
    }
  }

  /** Selenium's messages go on with the whole command, of which the first line says what failed. */
  private static String why(Exception failed, Browsers.Options options) {
    String first = String.valueOf(failed.getMessage()).lines().findFirst().orElse("");
    return options.sandbox() && "root".equals(System.getProperty("user.name"))
        ? first
            + " Chromium does not run its sandbox as root: run the server as another user, or set sign-in.sandbox=false."
        : first;
  }
}
