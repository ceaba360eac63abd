package run.edges.companion.testbed.bench.host;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import run.edges.companion.testbed.bench.Benchmark;
import run.edges.companion.testbed.bench.Outcome;
import run.edges.companion.testbed.bench.fleet.ServerUnderTest;
import run.edges.companion.testbed.bench.measure.ProcessUsage;
import run.edges.companion.testbed.bench.measure.Samples;
import run.edges.companion.testbed.product.HostProgram;
import run.edges.companion.testbed.product.ProductFiles;

/** What a start of the host takes, beside hosts that people use and smaller ones that do less. */
public final class HostStart implements Benchmark {
  private static final String OURS = "Edges Companion host";
  private static final String ORIGIN = "chrome-extension://fhfedlnmiglobclpgdmiminldpogjkhh/";
  private static final String PROFILE = "00000000-0000-4000-8000-000000000000";
  private static final int CYCLES = 200;
  private static final double KIB_PER_MIB = 1024;

  /** What a bare Python host takes on the computers that the limits were set for. */
  private static final double PYTHON_MILLIS = 35;

  private static final String COMPARED =
      """
      From the start of the process to its whole answer to the first message, through the launcher that \
      a browser starts, beside three hosts of Debian (browserpass lists an empty store, keepassxc-proxy \
      passes a message on and back, gnome-browser-connector looks for GNOME's shell), and beside \
      programs that parse one JSON frame and answer it and do nothing else: in Java (Gson, the same JVM \
      flags, a start-up cache of its own), Python and Node. One round starts each once. CPU is counted \
      by the kernel in steps of 10 ms; browserpass ends with its answer, so its CPU and memory are not \
      read. Then the same host, which accepted a shared link once, from its \
      start to an authenticated channel with a real server, its peak memory after a session was stored, \
      and how long it lives after the end of its input while it sends one. Installed is what the \
      package alone takes: ours with its Java, the others without Python, Qt and what else they need.\
      """;

  @Override
  public String name() {
    return "host-start";
  }

  @Override
  public Outcome run(Setup setup) throws IOException {
    Path home = Files.createDirectories(setup.folder().resolve("host-home"));
    List<String> command = List.of(ProductFiles.hostLauncher().toString(), ORIGIN);
    OtherHost ours =
        new OtherHost(
            OURS,
            command,
            Map.of("EDGES_COMPANION_HOME", home.toString()),
            HostProcess.hello(PROFILE),
            true);
    Map<String, Starts> starts = new LinkedHashMap<>();
    Starts online = new Starts();
    try (DebianHosts debian = new DebianHosts();
        ServerUnderTest server =
            new ServerUnderTest(setup.folder().resolve("host-start")).start()) {
      List<OtherHost> hosts = new ArrayList<>(List.of(ours));
      hosts.addAll(debian.all());
      hosts.addAll(OtherHosts.all(setup.folder()));
      Sharing sharing = Sharing.accept(command, home, server);
      for (int round = -1; round < setup.pick(5, 20); round++) {
        for (OtherHost host : hosts) {
          Starts of = starts.computeIfAbsent(host.name(), _ -> new Starts());
          // The first round only fills the disk cache.
          measure(host, round < 0 ? new Starts() : of);
        }
        Sharing.Start start = sharing.start();
        (round < 0 ? new Starts() : online)
            .add(start.onlineMillis(), start.usage(), sharing.endWhileSending());
      }
    }
    int left = openAndClose(ours, setup.pick(20, CYCLES));
    return conclude(setup, starts, online)
        .atMost(
            "Processes left after %d starts and ends".formatted(setup.pick(20, CYCLES)),
            left,
            0,
            "");
  }

  private static void measure(OtherHost host, Starts starts) throws IOException {
    try (HostProcess process = new HostProcess(host.command(), host.environment())) {
      process.send(host.request());
      var _ = process.read();
      double answered = process.millisSinceStart();
      if (host.stays()) {
        starts.add(answered, process.usage(), process.end());
      } else {
        starts.millis.add(answered);
      }
    }
  }

  private static int openAndClose(OtherHost host, int cycles) throws IOException {
    for (int i = 0; i < cycles; i++) {
      measure(host, new Starts());
    }
    return HostProgram.running(ProductFiles.hostLauncher().resolveSibling("runtime")).size();
  }

