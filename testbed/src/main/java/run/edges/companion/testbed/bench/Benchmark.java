package run.edges.companion.testbed.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/** One benchmark. */
public interface Benchmark {
  /** Its name on the command line and in the results. */
  String name();

  /** Measures. */
  Outcome run(Setup setup) throws IOException, InterruptedException;

  /**
   * How to measure.
   *
   * @param folder for data, on the disk that is measured
   * @param quick whether only to see that it works: the numbers mean little
   */
  record Setup(Path folder, boolean quick, PrintStream progress) {
    /** Tells whoever waits. */
    public void say(String text) {
      progress.println("  " + text);
    }

    public int pick(int whenQuick, int otherwise) {
      return quick ? whenQuick : otherwise;
    }
  }
}
