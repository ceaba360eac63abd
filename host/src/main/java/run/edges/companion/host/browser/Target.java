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
 * @param policyKeys registry keys of such decisions; a later one counts more
 */
public record Target(
    String title,
    Family family,
    Path manifest,
    List<Path> systemManifests,
    List<Path> policies,
    List<String> keys,
    List<String> policyKeys) {
  /** The manifests there are, in the order in which the browser looks: the user's come first. */
  public List<Path> findManifests() {
    Stream<Path> users =
        keys.isEmpty() ? Stream.of(manifest).filter(Files::exists) : registered(keys.stream());
    return Stream.concat(users, findComputersManifests().stream()).distinct().toList();
  }

  /** Those of the computer's level among them. */
  public List<Path> findComputersManifests() {
    Stream<Path> computers =
        keys.isEmpty()
            ? systemManifests.stream().filter(Files::exists)
            : registered(keys.stream().map(key -> key.replace("HKCU\\", "HKLM\\")));
    return computers.distinct().toList();
  }

  private static Stream<Path> registered(Stream<String> keys) {
    return keys.map(Registry::find).flatMap(Optional::stream);
  }

  Target and(Target other) {
    return new Target(
        title + " and " + other.title,
        family,
        manifest,
        both(systemManifests, other.systemManifests),
        both(policies, other.policies),
        both(keys, other.keys),
        both(policyKeys, other.policyKeys));
  }

  private static <T> List<T> both(List<T> some, List<T> more) {
    return Stream.concat(some.stream(), more.stream()).distinct().toList();
  }
}
