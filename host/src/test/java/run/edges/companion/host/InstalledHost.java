package run.edges.companion.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A copy of the installation, and a home folder, of one test. */
record InstalledHost(Path folder, Path dist, Path home) {
  /** What a command printed and how it ended. */
  record Result(int status, String out, String errors) {}

  static InstalledHost copy(Path folder) throws IOException {
    Path home = Files.createDirectories(folder.resolve("home"));
    Path dist = folder.resolve("dist");
    HostProcess.copyDist(dist);
    Files.deleteIfExists(dist.resolve("allowed-callers"));
    return new InstalledHost(folder, dist, home);
  }

  Path launcher() {
    return dist.resolve("edges-companion-host");
  }

  /** Runs a command to its end. */
  Result run(Map<String, String> environment, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(launcher().toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("HOME", home.toString());
    builder.environment().remove("XDG_CONFIG_HOME");
    builder.environment().remove("SUDO_USER");
    builder.environment().putAll(environment);
    return run(builder, folder.resolve("errors"));
  }

  /**
   * Runs a program to its end.
   *
   * @param errors the file for what it writes there
   */
  static Result run(ProcessBuilder builder, Path errors) throws IOException {
    builder.redirectError(errors.toFile());
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      return new Result(process.waitFor(), out, Files.readString(errors));
    } catch (InterruptedException ended) {
      throw new IllegalStateException(ended);
    }
  }
}
