package run.edges.companion.host.register;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import run.edges.companion.host.HostVersion;

/** Says whether each browser can start the host, and what mends it if not. Changes nothing. */
@Command(
    name = "doctor",
    aliases = "status",
    description =
        "Does for each browser what it does before it talks to the host, and says what is wrong and how to mend it.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0: every browser that was found can start the host",
      "10 to 22: the first thing that is wrong, see docs/install.md"
    },
    mixinStandardHelpOptions = true)
public final class DoctorCommand implements Callable<Integer> {
  private static final Gson GSON =
      new GsonBuilder()
          .setPrettyPrinting()
          .disableHtmlEscaping()
          .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
          .create();

  @Spec @Nullable CommandSpec spec;

  @Mixin Targets targets = new Targets();

  @Option(
      names = "--root",
      paramLabel = "DIR",
      description =
          "Look for the computer's own manifests and policies below this folder, such as an image"
              + " that is being made.")
  Path root = Path.of("/");

  @Option(names = "--json", description = "For programs: one JSON object.")
  boolean json;

  /** What {@code --json} prints. */
  record Report(String hostVersion, String java, String folder, List<Line> findings) {}

  /** A finding, for programs. */
  record Line(
      String about,
      String text,
      @Nullable Integer code,
      @Nullable String fault,
      @Nullable String remedy) {
    static Line of(Finding finding) {
      Finding.Fault fault = finding.fault();
      return new Line(
          finding.about(),
          finding.text(),
          fault == null ? null : fault.status(),
          fault == null ? null : fault.name(),
          finding.remedy());
    }
  }

  @Override
  public Integer call() {
    List<Finding> findings = examine(System.getenv());
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    if (json) {
      String folder = System.getProperty("run.edges.companion.folder", "");
      out.println(
          GSON.toJson(
              new Report(
                  HostVersion.TEXT,
                  System.getProperty("java.version"),
                  folder,
                  findings.stream().map(Line::of).toList())));
    } else {
      print(out, findings);
    }
    return findings.stream()
        .map(Finding::fault)
        .filter(Objects::nonNull)
        .findFirst()
        .map(Finding.Fault::status)
        .orElse(0);
  }

  private List<Finding> examine(Map<String, String> environment) {
    List<Finding> findings = new ArrayList<>();
    Collection<Targets.Target> found = targets.find(environment, root).values();
    found.forEach(target -> findings.addAll(new BrowserCheck(target).run()));
    if (!targets.isChosen()) {
      findings.addAll(BrowserCheck.findSandboxed(environment));
    }
    if (findings.isEmpty()) {
      findings.add(
          Finding.fault(
              "Browsers",
              Finding.Fault.NO_BROWSER,
              "none was found that this user has started",
              "Start the browser once, or name it with --browser."));
    }
    return findings;
  }

  private static void print(PrintWriter out, List<Finding> findings) {
    String about = "";
    for (Finding finding : findings) {
      if (!finding.about().equals(about)) {
        about = finding.about();
        out.println(about);
      }
      Finding.Fault fault = finding.fault();
      out.println(
          fault == null
              ? "  ok     " + finding.text()
              : "  WRONG  %s (%d %s)".formatted(finding.text(), fault.status(), fault));
      if (finding.remedy() != null) {
        out.println("         " + finding.remedy());
      }
    }
  }
}
