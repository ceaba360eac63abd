package run.edges.companion.testbed.product.computer;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A computer to install packages on: this one, without any JDK, whose system folders are covered by
 * a layer of its own, so that nothing that is installed on it is installed here. Linux only; as
 * root, or where users may make namespaces.
 */
public final class Computer implements AutoCloseable {
  /** Covers the folders, hides the JDKs, then stays until its input ends. */
  private static final String COVER =
      """
      set -e
      mount -t tmpfs layers "$0"
      for folder in etc usr var; do
        mkdir -p "$0/$folder/layer" "$0/$folder/work"
        mount -t overlay layer -o "lowerdir=/$folder,upperdir=$0/$folder/layer,workdir=$0/$folder/work" "/$folder"
      done
      [ ! -d /usr/lib/jvm ] || mount -t tmpfs none /usr/lib/jvm
      echo ready
      cat
      """;

  private final Path folder;
  private final Path layers;
  private final Process holder;
  private final boolean root;

  private Computer(Path folder, Path layers, Process holder, boolean root) {
    this.root = root;
    this.folder = folder;
    this.layers = layers;
    this.holder = holder;
  }

  /** Starts one that keeps its layer below an empty folder. */
  public static Computer start(Path folder) {
    try {
      Path layers = Files.createDirectories(folder.resolve("layers"));
      List<String> command = new ArrayList<>(List.of("unshare", "--mount"));
      boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
      if (!root) {
        command.add("--map-root-user");
      }
      command.addAll(List.of("sh", "-c", COVER, layers.toString()));
      Process holder = new ProcessBuilder(command).redirectErrorStream(true).start();
      BufferedReader said = holder.inputReader();
      String line = said.readLine();
      if (!"ready".equals(line)) {
        throw new IllegalStateException("no computer of its own: " + line);
      }
      return new Computer(folder, layers, holder, root);
    } catch (IOException failed) {
      throw new IllegalStateException("no computer of its own", failed);
    }
  }

  /** Runs a command on it as root, and returns what it printed; fails if the command does. */
  public String run(String... command) {
    try {
      List<String> whole = enter();
      whole.addAll(List.of(command));
      ProcessBuilder builder =
          new ProcessBuilder(whole)
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
      // Debian's rpm keeps what it installed in the home folder of root, which is not covered.
      builder.environment().put("HOME", folder.toString());
      Process process = builder.start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.onExit().join().exitValue() != 0) {
        throw new IllegalStateException(String.join(" ", command) + " failed: " + out);
      }
      return out;
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** A program here that starts the one on it. */
  public Path program(String path) {
    try {
      Path script = folder.resolve(Path.of(path).getFileName());
      Files.writeString(
          script, "#!/bin/sh\nexec %s %s \"$@\"\n".formatted(String.join(" ", enter()), path));
      return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** What is other on it than here in a folder of the system, beside folders. */
  public List<Path> changes(String systemFolder) {
    Path layer =
        Path.of("/proc", Long.toString(holder.pid()), "root", layers.toString())
            .resolve(systemFolder)
            .resolve("layer");
    try (Stream<Path> files = Files.walk(layer)) {
      return files
          .filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
          .map(layer::relativize)
          .toList();
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private List<String> enter() {
    String spaces = "/proc/" + holder.pid() + "/ns/";
    List<String> command = new ArrayList<>(List.of("nsenter", "--mount=" + spaces + "mnt"));
    if (!root) {
      command.addAll(List.of("--preserve-credentials", "--user=" + spaces + "user"));
    }
    return command;
  }

  @Override
  public void close() {
    holder.destroyForcibly().onExit().join();
  }
}
