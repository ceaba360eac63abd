package run.edges.companion.host.register;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import run.edges.companion.host.browser.Flatpak;
import run.edges.companion.host.browser.Os;
import run.edges.companion.host.browser.PublicFile;
import run.edges.companion.host.browser.Registry;
import run.edges.companion.host.browser.Target;
import run.edges.companion.host.browser.Targets;

/** Takes back what {@link RegisterCommand} did. Device keys stay, since servers know them. */
@Command(
    name = "unregister",
    description = "Takes back what register told browsers.",
    mixinStandardHelpOptions = true)
public final class UnregisterCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Mixin Targets targets = new Targets();

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(spec);
    PrintWriter out = command.commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    if (!targets.isHere() && !targets.isSystem()) {
      throw new ParameterException(command.commandLine(), "--root needs --system.");
    }
    try {
      Map<String, String> environment = System.getenv();
      targets.refuseSudo(environment);
      Installation installation = Installation.current();
      for (Target target : targets.find(Os.current(), environment, installation.folder())) {
        remove(target, out);
      }
      for (Flatpak each : targets.findFlatpaks(environment)) {
        remove(each, environment, out);
      }
      if (!targets.isChosen()) {
        installation.forget();
      }
      return 0;
    } catch (IllegalStateException refused) {
      err.println(refused.getMessage());
      return 1;
    } catch (IOException failed) {
      err.println(RegisterCommand.describe(failed));
      return 1;
    }
  }

  private static void remove(Flatpak flatpak, Map<String, String> environment, PrintWriter out)
      throws IOException {
    if (flatpak.remove()) {
      out.println("Removed for " + flatpak.title() + ": " + flatpak.manifest());
      if (flatpak.mayLeave(environment)) {
        out.println("It may still start any program as you. What takes this back:");
        out.println("  " + flatpak.permissionCommand(false));
      }
    }
  }

  private void remove(Target target, PrintWriter out) throws IOException {
    for (String key : target.keys()) {
      if (Registry.exists(key)) {
        Registry.run(Registry.delete(key));
        out.println("Removed for " + target.title() + ": " + key);
      }
    }
    // On Windows other browsers read the same file.
    if ((target.keys().isEmpty() || !targets.isChosen())
        && Files.deleteIfExists(target.manifest())) {
      out.println("Removed for " + target.title() + ": " + target.manifest());
    }
    Path folder = target.manifest().resolveSibling("");
    if (target.keys().isEmpty() && PublicFile.removeIfEmpty(folder) && targets.isSystem()) {
      PublicFile.removeIfEmpty(folder.resolveSibling(""));
    }
  }
}
