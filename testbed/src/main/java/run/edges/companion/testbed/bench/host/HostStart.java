package run.edges.companion.testbed.bench.host;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import run.edges.companion.testbed.bench.Benchmark;
import run.edges.companion.testbed.bench.Outcome;
import run.edges.companion.testbed.bench.fleet.ServerUnderTest;
import run.edges.companion.testbed.bench.measure.ProcessUsage;
import run.edges.companion.testbed.bench.measure.Samples;
import run.edges.companion.testbed.product.ProductFiles;

/** What a start of the host takes, beside smaller programs that do less. */
public final class HostStart implements Benchmark {
  private static final String OURS = "Edges Companion host";
  private static final String MINIMAL = "minimal Java host";
  private static final String ORIGIN = "chrome-extension://fhfedlnmiglobclpgdmiminldpogjkhh/";
  private static final double KIB_PER_MIB = 1024;
  private static final String COMPARED =
      """
      From the start of the process to its whole answer to the first hello, through the launcher that \
      a browser starts, beside programs that parse one JSON frame and answer it and do nothing else: \
      in Java (Gson, the same JVM flags, a start-up cache of its own), Python and Node. One round \
      starts each once. Then the same host, which accepted a shared link once, from its start to an \
      authenticated channel with a real server, and its peak memory after a session was stored.\
      """;

  @Override
  public String name() {
    return "host-start";
  }

  @Override
  public Outcome run(Setup setup) throws IOException {
    Path home = Files.createDirectories(setup.folder().resolve("host-home"));
    List<String> host = List.of(ProductFiles.hostLauncher().toString(), ORIGIN);
    Map<String, List<String>> commands = new LinkedHashMap<>();
    commands.put(OURS, host);
    commands.put(MINIMAL, OtherHosts.minimal(setup.folder(), home));
    commands.put("Python host", OtherHosts.python(setup.folder()));
    commands.put("Node host", OtherHosts.node(setup.folder()));
    Map<String, Starts> starts = new LinkedHashMap<>();
    commands.keySet().forEach(name -> starts.put(name, new Starts()));
    Starts online = new Starts();
    try (ServerUnderTest server =
        new ServerUnderTest(setup.folder().resolve("host-start")).start()) {
      Sharing sharing = Sharing.accept(host, home, server);
      for (int round = -1; round < setup.pick(5, 20); round++) {
        for (var command : commands.entrySet()) {
          Starts of = round < 0 ? new Starts() : starts.getOrDefault(command.getKey(), online);
          greet(command.getValue(), home, of);
        }
        Sharing.Start start = sharing.start();
        // The first round only fills the disk cache.
        (round < 0 ? new Starts() : online).add(start.onlineMillis(), start.usage());
      }
    }
    return conclude(setup, starts, online);
  }

  private static void greet(List<String> command, Path home, Starts starts) throws IOException {
    try (HostProcess process = new HostProcess(command, home)) {
      process.greet("00000000-0000-4000-8000-000000000000");
      starts.add(process.millisSinceStart(), process.usage());
    }
  }

  private static Outcome conclude(Setup setup, Map<String, Starts> starts, Starts online) {
    Outcome outcome = new Outcome("Host start", COMPARED);
    Map<String, Double> times = new LinkedHashMap<>();
    Map<String, Double> memory = new LinkedHashMap<>();
    starts.forEach((name, of) -> {
      outcome.put(name.toLowerCase(java.util.Locale.ROOT).replace(' ', '_'), of.json());
      times.put(name + ", first answer", of.millis.median());
      memory.put(name, of.peakMib.median());
      setup.say("%s: %.0f ms, %.1f MiB".formatted(name, of.millis.median(), of.peakMib.median()));
    });
    setup.say(
        "channel authenticated: %.0f ms, %.1f MiB"
            .formatted(online.millis.median(), online.peakMib.median()));
    times.put(OURS + ", channel", online.millis.median());
    memory.put(OURS + ", with channel", online.peakMib.median());
    double minimal = starts.getOrDefault(MINIMAL, online).millis.median();
    double first = starts.getOrDefault(OURS, online).millis.median();
    return outcome
        .put("edges_companion_host_online", online.json())
        .chart("From the start of the process", "ms", times)
        .chart("Peak resident memory", "MiB", memory)
        .atMost("Host's first answer, against a minimal Java host", first / minimal, 1.2, "×")
        .atMost(
            "Host's channel authenticated, against a minimal Java host's first answer",
            online.millis.median() / minimal,
            3,
            "×")
        .atMost("Host's peak memory with a channel", online.peakMib.median(), 64, "MiB");
  }

  /** All starts of one program. */
  private static final class Starts {
    final Samples millis = new Samples();
    final Samples cpuMillis = new Samples();
    final Samples peakMib = new Samples();

    void add(double elapsed, ProcessUsage usage) {
      millis.add(elapsed);
      cpuMillis.add(usage.cpuMicros() / 1000.0);
      peakMib.add(usage.peakKib() / KIB_PER_MIB);
    }

    JsonObject json() {
      JsonObject json = new JsonObject();
      json.add("milliseconds", millis.json());
      json.add("cpu_milliseconds", cpuMillis.json());
      json.add("peak_mib", peakMib.json());
      return json;
    }
  }
}
