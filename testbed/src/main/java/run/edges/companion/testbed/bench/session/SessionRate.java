package run.edges.companion.testbed.bench.session;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import run.edges.companion.testbed.bench.Benchmark;
import run.edges.companion.testbed.bench.Outcome;
import run.edges.companion.testbed.bench.fleet.ClientLoop;
import run.edges.companion.testbed.bench.fleet.Device;
import run.edges.companion.testbed.bench.fleet.Fleet;
import run.edges.companion.testbed.bench.fleet.ServerUnderTest;
import run.edges.companion.testbed.bench.measure.Cores;
import run.edges.companion.testbed.bench.measure.DiskRate;
import run.edges.companion.testbed.bench.measure.Samples;

/** Sealed sessions that become durable, for each second, beside what the disk alone can do. */
public final class SessionRate implements Benchmark {
  private static final int[] DEVICES = {1, 16, 64};
  private static final int MOST_DEVICES = 64;
  private static final String COMPARED =
      """
      Each device seals a session of about 1 KiB, sends it, and sends the next when the server \
      answered stored, which it does after the commit is on disk. Envelopes are sealed ahead, so \
      that the clients' processor time does not limit the rate. Before and after each run: the \
      disk's own rate, appends of 1 KiB each followed by fdatasync, in the folder of the server's \
      database. The server uses both cores; the clients are one event loop on core 1. The server's \
      limit of messages a minute is lifted by configuration.\
      """;

  private long nextSequence = 1;

  @Override
  public String name() {
    return "session-rate";
  }

  @Override
  public Outcome run(Setup setup) throws InterruptedException {
    Outcome outcome = new Outcome("Durable sessions", COMPARED);
    try (ServerUnderTest server =
            new ServerUnderTest(setup.folder().resolve("session-rate")).start();
        ClientLoop loop = new ClientLoop()) {
      Cores.bindThis(Cores.CLIENT);
      setup.say("enrolling " + MOST_DEVICES + " devices");
      List<Device> devices = Fleet.enrol(loop, server, MOST_DEVICES, 1);
      Map<Integer, Totals> totals = new LinkedHashMap<>();
      JsonArray runs = new JsonArray();
      // Until the JIT compiler is done, each number would be its.
      outcome.put("warm_up", warmUp(setup, server, loop, devices));
      for (int round = 0; round < setup.pick(1, 3); round++) {
        for (int count : DEVICES) {
          JsonObject run = measure(setup, server, loop, devices.subList(0, count));
          runs.add(run);
          totals.computeIfAbsent(count, _ -> new Totals()).add(run);
        }
      }
      outcome.put("runs", runs);
      conclude(outcome, totals);
      return outcome;
    } finally {
      Cores.releaseThis();
    }
  }

  private JsonObject warmUp(
      Setup setup, ServerUnderTest server, ClientLoop loop, List<Device> devices)
      throws InterruptedException {
    Duration time = Duration.ofSeconds(setup.pick(5, 25));
    List<List<String>> sealed = seal(devices, time);
    try (SessionLoad load = SessionLoad.start(loop, server, devices, sealed)) {
      JsonObject run = load.measure(server.pid(), Duration.ZERO, time);
      setup.say("warmed up with " + run.get("sessions") + " sessions");
      return run;
    }
  }

  private JsonObject measure(
      Setup setup, ServerUnderTest server, ClientLoop loop, List<Device> devices)
      throws InterruptedException {
    Duration diskTime = Duration.ofSeconds(setup.pick(1, 3));
    Duration warmUp = Duration.ofSeconds(setup.pick(2, 5));
    Duration time = Duration.ofSeconds(setup.pick(3, 12));
    List<List<String>> sealed = seal(devices, warmUp.plus(time));
    double diskBefore = DiskRate.measure(setup.folder(), diskTime);
    JsonObject run;
    try (SessionLoad load = SessionLoad.start(loop, server, devices, sealed)) {
      run = load.measure(server.pid(), warmUp, time);
    }
    double disk = (diskBefore + DiskRate.measure(setup.folder(), diskTime)) / 2;
    double rate = run.get("sessions_per_second").getAsDouble();
    run.addProperty("disk_appends_per_second", Samples.rounded(disk));
    run.addProperty("ratio_to_disk", Samples.rounded(rate / disk));
    setup.say(
        "%d devices: %.0f sessions/s, disk %.0f/s, ratio %.2f, server %.0f us a session"
            .formatted(
                devices.size(), rate, disk, rate / disk, run.get("server_cpu_us").getAsDouble()));
    return run;
  }

  /** Seals more than can be sent in the time, for each device. */
  private List<List<String>> seal(List<Device> devices, Duration time) throws InterruptedException {
    long mostPerSecond = devices.size() == 1 ? 2000 : 5000;
    int each = (int) (mostPerSecond * time.toSeconds() / devices.size());
    long first = nextSequence;
    nextSequence += each;
    return Fleet.forEach(
        devices.size(),
        device -> {
          List<String> texts = new ArrayList<>(each);
          for (int i = 0; i < each; i++) {
            texts.add(devices.get(device).session(first + i));
          }
          return texts;
        });
  }

  private static void conclude(Outcome outcome, Map<Integer, Totals> totals) {
    Map<String, Double> rates = new LinkedHashMap<>();
    Map<String, Double> cpu = new LinkedHashMap<>();
    totals.forEach((count, total) -> {
      outcome.put("devices_" + count, total.json());
      rates.put(count + (count == 1 ? " device" : " devices"), total.rate.median());
      cpu.put(count + (count == 1 ? " device" : " devices"), total.cpu.median());
    });
    Totals most = totals.getOrDefault(MOST_DEVICES, new Totals());
    rates.put("the disk alone", most.disk.median());
    outcome
        .chart("Durable sessions a second", "sessions/s", rates)
        .chart("Server processor time for a session", "µs", cpu)
        .atLeast(
            "Durable sessions at 64 devices, against the disk's own rate",
            most.ratio.median(),
            4,
            "×")
        .atMost("Server processor time for a session at 64 devices", most.cpu.median(), 400, "µs");
  }

  /** The rounds of one number of devices. */
  private static final class Totals {
    final Samples rate = new Samples();
    final Samples disk = new Samples();
    final Samples ratio = new Samples();
    final Samples cpu = new Samples();
    final Samples p50 = new Samples();
    final Samples p99 = new Samples();

    void add(JsonObject run) {
      rate.add(run.get("sessions_per_second").getAsDouble());
      disk.add(run.get("disk_appends_per_second").getAsDouble());
      ratio.add(run.get("ratio_to_disk").getAsDouble());
      cpu.add(run.get("server_cpu_us").getAsDouble());
      p50.add(run.get("p50_us").getAsDouble());
      p99.add(run.get("p99_us").getAsDouble());
    }

    JsonObject json() {
      JsonObject json = new JsonObject();
      json.add("sessions_per_second", rate.json());
      json.add("disk_appends_per_second", disk.json());
      json.add("ratio_to_disk", ratio.json());
      json.add("server_cpu_us", cpu.json());
      json.add("p50_us", p50.json());
      json.add("p99_us", p99.json());
      return json;
    }
  }
}
