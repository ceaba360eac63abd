package run.edges.companion.testbed.bench.measure;

import java.io.IOException;

/**
 * Binds processes to processor cores with {@code taskset}. A process that is started inherits the
 * cores of the one that starts it.
 */
public final class Cores {
  /** Where servers run. */
  public static final String SERVER = "0";

  /** Where the load comes from. */
  public static final String CLIENT = "1";

  // Read before anything is bound: afterwards it is the number of cores that this is bound to.
  private static final int ALL = Runtime.getRuntime().availableProcessors();

  private Cores() {}

  /** How many this process had at first. */
  static int count() {
    return ALL;
  }

  /** Binds every thread of this process. */
  public static void bindThis(String cores) {
    bind(ProcessHandle.current().pid(), cores);
  }

  /** Lets this process run anywhere. */
  public static void releaseThis() {
    bindThis("0-" + (ALL - 1));
  }

  private static void bind(long pid, String cores) {
    try {
      Process taskset =
          new ProcessBuilder("taskset", "-a", "-c", "-p", cores, Long.toString(pid))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (taskset.waitFor() != 0) {
        throw new IllegalStateException("taskset cannot bind to core " + cores);
      }
    } catch (IOException missing) {
      throw new IllegalStateException("taskset (util-linux) is needed", missing);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
