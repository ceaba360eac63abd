package run.edges.companion.host.doctor;

import com.google.gson.JsonArray;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import run.edges.companion.host.browser.Finding;
import run.edges.companion.host.browser.Os;
import run.edges.companion.host.browser.Target;
import run.edges.companion.host.browser.Targets;
import run.edges.companion.host.register.Launcher;

/** Everything that is examined, in the order of the report. Changes nothing. */
public final class Doctor {
  private final Map<String, String> environment;
  private final Path installation;

  /**
   * @param installation the folder of the launcher
   */
  public Doctor(Map<String, String> environment, Path installation) {
    this.environment = environment;
    this.installation = installation;
  }

  /** The findings of a host that runs already, and is not started again; in a bounded time. */
  public JsonArray examineRunning(String version) {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Finding.good("This browser", "the host runs and answers: version %s".formatted(version)));
    findings.addAll(browsers(new Targets(), false));
    findings.addAll(ServerCheck.run(environment));
    JsonArray all = new JsonArray();
    findings.forEach(finding -> all.add(finding.json()));
    return all;
  }

  /** The findings of a person's call. */
  List<Finding> examine(Targets targets) {
    List<Finding> findings = new ArrayList<>(browsers(targets, true));
    if (findings.isEmpty()) {
      findings.add(
          Finding.fault(
              "Browsers",
              Finding.Fault.NO_BROWSER,
              "none was found that this user has started",
              "Start the browser once, or name it with --browser."));
    }
    findings.addAll(ServerCheck.run(environment));
    return findings;
  }

  private List<Finding> browsers(Targets targets, boolean launches) {
    List<Finding> findings = new ArrayList<>();
    for (Target target : targets.find(Os.current(), environment, installation)) {
      findings.addAll(new BrowserCheck(target, new Launcher(installation), launches).run());
    }
    if (!targets.isChosen() && !targets.isSystem()) {
      findings.addAll(SandboxCheck.run(environment, new Launcher(installation)));
    }
    return findings;
  }
}
