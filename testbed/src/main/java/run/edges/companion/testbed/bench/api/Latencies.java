package run.edges.companion.testbed.bench.api;

import com.google.gson.JsonObject;
import java.time.Duration;
import org.HdrHistogram.Histogram;
import run.edges.companion.testbed.bench.measure.Samples;

/** How long something took, each time. Not thread-safe. */
final class Latencies {
  private static final int DIGITS = 3;
  private static final double MICROS_PER_MILLI = 1000;

  private final Histogram micros = new Histogram(DIGITS);

  void add(Duration duration) {
    micros.recordValue(duration.toNanos() / 1000);
  }

  /** Times what is done. */
  void time(Runnable work) {
    long start = System.nanoTime();
    work.run();
    add(Duration.ofNanos(System.nanoTime() - start));
  }

  double p50() {
    return millis(50);
  }

  double p99() {
    return millis(99);
  }

  /** In milliseconds. */
  JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("count", micros.getTotalCount());
    json.addProperty("p50_ms", Samples.rounded(p50()));
    json.addProperty("p99_ms", Samples.rounded(p99()));
    json.addProperty("most_ms", Samples.rounded(millis(100)));
    return json;
  }

  @Override
  public String toString() {
    return "p50 %.2f ms, p99 %.2f ms".formatted(p50(), p99());
  }

  private double millis(double percentile) {
    return micros.getValueAtPercentile(percentile) / MICROS_PER_MILLI;
  }
}
