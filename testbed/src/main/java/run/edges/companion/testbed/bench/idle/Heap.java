package run.edges.companion.testbed.bench.idle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import run.edges.companion.testbed.product.ProductFiles;

/** The heap of another JVM that runs with the serial collector. */
final class Heap {
  private static final Pattern USED =
      Pattern.compile("(?:DefNew|Tenured|generation).*used (\\d+)K");

  private Heap() {}

  /** Collects everything and returns what is live, in KiB. */
  static long collect(long pid) throws IOException {
    var _ = jcmd(pid, "GC.run");
    Matcher used = USED.matcher(jcmd(pid, "GC.heap_info"));
    long kib = 0;
    while (used.find()) {
      kib += Long.parseLong(used.group(1));
    }
    return kib;
  }

  private static String jcmd(long pid, String command) throws IOException {
    Path jcmd = ProductFiles.java().resolveSibling("jcmd");
    Process process =
        new ProcessBuilder(jcmd.toString(), Long.toString(pid), command)
            .redirectErrorStream(true)
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
