package run.edges.companion.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The real program as a child process, with nothing of this process's configuration. */
public final class ChildServer implements AutoCloseable {
  private static final Path JAR = Path.of("target", "dist", "companion-server.jar");
  private static final Path START_UP_CACHE = Path.of("target", "companion-server.aot");

  private final Process process;
  private final Path out;
  private final Path err;

  private ChildServer(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** What a command printed and how it ended. */
  public record Result(int status, String out, String err) {}

  /** Runs a command to its end. */
  public static Result run(Path scratch, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    try (ChildServer child = launch(scratch, environment, arguments)) {
      assertThat(child.process.waitFor(60, TimeUnit.SECONDS)).as("ends by itself").isTrue();
      return child.result();
    }
  }

  /** Runs {@code serve} until it says that it is ready. */
  public static ChildServer serve(Path scratch, Map<String, String> environment, String... options)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("serve"));
    arguments.addAll(List.of(options));
    ChildServer child = launch(scratch, environment, arguments.toArray(new String[0]));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!Files.readString(child.out).contains("Ready.")) {
      // Waiting for the end of the process is what paces this loop.
      boolean ended = child.process.waitFor(20, TimeUnit.MILLISECONDS);
      assertThat(ended).as(() -> "serves; " + child.result()).isFalse();
      assertThat(System.nanoTime()).as("ready in time").isLessThan(deadline);
    }
    return child;
  }

  private static ChildServer launch(
      Path scratch, Map<String, String> environment, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:AOTCache=" + START_UP_CACHE.toAbsolutePath(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Duser.home=" + scratch));
    command.addAll(List.of("-jar", JAR.toAbsolutePath().toString()));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(scratch, "out", ".txt");
    Path err = Files.createTempFile(scratch, "err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("EDGES_COMPANION_"));
    builder.environment().remove("XDG_DATA_HOME");
    environment.forEach((name, value) -> builder.environment().put(name, value));
    return new ChildServer(builder.start(), out, err);
  }

  /** How to reach it; it must keep its keys in this folder. */
  public Address address(Path dataFolder) throws IOException {
    return Address.of(URI.create(printed("listening")), printed("fingerprint"), dataFolder);
  }

  /** A value of the banner. */
  public String printed(String label) throws IOException {
    return Files.readString(out)
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith(label + " "))
        .map(line -> line.substring(label.length()).strip())
        .findFirst()
        .orElseThrow(() -> new AssertionError("not printed: " + label));
  }

  /** Sends SIGTERM and waits for the end. */
  public Result terminate() throws InterruptedException {
    // Process.destroy is SIGTERM here.
    process.destroy();
    assertThat(process.waitFor(15, TimeUnit.SECONDS)).as("ends promptly").isTrue();
    return result();
  }

  /** Sends SIGKILL and waits for the end. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    assertThat(process.waitFor(15, TimeUnit.SECONDS)).isTrue();
  }

  public String err() throws IOException {
    return Files.readString(err);
  }

  private Result result() {
    try {
      return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
