package run.edges.companion.host.register;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import run.edges.companion.host.browser.Finding;
import run.edges.companion.host.browser.Flatpak;
import run.edges.companion.host.browser.HostManifest;
import run.edges.companion.host.browser.Os;
import run.edges.companion.host.browser.PublicFile;
import run.edges.companion.host.browser.Registry;
import run.edges.companion.host.browser.Target;
import run.edges.companion.host.browser.Targets;

/** Tells browsers where the host is. Running it again changes nothing. */
@Command(
    name = "register",
    description = "Tells browsers where the host is and which extension may call it.",
    mixinStandardHelpOptions = true)
public final class RegisterCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Mixin Targets targets = new Targets();

  @Option(
      names = "--extension-id",
      paramLabel = "ID",
      description = "Also allow this extension. May be repeated; remembered until unregister.")
  List<String> extensionIds = List.of();

  @Option(
      names = "--flatpak",
      description =
          "Also browsers in a Flatpak. Such a browser then needs your permission to start any"
              + " program, which ends what its sandbox protects you from.")
  boolean flatpak;

  @Option(names = "--dry-run", description = "Print what would be written, and write nothing.")
  boolean dryRun;

  @Option(
      names = "--os",
      paramLabel = "SYSTEM",
      description = "With --dry-run: as on another system, linux, macos or windows.")
  Os os = Os.current();

  @Option(
      names = "--no-cache",
      description = "Do not make the cache that lets the host start faster.")
  boolean noCache;

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(spec);
    PrintWriter out = command.commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    refuseWrongOptions(command);
    try {
      Map<String, String> environment = System.getenv();
      targets.refuseSudo(environment);
      Installation installation = Installation.current();
      List<Target> found = targets.find(os, environment, installation.folder());
      List<Flatpak> flatpaks = flatpak ? targets.findFlatpaks(environment) : List.of();
      if (found.isEmpty() && flatpaks.isEmpty()) {
        err.println(
            Flatpak.find(environment).isEmpty()
                ? "No browser was found. Name one with --browser."
                : "No browser was found, but one in a Flatpak: --flatpak.");
        return 1;
      }
      Set<String> ids = new TreeSet<>(installation.furtherIds());
      ids.addAll(extensionIds);
      if (dryRun) {
        print(out, found, installation, ids);
        printFlatpaks(out, flatpaks, installation, ids);
        return 0;
      }
      registerFlatpaks(out, flatpaks, installation, ids);
      return register(out, err, found, installation, ids);
    } catch (IllegalStateException refused) {
      err.println(refused.getMessage());
      return 1;
    } catch (IOException failed) {
      err.println(describe(failed));
      return 1;
    }
  }

  private void refuseWrongOptions(CommandSpec command) {
    for (String id : extensionIds) {
      if (!HostManifest.isExtensionId(id)) {
        throw new ParameterException(command.commandLine(), "'" + id + "' is no extension id.");
      }
    }
    refuseUnless(dryRun || os == Os.current(), "--os needs --dry-run.");
    refuseUnless(
        !flatpak || (os == Os.LINUX && !targets.isSystem()),
        "--flatpak is for a user's browsers on Linux.");
    refuseUnless(targets.isHere() || targets.isSystem(), "--root needs --system.");
  }

  private void refuseUnless(boolean fits, String text) {
    if (!fits) {
      throw new ParameterException(Objects.requireNonNull(spec).commandLine(), text);
    }
  }

  private void print(
      PrintWriter out, List<Target> found, Installation installation, Set<String> ids) {
    for (Target target : found) {
      out.println(target.title() + ": " + target.manifest());
      out.print(text(target, installation, ids));
      for (String key : target.keys()) {
        out.println(Registry.text(Registry.add(key, target.manifest())));
      }
      out.flush();
    }
  }

  private static void printFlatpaks(
      PrintWriter out, List<Flatpak> flatpaks, Installation installation, Set<String> ids) {
    for (Flatpak each : flatpaks) {
      out.println(each.title() + ": " + each.manifest());
      out.print(each.manifestText(ids));
      out.println(each.title() + ": " + each.script());
      out.print(Flatpak.scriptText(installation.launcher()));
      out.print(permission(each));
      out.flush();
    }
  }

  private static void registerFlatpaks(
      PrintWriter out, List<Flatpak> flatpaks, Installation installation, Set<String> ids)
      throws IOException {
    for (Flatpak each : flatpaks) {
      each.register(installation.launcher(), ids);
      out.println("Registered for " + each.title() + ": " + each.manifest());
      if (!each.mayLeave(System.getenv())) {
        out.print(permission(each));
        out.flush();
      }
    }
  }

  private static String permission(Flatpak flatpak) {
    return """
    %1$s starts the host only if you allow it:
      %2$s
    WARNING: it may then start any program as you. Its sandbox protects you from nothing that gets hold of it.
    Start it anew afterwards. What takes this back:
      %3$s
    """
        .formatted(
            flatpak.title(), flatpak.permissionCommand(true), flatpak.permissionCommand(false));
  }

  private String text(Target target, Installation installation, Set<String> ids) {
    Path launcher = installation.launcher().resolveSibling(os.launcher());
    return HostManifest.text(target.family(), targets.asSeenThere(launcher), ids);
  }

  private int register(
      PrintWriter out,
      PrintWriter err,
      List<Target> found,
      Installation installation,
      Set<String> ids)
      throws IOException {
    installation.recordIds(ids);
    int status = 0;
    for (Target target : found) {
      PublicFile.write(target.manifest(), text(target, installation, ids));
      for (String key : target.keys()) {
        Registry.run(Registry.add(key, target.manifest()));
      }
      Optional<Finding> fault =
          targets.isHere()
              ? HostManifest.findFault(
                  target, target.manifest(), new Launcher(installation.folder()).register())
              : Optional.empty();
      if (fault.isPresent()) {
        err.println(target.manifest() + " will not work: " + fault.get().text() + ".");
        status = 1;
      } else {
        out.println("Registered for " + target.title() + ": " + target.manifest());
      }
    }
    if (!noCache && !installation.train()) {
      err.println("The start-up cache could not be made. The host works, but starts slower.");
    }
    return status;
  }

  static String describe(IOException failed) {
    if (failed instanceof AccessDeniedException denied) {
      return "Not allowed to write " + denied.getFile() + ". Check the folder's permissions.";
    }
    if (failed instanceof FileSystemException onFile) {
      return "Cannot write " + onFile.getFile() + ": " + onFile.getReason() + ".";
    }
    return "Failed: " + failed.getMessage() + ".";
  }
}
