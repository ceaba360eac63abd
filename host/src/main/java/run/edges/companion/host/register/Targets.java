package run.edges.companion.host.register;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options that say which browsers are meant. */
final class Targets {
  /**
   * A manifest, and the browsers that read it.
   *
   * @param systemManifests where they look after it
   * @param policies folders of what the machine's administrator decided for them
   */
  record Target(
      String title,
      Browser.Family family,
      Path manifest,
      List<Path> systemManifests,
      List<Path> policies) {
    static Target of(String title, Browser browser, Path manifest, Path root) {
      return new Target(
          title,
          browser.family(),
          manifest,
          below(root, browser.systemManifests()),
          below(root, browser.policies()));
    }

    private static List<Path> below(Path root, List<Path> paths) {
      return paths.stream().map(path -> root.resolve(Path.of("/").relativize(path))).toList();
    }

    Target and(Target other) {
      return new Target(
          title + " and " + other.title,
          family,
          manifest,
          both(systemManifests, other.systemManifests),
          both(policies, other.policies));
    }

    private static List<Path> both(List<Path> some, List<Path> more) {
      return Stream.concat(some.stream(), more.stream()).distinct().toList();
    }
  }

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

  boolean isChosen() {
    return userDataFolder != null || !browsers.isEmpty();
  }

  /** Throws if root would write into a user's folders. */
  void refuseSudo(Map<String, String> environment) {
    if (environment.containsKey("SUDO_USER")
        && System.getProperty("user.name", "").equals("root")
        && userDataFolder == null) {
      throw new IllegalStateException(
          "Do not run this with sudo: browsers read it from the user's own folders."
              + " Run it again as "
              + environment.get("SUDO_USER")
              + ".");
    }
  }

  /** As {@link #find(Map, Path)}, on this computer. */
  SequencedMap<Path, Target> find(Map<String, String> environment) {
    return find(environment, Path.of("/"));
  }

  /**
   * What was chosen, or else every browser there is. By manifest, since some share one.
   *
   * @param root above the computer's own files
   */
  SequencedMap<Path, Target> find(Map<String, String> environment, Path root) {
    SequencedMap<Path, Target> targets = new LinkedHashMap<>();
    if (userDataFolder != null) {
      Path manifest = Browser.Family.CHROMIUM.manifest(userDataFolder.toAbsolutePath());
      targets.put(
          manifest, Target.of("Chromium in " + userDataFolder, Browser.CHROMIUM, manifest, root));
    }
    for (String name : browsers) {
      add(targets, browser(name), environment, root);
    }
    if (!isChosen()) {
      for (Browser browser : Browser.values()) {
        if (browser.isPresent(environment)) {
          add(targets, browser, environment, root);
        }
      }
    }
    return targets;
  }

  private static void add(
      SequencedMap<Path, Target> targets,
      Browser browser,
      Map<String, String> environment,
      Path root) {
    Path manifest = browser.manifest(environment);
    targets.merge(manifest, Target.of(browser.title(), browser, manifest, root), Target::and);
  }

  private Browser browser(String name) {
    return Browser.find(name)
        .orElseThrow(() ->
            spec == null
                ? new IllegalArgumentException(name)
                : new ParameterException(
                    spec.commandLine(), "There is no browser named '" + name + "'."));
  }
}
