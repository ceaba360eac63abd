package run.edges.companion.testbed.bench.idle;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import run.edges.companion.testbed.bench.Benchmark.Setup;
import run.edges.companion.testbed.bench.fleet.Connection;
import run.edges.companion.testbed.bench.fleet.Fleet;
import run.edges.companion.testbed.bench.measure.ProcessUsage;
import run.edges.companion.testbed.bench.measure.Samples;

/** One server, measured: memory at some numbers of connections, then reconnects, then messages. */
final class IdleMeasurement {
  private static final int WARM_UP_CONNECTIONS = 200;
  private static final int BUSY_CONNECTIONS = 64;
  private static final long SETTLE_MILLIS = 3000;

  private final Setup setup;
  private final Side side;
  private final int[] counts;
  private final List<Connection> connections = new ArrayList<>();
  private final JsonObject found = new JsonObject();

  IdleMeasurement(Setup setup, Side side, int[] counts) {
    this.setup = setup;
    this.side = side;
    this.counts = counts;
  }

  /**
   * Runs it all.
   *
   * @param messages what to send, by the name of it
   */
  JsonObject run(Map<String, String> messages) throws IOException, InterruptedException {
    open(WARM_UP_CONNECTIONS);
    Memory before = Memory.of(side.pid());
    found.addProperty("rss_kib_at_200", before.resident());
    found.addProperty("live_heap_kib_at_200", before.live());
    for (int count : counts) {
      open(count);
      Memory now = Memory.of(side.pid());
      put("rss_kib_per_device_", count, now.resident() - before.resident());
      put("rss_after_gc_kib_per_device_", count, now.residentAfterGc() - before.residentAfterGc());
      put("live_heap_kib_per_device_", count, now.live() - before.live());
    }
    idle();
    reconnects();
    for (var message : messages.entrySet()) {
      messages(message.getKey(), message.getValue());
    }
    long lost = connections.stream().filter(connection -> !connection.isOpen()).count();
    found.addProperty("connections_lost", lost);
    return found;
  }

  private void open(int count) throws InterruptedException {
    int first = connections.size();
    connections.addAll(Fleet.forEach(count - first, index -> side.connect(first + index)));
    watch(SETTLE_MILLIS);
  }

  private void put(String name, int count, long grownKib) {
    double each = (double) grownKib / (count - WARM_UP_CONNECTIONS);
    found.addProperty(name + count, Samples.rounded(each));
    setup.say("%s: %s%d %.1f".formatted(side.name(), name, count, each));
  }

  /**
   * Lets time pass over the process that is measured; one that ends meanwhile would measure as
   * nothing.
   */
  private void watch(long millis) throws InterruptedException {
    try {
      ProcessHandle.of(side.pid()).orElseThrow().onExit().get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException stillRunning) {
      return;
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
    throw new IllegalStateException(side.name() + " ended while it was measured");
  }

  private void idle() throws InterruptedException {
    long seconds = setup.pick(5, 50);
    long before = ProcessUsage.of(side.pid()).cpuMicros();
    watch(seconds * 1000);
    long used = ProcessUsage.of(side.pid()).cpuMicros() - before;
    found.addProperty("idle_cpu_share", Samples.rounded(used / 1e6 / seconds));
  }

  private void reconnects() throws InterruptedException {
    int count = setup.pick(200, 3000);
    // The last devices of the fleet, whose connections are closed first.
    int first = counts[1] - count;
    connections.subList(first, counts[1]).forEach(Connection::close);
    connections.subList(first, counts[1]).clear();
    long before = ProcessUsage.of(side.pid()).cpuMicros();
    Fleet.forEach(
        count,
        index -> {
          side.connect(first + index).close();
          return true;
        });
    double each = (double) (ProcessUsage.of(side.pid()).cpuMicros() - before) / count;
    found.addProperty("cpu_us_per_reconnect", Samples.rounded(each));
    setup.say("%s: %.0f us a reconnect".formatted(side.name(), each));
  }

  private void messages(String name, String text) throws InterruptedException {
    AtomicLong answers = new AtomicLong();
    AtomicBoolean going = new AtomicBoolean(true);
    for (Connection connection : connections.subList(0, BUSY_CONNECTIONS)) {
      connection.listen(_ -> {
        answers.incrementAndGet();
        if (going.get()) {
          connection.send(text);
        }
      });
      connection.send(text);
    }
    watch(setup.pick(2, 8) * 1000L);
    long answersBefore = answers.get();
    long before = ProcessUsage.of(side.pid()).cpuMicros();
    long start = System.nanoTime();
    watch(setup.pick(3, 10) * 1000L);
    long used = ProcessUsage.of(side.pid()).cpuMicros() - before;
    long count = answers.get() - answersBefore;
    double seconds = (System.nanoTime() - start) / 1e9;
    going.set(false);
    watch(500);
    found.addProperty("cpu_us_per_" + name, Samples.rounded((double) used / count));
    found.addProperty(name + "s_per_second", Samples.rounded(count / seconds));
    setup.say("%s: %.1f us a %s".formatted(side.name(), (double) used / count, name));
  }

  /** In KiB: resident as it is, then live heap and resident after a full collection. */
  private record Memory(long resident, long live, long residentAfterGc) {
    static Memory of(long pid) throws IOException {
      long resident = ProcessUsage.of(pid).residentKib();
      long live = Heap.collect(pid);
      return new Memory(resident, live, ProcessUsage.of(pid).residentKib());
    }
  }
}
