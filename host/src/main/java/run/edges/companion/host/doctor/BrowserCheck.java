package run.edges.companion.host.doctor;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import run.edges.companion.host.browser.Browser;
import run.edges.companion.host.browser.Finding;
import run.edges.companion.host.browser.Finding.Fault;
import run.edges.companion.host.browser.HostManifest;
import run.edges.companion.host.browser.Launcher;
import run.edges.companion.host.browser.Target;

/**
 * What a browser does before it talks to the host, done in the same order: find the manifest, read
 * it, heed the administrator's policies, start the host.
 */
final class BrowserCheck {
  private final Target target;
  private final Launcher launcher;
  private final boolean launches;

  /**
   * @param launcher of this program
   * @param launches whether to start the host too
   */
  BrowserCheck(Target target, Launcher launcher, boolean launches) {
    this.target = target;
    this.launcher = launcher;
    this.launches = launches;
  }

  /** What was found, up to the first fault. */
  List<Finding> run() {
    List<Path> manifests = target.findManifests();
    if (manifests.isEmpty()) {
      return List.of(
          Finding.fault(
              target.title(),
              Fault.NOT_REGISTERED,
              "the host is not registered: there is no " + target.manifest(),
              "Register it: " + launcher.register()));
    }
    Path first = manifests.getFirst();
    Optional<Path> good =
        manifests.stream()
            .filter(one -> HostManifest.findFault(target, one, launcher).isEmpty())
            .findFirst();
    // Firefox passes a faulty manifest over; the others stop at the first.
    Path read = target.family() == Browser.Family.FIREFOX ? good.orElse(first) : first;
    Optional<Finding> fault = HostManifest.findFault(target, read, launcher);
    if (fault.isPresent()) {
      return List.of(good.map(hidden -> shadowed(read, hidden)).orElse(fault.get()));
    }
    List<Finding> findings = new ArrayList<>();
    findings.add(Finding.good(target.title(), "registered: " + read));
    Optional<Finding> policy = findPolicy(!target.systemManifests().contains(read));
    policy.ifPresent(findings::add);
    if (launches && policy.isEmpty()) {
      findings.add(new LaunchCheck(target, read).run());
    }
    return findings;
  }

  private Finding shadowed(Path read, Path hidden) {
    return Finding.fault(
        target.title(),
        Fault.SHADOWED,
        read + " is faulty and hides " + hidden,
        "Remove it: rm " + read);
  }

  private Optional<Finding> findPolicy(boolean ofTheUser) {
    return forbidding(policies(), ofTheUser)
        .map(policy ->
            Finding.fault(
                target.title(),
                Fault.POLICY,
                "the policy %s below %s keeps the browser from the host"
                    .formatted(policy, target.policies().getFirst()),
                "Ask the administrator of this computer to allow " + HostManifest.NAME + "."));
  }

  /** Those of all files together, as the browser takes them. */
  private JsonObject policies() {
    JsonObject all = new JsonObject();
    for (Path folder : target.policies()) {
      try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.of()) {
        for (Path file : files.filter(one -> one.toString().endsWith(".json")).sorted().toList()) {
          JsonParser.parseString(Files.readString(file))
              .getAsJsonObject()
              .asMap()
              .forEach(all::add);
        }
      } catch (IOException | JsonParseException | IllegalStateException unreadable) {
        // The browser, which runs as this user too, makes nothing of it either.
      }
    }
    return all;
  }

  private static Optional<String> forbidding(JsonObject policies, boolean ofTheUser) {
    Set<String> blocked = texts(policies.get("NativeMessagingBlocklist"));
    Set<String> allowed = texts(policies.get("NativeMessagingAllowlist"));
    if ((blocked.contains("*") || blocked.contains(HostManifest.NAME))
        && !allowed.contains(HostManifest.NAME)) {
      return Optional.of("NativeMessagingBlocklist");
    }
    return ofTheUser
            && new JsonPrimitive(false).equals(policies.get("NativeMessagingUserLevelHosts"))
        ? Optional.of("NativeMessagingUserLevelHosts")
        : Optional.empty();
  }

  private static Set<String> texts(@Nullable JsonElement list) {
    return list instanceof JsonArray texts
        ? texts.asList().stream()
            .filter(JsonElement::isJsonPrimitive)
            .map(JsonElement::getAsString)
            .collect(Collectors.toSet())
        : Set.of();
  }
}
