package run.edges.companion.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The real launcher as a child process, the way a browser starts it. */
public final class HostProcess implements AutoCloseable {
  public static final String ORIGIN = "chrome-extension://fhfedlnmiglobclpgdmiminldpogjkhh/";
  public static final String PROFILE = "123e4567-e89b-12d3-a456-426614174000";

  private final Process process;
  private final FrameClient frames;
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  private final Thread errorReader;

  private HostProcess(Process process, boolean reads) {
    this.process = process;
    this.frames =
        new FrameClient(
            process.getOutputStream(),
            reads ? process.getInputStream() : InputStream.nullInputStream());
    this.errorReader = new Thread(this::readErrors, "errors");
    errorReader.setDaemon(true);
    errorReader.start();
  }

  /** Where the build put the launcher. */
  public static Path dist() {
    return Path.of(System.getProperty("dist", "target/dist")).toAbsolutePath();
  }

  /**
   * Copies what the build put there, times and all; the Java is linked to, since no test changes
   * it.
   */
  static void copyDist(Path target) throws IOException {
    Files.createDirectories(target);
    try (Stream<Path> files = Files.list(dist())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, target.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    Files.createSymbolicLink(target.resolve("runtime"), dist().resolve("runtime"));
  }

  public static HostProcess start(Path home) {
    return start(dist(), home, Map.of(), true, ORIGIN);
  }

  public static HostProcess start(
      Path dist, Path home, Map<String, String> environment, boolean reads, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(dist.resolve("edges-companion-host").toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("HOME", home.toString());
    builder.environment().remove("XDG_DATA_HOME");
    builder.environment().remove("XDG_CONFIG_HOME");
    builder.environment().remove("EDGES_COMPANION_HOME");
    builder.environment().remove("SUDO_USER");
    builder.environment().putAll(environment);
    try {
      return new HostProcess(builder.start(), reads);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  public FrameClient frames() {
    return frames;
  }

  public Process process() {
    return process;
  }

  /** Ends the input, as a browser does. */
  public void endInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException alreadyClosed) {
      // As good as closed.
    }
  }

  /** The exit status; fails if the process is still there after this long. */
  public int exit(long millis) {
    try {
      if (!process.waitFor(millis, TimeUnit.MILLISECONDS)) {
        throw new AssertionError("the host is still running");
      }
      return process.exitValue();
    } catch (InterruptedException ended) {
      throw new IllegalStateException(ended);
    }
  }

  /** Everything on standard error, once the process is over. */
  public String errors() {
    try {
      errorReader.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException ended) {
      throw new IllegalStateException(ended);
    }
    synchronized (errors) {
      return errors.toString(StandardCharsets.UTF_8);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void readErrors() {
    byte[] bytes = new byte[4096];
    try {
      for (int n = process.getErrorStream().read(bytes);
          n >= 0;
          n = process.getErrorStream().read(bytes)) {
        synchronized (errors) {
          errors.write(bytes, 0, n);
        }
      }
    } catch (IOException ended) {
      // The process is over.
    }
  }
}
