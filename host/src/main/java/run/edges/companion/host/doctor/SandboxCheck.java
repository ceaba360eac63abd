package run.edges.companion.host.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import run.edges.companion.host.browser.Browser;
import run.edges.companion.host.browser.Finding;
import run.edges.companion.host.browser.Finding.Fault;
import run.edges.companion.host.browser.HostManifest;
import run.edges.companion.host.browser.Place;

/** Browsers in a Snap or a Flatpak, which see neither the manifest nor the host. */
final class SandboxCheck {
  /** Where each keeps its data: the Snap below {@code snap}, the Flatpak below {@code .var/app}. */
  private static final String PACKAGES =
      """
      chromium       | chromium | org.chromium.Chromium
      google-chrome  | -        | com.google.Chrome
      microsoft-edge | -        | com.microsoft.Edge
      brave          | brave    | com.brave.Browser
      vivaldi        | vivaldi  | com.vivaldi.Vivaldi
      opera          | opera    | com.opera.Opera
      firefox        | firefox  | org.mozilla.firefox
      librewolf      | -        | io.gitlab.librewolf-community
      """;

  private SandboxCheck() {}

  static List<Finding> run(Map<String, String> environment) {
    Path home = Place.home(environment);
    List<Finding> found = new ArrayList<>();
    for (String line : PACKAGES.split("\n", -1)) {
      String[] cells = line.split("\\|", -1);
      Browser.find(cells[0].strip())
          .ifPresent(browser -> {
            if (Files.isDirectory(home.resolve("snap").resolve(cells[1].strip()))) {
              found.add(snap(browser));
            }
            if (Files.isDirectory(home.resolve(".var/app").resolve(cells[2].strip()))) {
              found.add(sandboxed(browser, " (Flatpak)"));
            }
          });
    }
    return found;
  }

  /** Firefox' Snap starts hosts outside of it, through the desktop, from the user's manifest. */
  private static Finding snap(Browser browser) {
    return browser == Browser.FIREFOX
        ? Finding.good(
            browser.title() + " (Snap)",
            ("asks once whether the extension may start the host: answer that it may. After another"
                    + " answer: flatpak permission-set webextensions %s snap.firefox yes")
                .formatted(HostManifest.NAME))
        : sandboxed(browser, " (Snap)");
  }

  private static Finding sandboxed(Browser browser, String form) {
    return Finding.fault(
        browser.title() + form,
        Fault.SANDBOXED,
        "its package keeps the browser from every program outside of it",
        "Install %s as a package of your distribution or from its maker, and share from there."
            .formatted(browser.title()));
  }
}
