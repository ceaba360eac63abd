package run.edges.companion.server.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A small file system in memory. A test that needs one is skipped where none can be mounted. */
public final class SmallDisk implements AutoCloseable {
  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /** Mounts one of a size such as {@code 4m} on a folder. */
  public static SmallDisk mount(Path folder, String size) throws IOException {
    String options = "size=" + size + ",mode=700";
    assumeThat(run("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.toString()))
        .as("mounting a tmpfs needs root")
        .isZero();
    return new SmallDisk(folder);
  }

  @Override
  public void close() throws IOException {
    assertThat(run("umount", folder.toString())).isZero();
  }

  private static int run(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process
        .onExit()
        .orTimeout(Inbox.PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .join()
        .exitValue();
  }
}
