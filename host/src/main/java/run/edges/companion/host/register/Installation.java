package run.edges.companion.host.register;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import run.edges.companion.host.browser.Os;
import run.edges.companion.host.browser.PublicFile;
import run.edges.companion.host.nativemessage.Caller;

/**
 * The folder that holds the launcher, the Java that it starts, whose calls it takes, and the JVM's
 * cache.
 */
final class Installation {
  private static final long TRAINING_LIMIT_SECONDS = 180;

  private final Path folder;

  private Installation(Path folder) {
    this.folder = folder;
  }

  /**
   * The installation this program runs from.
   *
   * @throws IOException if it was not started by its launcher
   */
  static Installation current() throws IOException {
    String folder = System.getProperty("run.edges.companion.folder");
    if (folder == null) {
      throw new IOException("start this with its launcher, " + Os.current().launcher());
    }
    return new Installation(Path.of(folder).toAbsolutePath());
  }

  Path folder() {
    return folder;
  }

  Path launcher() {
    return folder.resolve(Os.current().launcher());
  }

  /** Extensions allowed by earlier registrations. */
  Set<String> furtherIds() {
    return new TreeSet<>(Caller.readFile(folder));
  }

  void recordIds(Set<String> ids) throws IOException {
    if (!ids.equals(furtherIds())) {
      PublicFile.write(folder.resolve(Caller.FILE_NAME), String.join("\n", ids) + "\n");
    }
  }

  /** Makes the JVM's cache unless a current one is there. Returns whether there is one now. */
  boolean train() throws IOException {
    Process training =
        new ProcessBuilder(launcher().toString(), "train")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    training.getOutputStream().close();
    try {
      if (training.waitFor(TRAINING_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        return training.exitValue() == 0;
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
    training.destroyForcibly();
    return false;
  }

  void forget() throws IOException {
    Files.deleteIfExists(folder.resolve(Caller.FILE_NAME));
  }
}
