package run.edges.companion.host.register;

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
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import run.edges.companion.host.register.Finding.Fault;

/**
 * What a browser does before it talks to the host, done in the same order: find the manifest, read
 * it, heed the administrator's policies, start the host.
 */
final class BrowserCheck {
  private static final String REGISTER = "Register it: edges-companion-host register";

  private final Targets.Target target;
  private final List<Finding> findings = new ArrayList<>();

  BrowserCheck(Targets.Target target) {
    this.target = target;
  }

  /** What was found, up to the first fault. */
  List<Finding> run() {
    List<Path> manifests =
        Stream.concat(Stream.of(target.manifest()), target.systemManifests().stream())
            .filter(Files::exists)
            .toList();
    if (manifests.isEmpty()) {
      return end(
          Finding.fault(
              target.title(),
              Fault.NOT_REGISTERED,
              "the host is not registered: there is no " + target.manifest(),
              REGISTER));
    }
    Path read = manifests.getFirst();
    Optional<Finding> fault = HostManifest.findFault(target, read);
    if (fault.isPresent()) {
      return end(hidden(manifests, read).orElse(fault.get()));
    }
    good("registered: " + read);
    Optional<Finding> forbidden = findPolicy(read.equals(target.manifest()));
    if (forbidden.isPresent()) {
      return end(forbidden.get());
    }
    return end(new LaunchCheck(target, read).run());
  }

  /** A faulty manifest of the user's hides a good one of the system's. */
  private Optional<Finding> hidden(List<Path> manifests, Path read) {
    return manifests.stream()
        .skip(1)
        .filter(other -> HostManifest.findFault(target, other).isEmpty())
        .findFirst()
        .map(good ->
            Finding.fault(
                target.title(),
                Fault.SHADOWED,
                read + " is faulty and hides " + good,
                "Remove it: rm " + read));
  }

  private Optional<Finding> findPolicy(boolean ofTheUser) {
    for (Path policies : target.policies()) {
      try (Stream<Path> files = Files.isDirectory(policies) ? Files.list(policies) : Stream.of()) {
        for (Path file : files.filter(one -> one.toString().endsWith(".json")).sorted().toList()) {
          Optional<String> why = forbids(file, ofTheUser);
          if (why.isPresent()) {
            return Optional.of(
                Finding.fault(
                    target.title(),
                    Fault.POLICY,
                    "the policy %s in %s keeps the browser from the host"
                        .formatted(why.get(), file),
                    "Ask the administrator of this computer to allow " + HostManifest.NAME + "."));
          }
        }
      } catch (IOException unreadable) {
        // The browser, which runs as this user too, cannot read it either.
      }
    }
    return Optional.empty();
  }

  private static Optional<String> forbids(Path file, boolean ofTheUser) throws IOException {
    JsonObject policy;
    try {
      policy = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException notAPolicy) {
      return Optional.empty();
    }
    boolean allowed = names(policy.get("NativeMessagingAllowlist"), false);
    if (names(policy.get("NativeMessagingBlocklist"), true) && !allowed) {
      return Optional.of("NativeMessagingBlocklist");
    }
    return ofTheUser
            && policy.get("NativeMessagingUserLevelHosts") instanceof JsonPrimitive userLevel
            && userLevel.isBoolean()
            && !userLevel.getAsBoolean()
        ? Optional.of("NativeMessagingUserLevelHosts")
        : Optional.empty();
  }

  private static boolean names(JsonElement list, boolean orAll) {
    return list instanceof JsonArray names
        && (names.contains(new JsonPrimitive(HostManifest.NAME))
            || (orAll && names.contains(new JsonPrimitive("*"))));
  }

  private void good(String text) {
    findings.add(Finding.good(target.title(), text));
  }

  private List<Finding> end(Finding last) {
    findings.add(last);
    return findings;
  }

  /** Browsers in a Snap or a Flatpak see neither the manifest nor the host. */
  static List<Finding> findSandboxed(Map<String, String> environment) {
    Path user = Browser.userFolder(environment);
    List<Finding> found = new ArrayList<>();
    for (Browser browser : Browser.values()) {
      for (String folder : browser.sandboxes()) {
        if (Files.isDirectory(user.resolve(folder))) {
          found.add(sandboxed(browser, folder));
        }
      }
    }
    return found;
  }

  private static Finding sandboxed(Browser browser, String folder) {
    boolean snap = folder.startsWith("snap/");
    String title = browser.title() + (snap ? " (Snap)" : " (Flatpak)");
    if (snap && browser == Browser.FIREFOX) {
      return Finding.good(
          title, "asks once whether the extension may start the host: answer that it may");
    }
    return Finding.fault(
        title,
        Fault.SANDBOXED,
        "its package keeps the browser from every program outside of it",
        "Install %s as a package of your distribution or from its maker, and share from there."
            .formatted(browser.title()));
  }
}
