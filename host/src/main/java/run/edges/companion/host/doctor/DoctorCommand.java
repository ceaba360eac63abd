package run.edges.companion.host.doctor;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import run.edges.companion.host.HostVersion;
import run.edges.companion.host.browser.Finding;
import run.edges.companion.host.browser.Targets;

/**
 * Says whether each browser can start the host, whether it reaches its servers, and what mends it
 * if not. Changes nothing.
 */
@Command(
    name = "doctor",
    aliases = "status",
    description =
        "Does for each browser what it does before it talks to the host, reaches each server, and says what is wrong and how to mend it.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0: every browser that was found can start the host, which reaches its servers",
      "10 to 26: the first thing that is wrong, see docs/install.md"
    },
    mixinStandardHelpOptions = true)
public final class DoctorCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Mixin Targets targets = new Targets();

  @Option(names = "--json", description = "For programs: one JSON object.")
  boolean json;

  @Override
  public Integer call() {
    String folder = System.getProperty("run.edges.companion.folder", "");
    List<Finding> findings = new Doctor(System.getenv(), Path.of(folder)).examine(targets);
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    if (json) {
      JsonObject report = new JsonObject();
      report.addProperty("host_version", HostVersion.TEXT);
      report.addProperty("java", System.getProperty("java.version"));
      report.addProperty("folder", folder);
      JsonArray lines = new JsonArray();
      findings.forEach(finding -> lines.add(finding.json()));
      report.add("findings", lines);
      out.println(
          new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(report));
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
