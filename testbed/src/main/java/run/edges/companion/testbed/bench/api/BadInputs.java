package run.edges.companion.testbed.bench.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import run.edges.companion.protocol.api.CompanionClient;
import run.edges.companion.testbed.bench.Benchmark.Setup;
import run.edges.companion.testbed.bench.Outcome;
import run.edges.companion.testbed.bench.fleet.ServerUnderTest;
import run.edges.companion.testbed.bench.measure.ProcessUsage;

/** Sends what is wrong or hostile, over and over. */
final class BadInputs {
  private static final double MOST_MILLIS = 50;
  private static final double MOST_GROWTH_MIB = 64;
  private static final int UNPACKED = 50_000_000;
  private static final int LARGE = 8 * 1024 * 1024;
  private static final byte[] ONE =
      "{\"name\":\"Ada\",\"no_such\":1}".getBytes(StandardCharsets.UTF_8);

  private final Setup setup;
  private final ServerUnderTest server;
  private final HttpClient http;
  private final String key;

  BadInputs(Setup setup, ServerUnderTest server) throws IOException {
    this.setup = setup;
    this.server = server;
    this.http =
        HttpClient.newBuilder().sslContext(CompanionClient.trusting(server.certificate())).build();
    this.key = Files.readString(server.apiKey()).strip();
  }

  /** One kind of request and the status it must get. */
  private record Input(HttpRequest request, int status) {}

  void measure(Outcome outcome) throws IOException, InterruptedException {
    Map<String, Input> inputs = new LinkedHashMap<>();
    inputs.put("no JSON", new Input(post(new byte[] {'{'}).build(), 400));
    inputs.put("unknown field", new Input(post(ONE).build(), 400));
    inputs.put("unknown id", new Input(request("/v1/identities/no-such").build(), 404));
    inputs.put("wrong key", new Input(anonymous("/v1/identities").build(), 401));
    inputs.put("8 MiB", new Input(post(new byte[LARGE]).build(), 413));
    inputs.put(
        "50 MB, packed", new Input(post(packed()).header("Content-Encoding", "gzip").build(), 413));
    Map<String, Double> bars = new LinkedHashMap<>();
    run(inputs, setup.pick(10, 100), new LinkedHashMap<>());
    long before = ProcessUsage.of(server.pid()).residentKib();
    double slowest = run(inputs, setup.pick(20, 300), bars);
    double growth = (ProcessUsage.of(server.pid()).residentKib() - before) / 1024.0;
    setup.say("bad input: slowest p99 %.2f ms, grew by %.1f MiB".formatted(slowest, growth));
    outcome
        .put("bad_input_growth_mib", growth)
        .chart("Refusal of bad input, 99th percentile", "ms", bars)
        .atMost(
            "Refusal of bad input, the slowest kind, 99th percentile", slowest, MOST_MILLIS, "ms")
        .atMost("Resident memory after it, more than before", growth, MOST_GROWTH_MIB, "MiB");
  }

  private double run(Map<String, Input> inputs, int times, Map<String, Double> bars)
      throws IOException, InterruptedException {
    double slowest = 0;
    for (Map.Entry<String, Input> input : inputs.entrySet()) {
      Latencies latencies = new Latencies();
      for (int i = 0; i < times; i++) {
        long start = System.nanoTime();
        int status = http.send(input.getValue().request(), BodyHandlers.discarding()).statusCode();
        latencies.add(java.time.Duration.ofNanos(System.nanoTime() - start));
        if (status != input.getValue().status()) {
          throw new IllegalStateException(input.getKey() + " answers " + status);
        }
      }
      bars.put(input.getKey(), latencies.p99());
      slowest = Math.max(slowest, latencies.p99());
    }
    return slowest;
  }

  private HttpRequest.Builder post(byte[] body) {
    return request("/v1/identities")
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofByteArray(body));
  }

  private HttpRequest.Builder request(String path) {
    return anonymous(path).setHeader("X-API-Key", key);
  }

  private HttpRequest.Builder anonymous(String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path)).header("X-API-Key", "wrong");
  }

  private static byte[] packed() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(new byte[UNPACKED]);
    }
    return bytes.toByteArray();
  }
}
