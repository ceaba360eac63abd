package run.edges.companion.testbed.bench.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import run.edges.companion.protocol.api.CompanionClient;
import run.edges.companion.protocol.api.WebhookBody;
import run.edges.companion.testbed.bench.Benchmark;
import run.edges.companion.testbed.bench.Outcome;
import run.edges.companion.testbed.bench.fleet.ServerUnderTest;
import run.edges.companion.testbed.bench.measure.Cores;
import run.edges.companion.testbed.bench.measure.DiskRate;
import run.edges.companion.testbed.bench.measure.Samples;
import run.edges.companion.testbed.linkedin.LinkedInStandIn;

/** What a workspace's own software waits for: calls of the API, and webhooks. */
public final class ApiLatency implements Benchmark {
  private static final int RECEIVERS = 8;
  private static final double MOST_BEYOND_PROBE = 5;
  private static final double MOST_FOR_A_WEBHOOK = 1000;
  private static final double LEAST_WEBHOOKS = 1000;
  private static final String COMPARED =
      """
      A server with 100,000 identities in SQLite, nine of ten with a LinkedIn account, called over one \
      kept connection by one client. Connect: POST with the cookies of a session that lives at the \
      LinkedIn stand-in, for an identity without account each time; in turn with it, by the client \
      itself over a kept connection, the same question to the stand-in that the server asks it. Pages: \
      50 identities with their accounts. Dashboard: the whole page of the table, 50 rows, as a signed-in \
      member's browser gets it. Bad input: one after the other over a kept connection; the \
      memory before is that after a first, shorter round. A webhook's latency: from the answer to its cause (connect, \
      then delete) to its arrival at an HTTPS receiver, with causes as fast as one client makes them. \
      Up to here nothing is bound to a core. Webhooks a second: a full outbox, its messages of one \
      webhook or in turn of eight, drained by a warm server on core 0 to an HTTPS receiver on Netty on \
      core 1, from the first to the last arrival.\
      """;

  private final Outcome outcome = new Outcome("API and webhooks", COMPARED);

  @Override
  public String name() {
    return "api";
  }

  @Override
  public Outcome run(Setup setup) throws IOException, InterruptedException {
    try (LinkedInStandIn linkedin = LinkedInStandIn.start();
        ServerUnderTest server = new ServerUnderTest(setup.folder().resolve("api"))) {
      server.start().stop();
      setup.say("filling the database with " + ManyIdentities.COUNT + " identities");
      ManyIdentities identities = ManyIdentities.fill(server.database());
      configure(server, linkedin, setup.folder().resolve("trusted.pem"));
      Connects connects = new Connects(linkedin);
      try (Sink sink = new Sink(server.certificate(), server.key())) {
        CompanionClient api = server.start().client();
        measureConnects(setup, identities, connects, api);
        new IdentityPages(setup, api).measure(outcome);
        new DashboardPages(setup, server).measure(outcome);
        new BadInputs(setup, server).measure(outcome);
        String body = measureWebhooks(setup, identities, connects, api, sink);
        server.stop();
        measureRate(setup, identities, server, sink, body);
      }
      return outcome;
    } finally {
      Cores.releaseThis();
    }
  }

  /** Leads to the stand-in, and trusts it and the sink, which has the server's own certificate. */
  private static void configure(ServerUnderTest server, LinkedInStandIn linkedin, Path trusted)
      throws IOException {
    Files.writeString(trusted, linkedin.certificatePem() + Files.readString(server.certificate()));
    server
        .with("EDGES_COMPANION_OUTGOING_CERTIFICATE_FILE", trusted.toString())
        .with("EDGES_COMPANION_API_REFUSALS_PER_MINUTE", "1000000")
        .with("EDGES_COMPANION_LINKEDIN_URL", linkedin.baseUri().toString())
        .with("EDGES_COMPANION_OUTGOING_ALLOW_PRIVATE_ADDRESSES", "true");
  }

  private void measureConnects(
      Setup setup, ManyIdentities identities, Connects connects, CompanionClient api) {
    Latencies connect = new Latencies();
    Latencies probe = new Latencies();
    int count = setup.pick(200, 1500);
    int warmUp = setup.pick(100, 3000);
    for (int i = -warmUp; i < count; i++) {
      Latencies ofProbe = i < 0 ? new Latencies() : probe;
      Latencies ofConnect = i < 0 ? new Latencies() : connect;
      ofProbe.time(connects::probe);
      String identity = identities.takeFree();
      ofConnect.time(() -> connects.connect(api, identity));
    }
    double append = 1000 / DiskRate.measure(setup.folder(), Duration.ofSeconds(setup.pick(1, 3)));
    setup.say("connect: %s; probe: %s; disk: %.2f ms".formatted(connect, probe, append));
    outcome
        .put("connect", connect.json())
        .put("probe", probe.json())
        .put("disk_append_ms", append)
        .chart(
            "Connect with cookies",
            "ms",
            bars(
                "connect, median", connect.p50(),
                "connect, 99th percentile", connect.p99(),
                "the probe alone, median", probe.p50(),
                "the probe alone, 99th percentile", probe.p99(),
                "the disk alone, a durable append", append))
        .atMost(
            "Connecting with cookies beyond LinkedIn's own answer, median",
            connect.p50() - probe.p50(),
            MOST_BEYOND_PROBE,
            "ms");
  }

