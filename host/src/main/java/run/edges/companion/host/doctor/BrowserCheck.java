package run.edges.companion.host.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import run.edges.companion.host.browser.Browser;
import run.edges.companion.host.browser.Finding;
import run.edges.companion.host.browser.Finding.Fault;
import run.edges.companion.host.browser.HostManifest;
import run.edges.companion.host.browser.Target;
import run.edges.companion.host.register.Launcher;

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
    Policies policies = new Policies(target.policies(), target.policyKeys());
    List<Path> computers = target.findComputersManifests();
    // The user's alone are looked at too, to say why the browser does not.
    List<Path> manifests =
        policies.forbidUsersHosts() && !computers.isEmpty() ? computers : target.findManifests();
    if (manifests.isEmpty()) {
      return List.of(
          Finding.fault(
              target.title(),
              Fault.NOT_REGISTERED,
              "the host is not registered: there is no "
                  + (target.keys().isEmpty() ? target.manifest() : target.keys().getFirst()),
              "Register it: " + launcher.register()));
    }
    Path first = manifests.getFirst();
    Optional<Path> good =
        manifests.stream()
            .filter(one -> HostManifest.findFault(target, one, launcher.register()).isEmpty())
            .findFirst();
    // Firefox passes a faulty manifest over; the others stop at the first.
    Path read = target.family() == Browser.Family.FIREFOX ? good.orElse(first) : first;
    Optional<Finding> fault = HostManifest.findFault(target, read, launcher.register());
    if (fault.isPresent()) {
      return List.of(good.map(hidden -> shadowed(read, hidden)).orElse(fault.get()));
    }
    List<Finding> findings = new ArrayList<>();
    findings.add(Finding.good(target.title(), "registered: " + read));
    Optional<Finding> policy = findPolicy(policies, !computers.contains(read));
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
        target.keys().isEmpty() ? "Remove it: rm " + read : "Register it: " + launcher.register());
  }

  private Optional<Finding> findPolicy(Policies policies, boolean ofTheUser) {
    return policies
        .findForbidding(ofTheUser)
        .map(policy ->
            Finding.fault(
                target.title(),
                Fault.POLICY,
                "the policy %s of %s keeps the browser from the host"
                    .formatted(policy.name(), policy.place()),
                "Ask the administrator of this computer to allow " + HostManifest.NAME + "."));
  }
}