  private static Outcome conclude(Setup setup, Map<String, Starts> starts, Starts online)
      throws IOException {
    Outcome outcome = new Outcome("Host start", COMPARED);
    Map<String, Double> times = new LinkedHashMap<>();
    Map<String, Double> cpu = new LinkedHashMap<>();
    Map<String, Double> memory = new LinkedHashMap<>();
    Map<String, Double> ends = new LinkedHashMap<>();
    starts.forEach((name, of) -> {
      outcome.put(name.toLowerCase(Locale.ROOT).replaceAll("[ -]", "_"), of.json());
      times.put(name + ", first answer", of.millis.median());
      if (!of.endMillis.isEmpty()) {
        cpu.put(name, of.cpuMillis.mean());
        memory.put(name, of.peakMib.median());
        ends.put(name, of.endMillis.median());
      }
      setup.say(of.text(name));
    });
    setup.say(online.text("with a channel"));
    times.put(OURS + ", channel", online.millis.median());
    memory.put(OURS + ", with channel", online.peakMib.median());
    ends.put(OURS + ", sending", online.endMillis.median());
    Map<String, Double> installed = new LinkedHashMap<>();
    installed.put(OURS, mebibytes(ProductFiles.hostLauncher().resolveSibling("")));
    installed.putAll(DebianHosts.installedMebibytes());
    outcome
        .put("edges_companion_host_online", online.json())
        .chart("From the start of the process", "ms", times)
        .chart("CPU until the first answer", "ms", cpu)
        .chart("Peak resident memory", "MiB", memory)
        .chart("From the end of the input to the end of the process", "ms", ends)
        .chart("Installed", "MiB", installed);
    return hold(outcome, starts, online, installed.getOrDefault(OURS, 0.0));
  }

  private static Outcome hold(
      Outcome outcome, Map<String, Starts> starts, Starts online, double installed) {
    Starts ours = Objects.requireNonNull(starts.get(OURS));
    Starts python = Objects.requireNonNull(starts.get(OtherHosts.PYTHON));
    double minimal = Objects.requireNonNull(starts.get(OtherHosts.MINIMAL)).millis.median();
    return outcome
        .atMost(
            "Host's first answer, against a bare Python host",
            ours.millis.median() / python.millis.median(),
            Samples.rounded(90 / PYTHON_MILLIS),
            "×")
        .atMost(
            "Host's CPU until then, against a bare Python host",
            ours.cpuMillis.mean() / python.cpuMillis.mean(),
            Samples.rounded(100 / PYTHON_MILLIS),
            "×")
        .atMost(
            "Host's first answer, against a minimal Java host",
            ours.millis.median() / minimal,
            1.2,
            "×")
        .atMost(
            "Host's channel authenticated, against a bare Python host",
            online.millis.median() / python.millis.median(),
            Samples.rounded(250 / PYTHON_MILLIS),
            "×")
        .atMost("Host's channel authenticated", online.millis.median(), 250, "ms")
        .atMost("Host's peak memory at its first answer", ours.peakMib.median(), 48, "MiB")
        .atMost("Host's peak memory with a channel", online.peakMib.median(), 48, "MiB")
        .atMost("Host installed", installed, 65, "MiB")
        .atMost(
            "Host's end after the end of its input, while it sends a session",
            online.endMillis.median(),
            50,
            "ms");
  }

  private static double mebibytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum()
          / KIB_PER_MIB
          / KIB_PER_MIB;
    }
  }

  /** All starts of one program. */
  private static final class Starts {
    final Samples millis = new Samples();
    final Samples cpuMillis = new Samples();
    final Samples peakMib = new Samples();
    final Samples endMillis = new Samples();

    void add(double elapsed, ProcessUsage usage, double end) {
      millis.add(elapsed);
      cpuMillis.add(usage.cpuMicros() / 1000.0);
      peakMib.add(usage.peakKib() / KIB_PER_MIB);
      endMillis.add(end);
    }

    String text(String name) {
      String answered = "%s: %.0f ms".formatted(name, millis.median());
      return endMillis.isEmpty()
          ? answered
          : answered
              + ", %.0f ms CPU, %.1f MiB, ends in %.0f ms"
                  .formatted(cpuMillis.mean(), peakMib.median(), endMillis.median());
    }

    JsonObject json() {
      JsonObject json = new JsonObject();
      json.add("milliseconds", millis.json());
      if (!endMillis.isEmpty()) {
        json.add("cpu_milliseconds", cpuMillis.json());
        json.add("peak_mib", peakMib.json());
        json.add("end_milliseconds", endMillis.json());
      }
      return json;
    }
  }
}
