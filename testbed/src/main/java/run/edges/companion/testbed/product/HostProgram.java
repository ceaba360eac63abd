package run.edges.companion.testbed.product;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The native-messaging host: its registration, and its processes as a browser started them. */
public final class HostProgram {
  private HostProgram() {}

  /**
   * Registers the host for the Chromium of the user with this home folder, as its installer would;
   * the build has made the start-up cache.
   *
   * @param userDataDir where this Chromium keeps its profile
   */
  public static void register(Path userDataDir, Path home) {
    register(home, "--browser", "chromium", "--user-data-dir", userDataDir.toString());
  }

  /** Registers the host for the Firefox of the user with this home folder. */
  public static void registerForFirefox(Path home) {
    register(home, "--browser", "firefox");
  }

  /** What a user with this home folder has in the environment. */
  static Map<String, String> environment(Path home) {
    return Map.of("HOME", home.toString(), "XDG_CONFIG_HOME", home.resolve(".config").toString());
  }

  private static void register(Path home, String... browser) {
    ProcessBuilder builder =
        new ProcessBuilder(ProductFiles.hostLauncher().toString(), "register", "--no-cache");
    builder.command().addAll(List.of(browser));
    builder.environment().putAll(environment(home));
    try {
      Process register = builder.redirectErrorStream(true).start();
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
  public static Optional<ProcessHandle> find(Path profile) {
    return running(Path.of("companion-host.jar")).stream()
        .filter(process -> hasAncestor(process, profile))
        .findFirst();
  }

  /** All processes whose command has this path, or its end, in it. */
  public static List<ProcessHandle> running(Path path) {
    return ProcessHandle.allProcesses()
        .filter(process -> command(process).contains(path.toString()))
        .toList();
  }

  /** Kills a host process as a crash would; completes when it is gone. */
  public static CompletableFuture<ProcessHandle> kill(ProcessHandle process) {
    process.destroyForcibly();
    return process.onExit();
  }

  private static boolean hasAncestor(ProcessHandle process, Path profile) {
    Optional<ProcessHandle> parent = process.parent();
    while (parent.isPresent()) {
      // Chromium: --user-data-dir=FOLDER; Firefox: --profile FOLDER.
      if (arguments(parent.get()).stream().anyMatch(one -> one.endsWith(profile.toString()))) {
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
