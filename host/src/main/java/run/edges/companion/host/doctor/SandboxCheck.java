package run.edges.companion.host.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import run.edges.companion.host.browser.Browser;
import run.edges.companion.host.browser.Finding;
import run.edges.companion.host.browser.Finding.Fault;
import run.edges.companion.host.browser.Flatpak;
import run.edges.companion.host.browser.HostManifest;
import run.edges.companion.host.browser.Place;
import run.edges.companion.host.register.Launcher;

/** Browsers in a Snap or a Flatpak, which see neither the manifest nor the host. */
final class SandboxCheck {
  /** What there is as a Snap, with its data below {@code snap} in a folder of its name. */
  private static final List<Browser> SNAPS =
      List.of(Browser.CHROMIUM, Browser.BRAVE, Browser.VIVALDI, Browser.OPERA, Browser.FIREFOX);

  private static final String REGISTER = "Register it: edges-companion-host register --flatpak";

  private SandboxCheck() {}

  static List<Finding> run(Map<String, String> environment, Launcher launcher) {
    Path home = Place.home(environment);
    List<Finding> found = new ArrayList<>();
    for (Browser browser : SNAPS) {
      if (Files.isDirectory(home.resolve("snap").resolve(browser.option()))) {
        found.add(snap(browser));
      }
    }
    for (Flatpak flatpak : Flatpak.find(environment)) {
      found.add(flatpak(flatpak, environment, launcher));
    }
    return found;
  }

  private static Finding flatpak(
      Flatpak flatpak, Map<String, String> environment, Launcher launcher) {
    String title = flatpak.title();
    if (Files.notExists(flatpak.manifest())) {
      Finding finding = sandboxed(flatpak.browser(), " (Flatpak)");
      return new Finding(
          title,
          finding.text(),
          finding.fault(),
          finding.remedy()
              + " Or read what that takes: edges-companion-host register --flatpak --dry-run");
    }
    Optional<Finding> fault =
        HostManifest.findFault(flatpak.target(), flatpak.manifest(), launcher.register());
    if (fault.isPresent()) {
      return new Finding(title, fault.get().text(), fault.get().fault(), REGISTER);
    }
    Optional<Path> host = flatpak.findHost();
    if (host.isEmpty() || !Files.isExecutable(host.get())) {
      return Finding.fault(
          title,
          Fault.HOST_MISSING,
          flatpak.script() + " starts " + host.map(path -> path + ", which is gone").orElse("none"),
          REGISTER);
    }
    return flatpak.mayLeave(environment)
        ? Finding.good(
            title, "registered: " + flatpak.manifest() + "; it may start any program as you")
        : Finding.fault(
            title,
            Fault.SANDBOXED,
            "is registered, but may not start programs outside of its sandbox",
            "If it may start any program as you, allow it: " + flatpak.permissionCommand(true));
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
