package run.edges.companion.host.browser;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import run.edges.companion.host.browser.Browser.Family;

/**
 * A manifest, and the browsers that read it.
 *
 * @param systemManifests where they look after it
 * @param policies folders or files of what the administrator of the computer decided for them
 * @param keys registry keys that name the manifest; none but on Windows
 */
public record Target(
    String title,
    Family family,
    Path manifest,
    List<Path> systemManifests,
    List<Path> policies,
    List<String> keys) {
  /** The manifests there are, in the order in which the browser looks. */
  public List<Path> findManifests() {
    if (!keys.isEmpty()) {
      Stream<String> computers = keys.stream().map(key -> key.replace("HKCU\\", "HKLM\\"));
      return Stream.concat(keys.stream(), computers)
          .map(Registry::find)
          .flatMap(Optional::stream)
          .distinct()
          .toList();
    }
    return Stream.concat(Stream.of(manifest), systemManifests.stream())
        .filter(Files::exists)
        .distinct()
        .toList();
  }

  Target and(Target other) {
    return new Target(
        title + " and " + other.title,
        family,
        manifest,
        both(systemManifests, other.systemManifests),
        both(policies, other.policies),
        both(keys, other.keys));
  }

  private static <T> List<T> both(List<T> some, List<T> more) {
    return Stream.concat(some.stream(), more.stream()).distinct().toList();
  }
}
