package run.edges.companion.host.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A browser in a Flatpak. It sees only its own folder: its manifest names a script in there, which
 * has the host started outside. That takes a permission that only the owner gives.
 *
 * @param application its name for Flatpak
 * @param manifest where the browser looks for it
 */
public record Flatpak(Browser browser, String application, Path manifest) {
  private static final String APPLICATIONS =
      """
      chromium       | org.chromium.Chromium
      google-chrome  | com.google.Chrome
      microsoft-edge | com.microsoft.Edge
      brave          | com.brave.Browser
      vivaldi        | com.vivaldi.Vivaldi
      opera          | com.opera.Opera
      firefox        | org.mozilla.firefox
      librewolf      | io.gitlab.librewolf-community
      """;

  private static final String SERVICE = "org.freedesktop.Flatpak";
  private static final String START = "exec flatpak-spawn --host --watch-bus '";
  private static final String END = "' \"$@\"\n";
  private static final String QUOTE = "'\\''";

  /** Those that this user has started. */
  public static List<Flatpak> find(Map<String, String> environment) {
    List<Flatpak> found = new ArrayList<>();
    for (String line : APPLICATIONS.split("\n", -1)) {
      String[] cells = line.split("\\|", -1);
      Browser.find(cells[0].strip())
          .flatMap(browser -> find(browser, cells[1].strip(), environment))
          .ifPresent(found::add);
    }
    return found;
  }

  private static Optional<Flatpak> find(
      Browser browser, String application, Map<String, String> environment) {
    Path folder = Place.home(environment).resolve(".var/app").resolve(application);
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    Map<String, String> inside =
        Map.of("HOME", folder.toString(), "XDG_CONFIG_HOME", folder.resolve("config").toString());
    return Place.all(Os.LINUX, inside, folder).stream()
        .filter(place -> place.browser() == browser)
        .map(place -> new Flatpak(browser, application, place.manifest()))
        .findFirst();
  }

  /** Of the browser, as a person knows it. */
  public String title() {
    return browser.title() + " (Flatpak)";
  }

  /** As a browser that reads this manifest and no other. */
  public Target target() {
    return new Target(
        title(), browser.family(), manifest, List.of(), List.of(), List.of(), List.of());
  }

  /** The script that the manifest names. */
  public Path script() {
    return manifest.resolveSibling(Os.LINUX.launcher());
  }

  public String manifestText(Set<String> furtherIds) {
    return HostManifest.text(browser.family(), script(), furtherIds);
  }

  /**
   * What the script is.
   *
   * @param launcher of a version; the script names the link to it that outlives the version
   */
  public static String scriptText(Path launcher) {
    Path version = launcher.resolveSibling("");
    Path lasting =
        version.resolveSibling("").endsWith("versions")
            ? version.resolve("../..").resolve(launcher.getFileName()).normalize()
            : launcher;
    return """
    #!/bin/sh
    # Starts the Edges Companion host outside of the browser's sandbox; it ends with the browser.
    """
        + START
        + lasting.toString().replace("'", QUOTE)
        + END;
  }

  /** Writes the manifest and the script. */
  public void register(Path launcher, Set<String> furtherIds) throws IOException {
    PublicFile.writeProgram(script(), scriptText(launcher));
    PublicFile.write(manifest, manifestText(furtherIds));
  }

  /** Removes both. Returns whether there was one of them. */
  public boolean remove() throws IOException {
    boolean hadScript = Files.deleteIfExists(script());
    boolean hadManifest = Files.deleteIfExists(manifest);
    PublicFile.removeIfEmpty(manifest.resolveSibling(""));
    return hadScript || hadManifest;
  }

  /** The program that the script starts; empty if the script is another one. */
  public Optional<Path> findHost() {
    try {
      String text = Files.readString(script());
      int start = text.indexOf(START);
      return start < 0 || !text.endsWith(END)
          ? Optional.empty()
          : Optional.of(
              Path.of(
                  text.substring(start + START.length(), text.length() - END.length())
                      .replace(QUOTE, "'")));
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /** The command with which the owner gives or takes the permission. */
  public String permissionCommand(boolean gives) {
    return "flatpak override --user --%stalk-name=%s %s"
        .formatted(gives ? "" : "no-", SERVICE, application);
  }

  /** Whether the browser may start programs outside of its sandbox; the last file counts. */
  public boolean mayLeave(Map<String, String> environment) {
    Path computers =
        Path.of(environment.getOrDefault("FLATPAK_SYSTEM_DIR", "/var/lib/flatpak"), "overrides");
    Path users =
        Optional.ofNullable(environment.get("FLATPAK_USER_DIR"))
            .map(Path::of)
            .orElseGet(() -> Place.resolve("$data/flatpak", environment))
            .resolve("overrides");
    String policy = "";
    for (Path folder : List.of(computers, users)) {
      for (String name : List.of("global", application)) {
        policy = findPolicy(folder.resolve(name)).orElse(policy);
      }
    }
    return policy.equals("talk") || policy.equals("own");
  }

  private static Optional<String> findPolicy(Path overrides) {
    String section = "";
    Optional<String> policy = Optional.empty();
    try {
      for (String line : Files.readAllLines(overrides)) {
        String text = line.strip();
        if (text.startsWith("[")) {
          section = text;
        } else if (section.equals("[Session Bus Policy]") && text.startsWith(SERVICE + "=")) {
          policy = Optional.of(text.substring(SERVICE.length() + 1));
        }
      }
    } catch (IOException none) {
      // Then it overrides nothing.
    }
    return policy;
  }
}
