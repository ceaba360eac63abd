package run.edges.companion.testbed.journey;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import run.edges.companion.testbed.linkedin.LinkedInStandIn;
import run.edges.companion.testbed.product.Chromium;
import run.edges.companion.testbed.product.ServerApi;
import run.edges.companion.testbed.product.ServerProcess;

/**
 * Each journey's own LinkedIn, server and browsers; all gone after it. A failed journey leaves a
 * picture of each browser.
 */
final class World implements BeforeEachCallback, AfterEachCallback {
  private final Deque<Chromium> browsers = new ArrayDeque<>();
  private @Nullable Path folder;
  private @Nullable LinkedInStandIn linkedin;
  private @Nullable ServerProcess server;
  private @Nullable ServerApi api;

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    folder = Files.createTempDirectory("journey");
    linkedin = LinkedInStandIn.start();
    server = new ServerProcess(folder.resolve("server")).start();
    api = new ServerApi(server);
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    if (context.getExecutionException().isPresent()) {
      browsers.forEach(browser -> picture(context, browser));
      System.err.println(Files.readString(server().log()));
    }
    browsers.forEach(Chromium::close);
    server().close();
    linkedin().close();
    try (Stream<Path> files = Files.walk(Objects.requireNonNull(folder))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  LinkedInStandIn linkedin() {
    return Objects.requireNonNull(linkedin);
  }

  ServerProcess server() {
    return Objects.requireNonNull(server);
  }

  ServerApi api() {
    return Objects.requireNonNull(api);
  }

  /** Starts a browser on a profile of its own. */
  Chromium browser(String profile) {
    Path userDataDir = Objects.requireNonNull(folder).resolve("profile-" + profile);
    Chromium browser = new Chromium(userDataDir, linkedin(), api().tlsKeyHash(), true).start();
    browsers.add(browser);
    return browser;
  }

  private static void picture(ExtensionContext context, Chromium browser) {
    try {
      browser.screenshot(
          Path.of(
              "target/screenshots/failed-%s-%s.png"
                  .formatted(
                      context.getRequiredTestMethod().getName(), browser.profile().getFileName())));
    } catch (RuntimeException gone) {
      System.err.println("No picture of " + browser.profile().getFileName());
    }
  }
}
