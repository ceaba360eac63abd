package run.edges.companion.testbed.bench.session;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;
import run.edges.companion.testbed.bench.fleet.ClientLoop;
import run.edges.companion.testbed.bench.fleet.Connection;
import run.edges.companion.testbed.bench.fleet.Device;
import run.edges.companion.testbed.bench.fleet.ServerUnderTest;
import run.edges.companion.testbed.bench.measure.ProcessUsage;
import run.edges.companion.testbed.bench.measure.Samples;

/** Devices that send what was sealed for them, each one message at a time. */
final class SessionLoad implements AutoCloseable {
  private static final int DIGITS = 3;

  private final List<Connection> connections = new ArrayList<>();
  private final CountDownLatch exhausted = new CountDownLatch(1);
  private final AtomicLong stored = new AtomicLong();
  private final Histogram latencies = new SynchronizedHistogram(DIGITS);
  private volatile boolean stopped;
  private volatile boolean refused;

  private SessionLoad() {}

  static SessionLoad start(
      ClientLoop loop, ServerUnderTest server, List<Device> devices, List<List<String>> sealed) {
    SessionLoad load = new SessionLoad();
    for (Device device : devices) {
      load.connections.add(device.connect(loop, server));
    }
    for (int i = 0; i < devices.size(); i++) {
      load.new Sender(load.connections.get(i), sealed.get(i).iterator()).begin();
    }
    return load;
  }

  /** Lets it warm up, then counts. */
  JsonObject measure(long serverPid, Duration warmUp, Duration time) throws InterruptedException {
    await(warmUp);
    latencies.reset();
    long storedBefore = stored.get();
    long cpuBefore = ProcessUsage.of(serverPid).cpuMicros();
    long start = System.nanoTime();
    await(time);
    double seconds = (System.nanoTime() - start) / 1e9;
    long cpu = ProcessUsage.of(serverPid).cpuMicros() - cpuBefore;
    long count = stored.get() - storedBefore;
    if (count == 0) {
      throw new IllegalStateException("not enough was sealed ahead");
    }
    JsonObject run = new JsonObject();
    run.addProperty("devices", connections.size());
    run.addProperty("seconds", Samples.rounded(seconds));
    run.addProperty("sessions", count);
    run.addProperty("sessions_per_second", Samples.rounded(count / seconds));
    run.addProperty("server_cpu_us", Samples.rounded((double) cpu / count));
    run.addProperty("server_cpu_share", Samples.rounded(cpu / 1e6 / seconds));
    run.addProperty("p50_us", latencies.getValueAtPercentile(50));
    run.addProperty("p99_us", latencies.getValueAtPercentile(99));
    return run;
  }

  @Override
  public void close() {
    stopped = true;
    connections.forEach(Connection::close);
  }

  private void await(Duration time) throws InterruptedException {
    // Whoever has sent everything ends the time early, since the load is less from then on.
    var _ = exhausted.await(time.toMillis(), TimeUnit.MILLISECONDS);
    if (refused) {
      throw new IllegalStateException("the server refused a session");
    }
  }

  /** One device. All run on the event loop. */
  private final class Sender {
    private final Connection connection;
    private final Iterator<String> texts;
    private long sentAt;

    Sender(Connection connection, Iterator<String> texts) {
      this.connection = connection;
      this.texts = texts;
    }

    void begin() {
      connection.listen(this::answered);
      send();
    }

    private void answered(String text) {
      if (!text.contains("\"type\":\"stored\"")) {
        System.err.println("instead of stored: " + text);
        refused = true;
        exhausted.countDown();
        return;
      }
      latencies.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - sentAt));
      stored.incrementAndGet();
      send();
    }

    private void send() {
      if (stopped) {
        return;
      }
      if (!texts.hasNext()) {
        exhausted.countDown();
        return;
      }
      sentAt = System.nanoTime();
      connection.send(texts.next());
    }
  }
}
