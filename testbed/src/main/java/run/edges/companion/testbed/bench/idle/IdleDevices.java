package run.edges.companion.testbed.bench.idle;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import run.edges.companion.testbed.bench.Benchmark;
import run.edges.companion.testbed.bench.Outcome;
import run.edges.companion.testbed.bench.fleet.ClientLoop;
import run.edges.companion.testbed.bench.fleet.Device;
import run.edges.companion.testbed.bench.fleet.Fleet;
import run.edges.companion.testbed.bench.fleet.ServerUnderTest;
import run.edges.companion.testbed.bench.measure.Cores;

/** What an authenticated idle device costs, beside a bare WebSocket server. */
public final class IdleDevices implements Benchmark {
  private static final int DEVICES_PER_IDENTITY = 100;
  private static final double MOST_MEMORY = 2.5;
  private static final double MOST_CPU = 2;
  private static final String COMPARED =
      """
      Our server with authenticated devices (TLS 1.3, WebSocket, challenge, hello, welcome), beside \
      a bare WebSocket echo server on Netty with epoll and BoringSSL: same JVM flags, certificate and \
      client, each in a fresh process on core 0, the client one event loop on core 1. Memory: what \
      the process's resident memory grew by since 200 connections, for each connection more. A \
      message: 700 bytes of text in, a small text out. Of our server, which has no echo, two are \
      measured: one of a type that it does not know, which it parses and refuses (WebSocket, JSON, \
      limits: what every message pays), and inspect, a small request that reads the database. A \
      reconnect: TCP, TLS and WebSocket, of ours with challenge, hello and welcome, then closed. The \
      keep-alive pings of our server go on meanwhile.\
      """;

  @Override
  public String name() {
    return "idle-devices";
  }

  @Override
  public Outcome run(Setup setup) throws IOException, InterruptedException {
    int[] counts = setup.quick() ? new int[] {500, 1000} : new int[] {3000, 10_000};
    try (ServerUnderTest server = new ServerUnderTest(setup.folder().resolve("idle-devices"));
        ClientLoop loop = new ClientLoop()) {
      List<Device> devices = enrol(setup, server, loop, counts[1]);
      JsonObject ours;
      // A fresh process: what enrolment left behind is not an idle device's.
      Cores.bindThis(Cores.SERVER);
      try (ServerSide side = new ServerSide(loop, server.start(), devices)) {
        Cores.bindThis(Cores.CLIENT);
        ours =
            new IdleMeasurement(setup, side, counts)
                .run(new TreeMap<>(Map.of("message", unknown(), "inspect", inspect())));
      }
      JsonObject echo;
      Cores.bindThis(Cores.SERVER);
      try (EchoSide side = EchoSide.start(loop, server.certificate(), server.key())) {
        Cores.bindThis(Cores.CLIENT);
        echo = new IdleMeasurement(setup, side, counts).run(Map.of("message", unknown()));
      }
      return conclude(counts, ours, echo);
    } finally {
      Cores.releaseThis();
    }
  }

  private static List<Device> enrol(Setup setup, ServerUnderTest server, ClientLoop loop, int count)
      throws InterruptedException {
    setup.say("enrolling " + count + " devices");
    server.start();
    List<Device> devices = Fleet.enrol(loop, server, count, DEVICES_PER_IDENTITY);
    server.stop();
    return devices;
  }

  private static Outcome conclude(int[] counts, JsonObject ours, JsonObject echo) {
    Outcome outcome = new Outcome("Idle devices", COMPARED);
    outcome.put("edges_companion", ours).put("netty_echo", echo);
    Map<String, Double> memory = new LinkedHashMap<>();
    for (int count : counts) {
      String key = "rss_kib_per_device_" + count;
      memory.put("Edges Companion, " + count, number(ours, key));
      memory.put("Netty echo, " + count, number(echo, key));
      outcome.atMost(
          "Resident memory of an idle device, of " + count + ", against Netty's",
          number(ours, key) / number(echo, key),
          MOST_MEMORY,
          "×");
    }
    outcome.chart("Resident memory for an idle device", "KiB", memory);
    String cpu = "cpu_us_per_message";
    outcome.chart(
        "Server processor time for a message",
        "µs",
        bars(
            "Edges Companion, refused at once", number(ours, cpu),
            "Edges Companion, inspect", number(ours, "cpu_us_per_inspect"),
            "Netty echo", number(echo, cpu)));
    outcome.chart(
        "Server processor time for a reconnect",
        "µs",
        bars(
            "Edges Companion", number(ours, "cpu_us_per_reconnect"),
            "Netty echo, without hello", number(echo, "cpu_us_per_reconnect")));
    return outcome.atMost(
        "Server processor time for a message, against Netty's",
        number(ours, cpu) / number(echo, cpu),
        MOST_CPU,
        "×");
  }

  private static Map<String, Double> bars(Object... labelsAndValues) {
    Map<String, Double> bars = new LinkedHashMap<>();
    for (int i = 0; i < labelsAndValues.length; i += 2) {
      bars.put((String) labelsAndValues[i], (Double) labelsAndValues[i + 1]);
    }
    return bars;
  }

  private static double number(JsonObject of, String name) {
    return of.get(name).getAsDouble();
  }

  /** 700 bytes that are a message of the protocol, but of no known type. */
  private static String unknown() {
    String start = "{\"type\":\"noop\",\"id\":\"1\",\"filler\":\"";
    return start + "x".repeat(700 - start.length() - 2) + "\"}";
  }

  private static String inspect() {
    return "{\"type\":\"inspect\",\"id\":\"1\",\"link_id\":\"AAAAAAAAAAAAAAAAAAAAAA\"}";
  }
}
