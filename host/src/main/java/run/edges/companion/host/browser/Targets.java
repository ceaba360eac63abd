package run.edges.companion.host.browser;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import run.edges.companion.host.browser.Browser.Family;

/** Options that say which browsers are meant, and at which level. */
public final class Targets {
  private static final Path TOP = Path.of("/");

  @Spec(Spec.Target.MIXEE)
  @Nullable CommandSpec spec;

  @Option(
      names = "--browser",
      paramLabel = "NAME",
      description =
          "Only this browser, installed or not: chromium, google-chrome, google-chrome-beta,"
              + " google-chrome-unstable, chrome-for-testing, microsoft-edge, brave, vivaldi, opera,"
              + " firefox or librewolf. May be repeated.")
  List<String> browsers = List.of();

  @Option(
      names = "--user-data-dir",
      paramLabel = "DIR",
      description = "Only the Chromium browser that is started with this --user-data-dir.")
  @Nullable Path userDataFolder;

  @Option(
      names = "--system",
      description =
          "For every user of this computer, which takes an administrator: all browsers that are"
              + " known, installed or not.")
  boolean system;

  @Option(
      names = "--root",
      paramLabel = "DIR",
      description =
          "Take the computer's own files below this folder, such as an image that is being made.")
  Path root = TOP;

  public boolean isChosen() {
    return userDataFolder != null || !browsers.isEmpty();
  }

  public boolean isSystem() {
    return system;
  }

  /** The path by which a program finds this file once {@code --root} is the root. */
  public Path asSeenThere(Path path) {
    if (isHere()) {
      return path;
    }
    Path top = root.toAbsolutePath().normalize();
    return system && path.startsWith(top) ? TOP.resolve(top.relativize(path)) : path;
  }

  /** Whether the files are those of the running computer. */
  public boolean isHere() {
    return root.equals(TOP);
  }

  /** Throws if root would write into a user's folders. */
  public void refuseSudo(Map<String, String> environment) {
    if (environment.containsKey("SUDO_USER")
        && System.getProperty("user.name", "").equals("root")
        && userDataFolder == null
        && !system) {
      throw new IllegalStateException(
          "Do not run this with sudo: browsers read it from the user's own folders."
              + " Run it again as "
              + environment.get("SUDO_USER")
              + ", or with --system for all users.");
    }
  }

  /**
   * What was chosen, or else every browser that this user has started; at the computer's level or
   * on another system every one that is known. Those that share a manifest are one.
   *
   * @param installation the folder of the launcher
   */
  public List<Target> find(Os os, Map<String, String> environment, Path installation) {
    if (userDataFolder != null && (system || os == Os.WINDOWS)) {
      throw wrong("--user-data-dir has no manifest of the computer's level, and none on Windows.");
    }
    Map<String, Target> targets = new LinkedHashMap<>();
    for (Place place : Place.all(os, environment, installation)) {
      if (isMeant(os, place)) {
        for (Target target : targets(os, place)) {
          // On Windows all share one file, but each has its keys.
          String key = os == Os.WINDOWS ? target.title() : target.manifest().toString();
          targets.merge(key, target, Target::and);
        }
      }
    }
    return List.copyOf(targets.values());
  }

  /** The Flatpaks that were chosen, or else every one that this user has started. */
  public List<Flatpak> findFlatpaks(Map<String, String> environment) {
    return system || Os.current() != Os.LINUX
        ? List.of()
        : Flatpak.find(environment).stream()
            .filter(each -> !isChosen() || browsers.contains(each.browser().option()))
            .toList();
  }

  private boolean isMeant(Os os, Place place) {
    for (String name : browsers) {
      if (Browser.find(name).isEmpty()) {
        throw wrong("There is no browser named '" + name + "'.");
      }
    }
    if (isChosen()) {
      return browsers.contains(place.browser().option())
          || (userDataFolder != null && place.browser() == Browser.CHROMIUM);
    }
    return system || os != Os.current() || place.isUsed();
  }

  private List<Target> targets(Os os, Place place) {
    if (os == Os.WINDOWS) {
      List<String> keys =
          place.keys().stream().map(key -> (system ? "HKLM\\" : "HKCU\\") + key).toList();
      return List.of(target(place, place.manifest(), keys));
    }
    if (system) {
      return systemManifests(place).map(path -> target(place, path, List.of())).toList();
    }
    Target own = target(place, place.manifest(), List.of());
    if (userDataFolder == null || place.browser() != Browser.CHROMIUM) {
      return List.of(own);
    }
    Target there =
        new Target(
            "Chromium in " + userDataFolder,
            own.family(),
            Place.manifest(userDataFolder.toAbsolutePath(), true),
            own.systemManifests(),
            own.policies(),
            List.of(),
            List.of());
    return browsers.contains(Browser.CHROMIUM.option()) ? List.of(there, own) : List.of(there);
  }

  /** Which of two folders Firefox reads was settled when it was built, so both get one. */
  private Stream<Path> systemManifests(Place place) {
    List<Path> all = below(place.systemManifests());
    return place.browser().family() == Family.CHROMIUM
        ? all.stream().limit(1)
        : all.stream().filter(path -> path.equals(all.getFirst()) || hasLibraries(path));
  }

  private static boolean hasLibraries(Path manifest) {
    return Files.isDirectory(manifest.resolve("../../..").normalize());
  }

  private Target target(Place place, Path manifest, List<String> keys) {
    return new Target(
        place.browser().title(),
        place.browser().family(),
        manifest,
        below(place.systemManifests()),
        below(place.policies()),
        keys,
        place.policyKeys());
  }

  private List<Path> below(List<Path> paths) {
    return paths.stream()
        .map(path -> path.startsWith(TOP) ? root.resolve(TOP.relativize(path)) : path)
        .toList();
  }

  private RuntimeException wrong(String text) {
    return spec == null
        ? new IllegalArgumentException(text)
        : new ParameterException(spec.commandLine(), text);
  }
}
