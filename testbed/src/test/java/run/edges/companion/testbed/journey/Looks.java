package run.edges.companion.testbed.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.openqa.selenium.chrome.ChromeDriver;
import run.edges.companion.testbed.product.Chromium;
import run.edges.companion.testbed.product.firefox.Appearance;
import run.edges.companion.testbed.product.firefox.Firefox;

/**
 * How a page looks: pictures of it in light and dark, wide, at 320 px, and with text of twice the
 * size, in {@code target/screenshots}; that axe finds nothing wrong, and that no page scrolls
 * sideways.
 */
final class Looks {
  /** The script that finds what is wrong. */
  static final String AXE = axe();

  /**
   * An expression for what it finds, once it is loaded: a promise of JSON, {@code []} if nothing.
   */
  static final String VIOLATIONS =
      """
      axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
        .then((result) => JSON.stringify(result.violations.map((one) =>
          one.id + ': ' + one.nodes.map((node) => node.target.join(' ')).join(', '))))\
      """;

  /** An expression for the elements that make the page scroll sideways; empty if it does not. */
  static final String TOO_WIDE =
      """
      ((wide) => document.documentElement.scrollWidth <= wide ? '' :
        'page ' + [...document.querySelectorAll('body *')]
          .filter((one) => one.getBoundingClientRect().right > wide && !one.closest('.scroll'))
          .map((one) => one.outerHTML.slice(0, 80)).join(' | '))(document.documentElement.clientWidth)\
      """;

  private Looks() {}

  /** Takes the pictures, asks axe, and leaves the page as it was. */
  static void areGood(Chromium browser, String name) {
    ChromeDriver driver = browser.driver();
    driver.executeScript(AXE);
    try {
      for (String scheme : List.of("light", "dark")) {
        driver.executeCdpCommand(
            "Emulation.setEmulatedMedia",
            Map.of(
                "features",
                List.of(
                    Map.of("name", "prefers-color-scheme", "value", scheme),
                    // A picture in the middle of a change would be neither.
                    Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
        look(browser, name + "-" + scheme);
      }
      driver.executeCdpCommand(
          "Emulation.setDeviceMetricsOverride",
          Map.of("width", 320, "height", 800, "deviceScaleFactor", 1, "mobile", false));
      look(browser, name + "-320");
      assertFits(driver, name + " at 320 px");
      driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
      driver.executeScript("document.documentElement.style.fontSize = '200%'");
      browser.screenshot(picture(name + "-200"));
      assertFits(driver, name + " with text of twice the size");
    } finally {
      driver.executeScript("document.documentElement.style.removeProperty('font-size')");
      driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
      driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
    }
  }

  /** The same in Firefox, but for the text of twice the size; the page is 1200 px wide then. */
  static void areGood(Firefox browser, String name) {
    var _ = browser.evaluate(AXE + "; undefined");
    for (Appearance appearance : Appearance.values()) {
      appearance.choose(browser);
      look(browser, name + "-" + appearance.name().toLowerCase(Locale.ROOT));
    }
    browser.resize(320, 800);
    look(browser, name + "-320");
    assertThat(browser.evaluate(TOO_WIDE)).as("too wide: " + name + " at 320 px").isEqualTo("");
    browser.resize(1200, 900);
  }

  private static void look(Firefox browser, String name) {
    var _ = browser.evaluate("scrollTo(0, 0)");
    browser.screenshot(picture(name));
    assertThat(browser.evaluate(VIOLATIONS)).as("axe on " + name).isEqualTo("[]");
  }

  private static void assertFits(ChromeDriver driver, String what) {
    assertThat(driver.executeScript("return " + TOO_WIDE)).as("too wide: " + what).isEqualTo("");
  }

  private static Path picture(String name) {
    return Path.of("target/screenshots", name + ".png");
  }

  private static void look(Chromium browser, String name) {
    browser.screenshot(picture(name));
    assertThat(
            browser
                .driver()
                .executeAsyncScript(
                    "const done = arguments[arguments.length - 1]; (%s).then(done, (failed) => done(`axe failed: ${failed}`))"
                        .formatted(VIOLATIONS)))
        .as("axe on " + name)
        .isEqualTo("[]");
  }

  private static String axe() {
    try (InputStream in = Looks.class.getResourceAsStream("/axe.min.js")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new IllegalStateException(broken);
    }
  }
}
