package run.edges.companion.testbed.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.openqa.selenium.chrome.ChromeDriver;
import run.edges.companion.testbed.product.Chromium;

/**
 * How a page looks: pictures of it in light and dark, wide and at 320 px, in {@code
 * target/screenshots}; and that axe finds nothing wrong with any of them.
 */
final class Looks {
  private static final String AXE = axe();

  private Looks() {}

  /** Takes the pictures, asks axe, and leaves the page as it was. */
  static void areGood(Chromium browser, String name) {
    ChromeDriver driver = browser.driver();
    try {
      for (String scheme : List.of("light", "dark")) {
        driver.executeCdpCommand(
            "Emulation.setEmulatedMedia",
            Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        look(browser, name + "-" + scheme);
      }
      driver.executeCdpCommand(
          "Emulation.setDeviceMetricsOverride",
          Map.of("width", 320, "height", 800, "deviceScaleFactor", 1, "mobile", false));
      look(browser, name + "-320");
      assertThat(driver.executeScript("return document.documentElement.scrollWidth <= 320"))
          .as("the page fits into 320 px: " + name)
          .isEqualTo(true);
    } finally {
      driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
      driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
    }
  }

  private static void look(Chromium browser, String name) {
    browser.screenshot(Path.of("target/screenshots", name + ".png"));
    browser.driver().executeScript(AXE);
    Object violations =
        browser
            .driver()
            .executeAsyncScript(
                """
                const done = arguments[arguments.length - 1];
                const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
                axe.run(document, {runOnly: tags}).then(
                  (result) => done(result.violations.map((one) =>
                    one.id + ': ' + one.nodes.map((node) => node.target.join(' ')).join(', '))),
                  (failed) => done(['axe failed: ' + failed]));
                """);
    assertThat((List<?>) Objects.requireNonNull(violations)).as("axe on " + name).isEmpty();
  }

  private static String axe() {
    try (InputStream in = Looks.class.getResourceAsStream("/axe.min.js")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new IllegalStateException(broken);
    }
  }
}
