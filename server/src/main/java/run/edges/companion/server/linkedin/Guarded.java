package run.edges.companion.server.linkedin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A browser's driver with a guard beside it ({@code guard.sh}), a process that ends the driver and
 * every browser process and removes their folder: when this is closed, and when this server is no
 * more. If the guard itself is killed, {@link #close} does the same.
 */
final class Guarded implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Guarded.class);
  private static final String GUARD = script("guard.sh");
  private static final Pattern STARTED = Pattern.compile("successfully on port (\\d+)");
  private static final int GUARD_SECONDS = 15;

  /** A driver takes about a second. */
  static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Process guard;
  private final Path folder;
  private List<ProcessHandle> drivers = List.of();

  private Guarded(Process guard, Path folder) {
    this.guard = guard;
    this.folder = folder;
  }

  /**
   * Starts a driver.
   *
   * @param folder does not exist yet; gone when this is closed
   */
  static Guarded start(String driver, Path folder) throws IOException {
    Files.createDirectories(folder);
    return new Guarded(
        new ProcessBuilder("sh", "-c", GUARD, "guard", folder.toString(), driver, "--port=0")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start(),
        folder);
  }

  /** The driver says nothing: to start it again would take as long again. */
  static final class SilentException extends IOException {
    SilentException() {
      super("The browser's driver does not start: no word from it.");
    }
  }

  /**
   * Waits until the driver listens, and returns where.
   *
   * @throws IOException if it ends instead, or says nothing in time
   */
  int awaitPort(Duration patience) throws IOException {
    FutureTask<Integer> port = new FutureTask<>(this::readPort);
    Thread.startVirtualThread(port);
    try {
      return port.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException silent) {
      throw new SilentException();
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof IOException why ? why : new IOException(failed.getCause());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    } finally {
      drivers = guard.children().toList();
    }
  }

  private int readPort() throws IOException {
    BufferedReader out = guard.inputReader(StandardCharsets.UTF_8);
    String last = "is it there?";
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      last = line;
      Matcher started = STARTED.matcher(line);
      if (started.find()) {
        drain(guard.getInputStream());
        return Integer.parseInt(started.group(1));
      }
    }
    throw new IOException("The browser's driver does not start: " + last);
  }

  boolean isAlive() {
    return guard.isAlive();
  }

  /** Returns when no process and no folder is left. */
  @Override
  public void close() {
    drivers.stream()
        .flatMap(driver -> Stream.concat(driver.descendants(), Stream.of(driver)))
        .toList()
        .forEach(ProcessHandle::destroyForcibly);
    try {
      guard.getOutputStream().close();
      if (!guard.waitFor(GUARD_SECONDS, TimeUnit.SECONDS)) {
        guard.destroyForcibly();
      }
    } catch (IOException alreadyGone) {
      guard.destroyForcibly();
    } catch (InterruptedException stopping) {
      // The guard goes on by itself: its input is closed.
      Thread.currentThread().interrupt();
      return;
    }
    Browsers.delete(folder);
  }

  /** A full pipe would stop the driver. */
  private static void drain(InputStream out) {
    Thread.startVirtualThread(() -> {
      try {
        out.skip(Long.MAX_VALUE);
      } catch (IOException ended) {
        LOG.trace("A driver ended");
      }
    });
  }

  /** A script of this package. */
  static String script(String name) {
    try (InputStream in = Guarded.class.getResourceAsStream("/sign-in/" + name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new IllegalStateException(broken);
    }
  }
}
