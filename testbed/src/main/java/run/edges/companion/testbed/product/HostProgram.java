package run.edges.companion.testbed.product;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The native-messaging host: its registration, and its processes as a browser started them. */
public final class HostProgram {
  private HostProgram() {}

  /** Registers the host for the browser with this profile folder, as its installer would. */
  public static void register(Path userDataDir) {
    try {
      Process register =
          new ProcessBuilder(
                  ProductFiles.hostLauncher().toString(),
                  "register",
                  "--user-data-dir",
                  userDataDir.toString())
              .redirectErrorStream(true)
              .start();
      String out = new String(register.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (register.waitFor() != 0) {
        throw new IllegalStateException("the host does not register: " + out);
      }
    } catch (IOException failed) {
      throw new IllegalStateException("the host does not register", failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** The host process of the browser with this profile, if it runs. */
  public static Optional<ProcessHandle> find(Path userDataDir) {
    return ProcessHandle.allProcesses()
        .filter(process -> command(process).contains("companion-host.jar"))
        .filter(process -> hasAncestor(process, userDataDir))
        .findFirst();
  }

  /** Kills a host process as a crash would; completes when it is gone. */
  public static CompletableFuture<ProcessHandle> kill(ProcessHandle process) {
    process.destroyForcibly();
    return process.onExit();
  }

  private static boolean hasAncestor(ProcessHandle process, Path userDataDir) {
    Optional<ProcessHandle> parent = process.parent();
    while (parent.isPresent()) {
      if (command(parent.get()).contains("--user-data-dir=" + userDataDir)) {
        return true;
      }
      parent = parent.get().parent();
    }
    return false;
  }

  private static String command(ProcessHandle process) {
    return String.join(" ", arguments(process));
  }

  // ProcessHandle.info() leaves long command lines out.
  private static List<String> arguments(ProcessHandle process) {
    try {
      return List.of(
          java.nio.file.Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
              .split("\0"));
    } catch (IOException gone) {
      return List.of();
    }
  }
}