  /** Returns the body of a webhook. */
  private String measureWebhooks(
      Setup setup, ManyIdentities identities, Connects connects, CompanionClient api, Sink sink)
      throws InterruptedException {
    String webhook = api.createWebhook(new WebhookBody.New(sink.url("/latency"), false)).uid();
    Latencies latencies = new Latencies();
    int warmUp = setup.pick(50, 200);
    causeAndAwait(warmUp, identities, connects, api, sink, new Latencies());
    String body = causeAndAwait(setup.pick(200, 2000), identities, connects, api, sink, latencies);
    api.deleteWebhook(webhook);
    setup.say("webhook after its cause: " + latencies);
    outcome
        .put("webhook_after_cause", latencies.json())
        .chart(
            "A webhook's arrival after the answer to its cause",
            "ms",
            bars("median", latencies.p50(), "99th percentile", latencies.p99()))
        .atMost(
            "A webhook's arrival after its cause, 99th percentile",
            latencies.p99(),
            MOST_FOR_A_WEBHOOK,
            "ms");
    return body;
  }

  /** Connects so many, then deletes them. */
  private static String causeAndAwait(
      int count,
      ManyIdentities identities,
      Connects connects,
      CompanionClient api,
      Sink sink,
      Latencies latencies)
      throws InterruptedException {
    WebhookLatency webhooks = new WebhookLatency(sink, 2 * count);
    List<String> connected = Stream.generate(identities::takeFree).limit(count).toList();
    for (String identity : connected) {
      webhooks.cause("AUTH_SUCCESS", identity, () -> connects.connect(api, identity));
    }
    for (String identity : connected) {
      webhooks.cause("DELETED", identity, () -> api.deleteIntegration(identity));
    }
    return webhooks.await(latencies);
  }

  private void measureRate(
      Setup setup, ManyIdentities identities, ServerUnderTest server, Sink sink, String body)
      throws IOException, InterruptedException {
    Cores.bindThis(Cores.SERVER);
    server.start();
    Cores.bindThis(Cores.CLIENT);
    CompanionClient api = server.client();
    List<String> webhooks =
        Stream.iterate(1, number -> number + 1)
            .limit(RECEIVERS)
            .map(number -> new WebhookBody.New(sink.url("/rate/" + number), false))
            .map(webhook -> api.createWebhook(webhook).uid())
            .toList();
    WebhookRate rate = new WebhookRate(sink, identities, body);
    var warmUp = rate.drain(server.pid(), webhooks, setup.pick(4000, 40_000));
    JsonArray runs = new JsonArray();
    Map<Integer, Samples> rates = new LinkedHashMap<>();
    Map<Integer, Samples> cpu = new LinkedHashMap<>();
    for (int round = 0; round < setup.pick(1, 5); round++) {
      for (int receivers : List.of(1, RECEIVERS)) {
        JsonObject run =
            rate.drain(server.pid(), webhooks.subList(0, receivers), setup.pick(1000, 10_000));
        setup.say("drained: " + run);
        runs.add(run);
        rates
            .computeIfAbsent(receivers, _ -> new Samples())
            .add(run.get("webhooks_per_second").getAsDouble());
        cpu.computeIfAbsent(receivers, _ -> new Samples())
            .add(run.get("server_cpu_us").getAsDouble());
      }
    }
    outcome.put("drain_warm_up", warmUp).put("drain_runs", runs);
    conclude(rates, cpu);
  }

  private void conclude(Map<Integer, Samples> rates, Map<Integer, Samples> cpu) {
    double one = rates.getOrDefault(1, new Samples()).median();
    outcome
        .chart("Webhooks a second, server on one core", "webhooks/s", medians(rates))
        .chart("Server processor time for a webhook", "µs", medians(cpu))
        .atLeast(
            "Webhooks a second to one receiver, server on one core", one, LEAST_WEBHOOKS, "/s");
  }

  private static Map<String, Double> medians(Map<Integer, Samples> byReceivers) {
    Map<String, Double> medians = new LinkedHashMap<>();
    byReceivers.forEach((receivers, samples) ->
        medians.put(receivers + (receivers == 1 ? " webhook" : " webhooks"), samples.median()));
    return medians;
  }

  private static Map<String, Double> bars(Object... labelsAndValues) {
    Map<String, Double> bars = new LinkedHashMap<>();
    for (int i = 0; i < labelsAndValues.length; i += 2) {
      bars.put((String) labelsAndValues[i], (Double) labelsAndValues[i + 1]);
    }
    return bars;
  }
}
