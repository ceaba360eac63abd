package run.edges.companion.testbed.bench.api;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.Map;
import run.edges.companion.protocol.api.CompanionClient;
import run.edges.companion.testbed.bench.Benchmark.Setup;
import run.edges.companion.testbed.bench.Outcome;
import run.edges.companion.testbed.bench.fleet.ServerUnderTest;

/** Asks for the dashboard's table in each order, found by name, and its last page. */
final class DashboardPages {
  private static final double MOST_MILLIS = 100;
  private static final int PAGE = 50;
  private static final String MEMBER =
      "&name=Operator&email=operator%40example.com&password=correct+horse+battery";

  private final Setup setup;
  private final URI server;
  private final HttpClient http;
  private final String cookie;
  private final Map<String, Double> bars = new LinkedHashMap<>();
  private double slowest;

  /** Signs in, which nobody has done at this server. */
  DashboardPages(Setup setup, ServerUnderTest server) throws IOException, InterruptedException {
    this.setup = setup;
    this.server = server.url();
    http =
        HttpClient.newBuilder().sslContext(CompanionClient.trusting(server.certificate())).build();
    String invitation = server.firstSignIn();
    String token = invitation.substring(invitation.indexOf('#') + 1);
    HttpResponse<Void> accepted =
        http.send(
            HttpRequest.newBuilder(server.url().resolve("/dashboard/invitation"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Sec-Fetch-Site", "same-origin")
                .POST(BodyPublishers.ofString("token=" + token + MEMBER))
                .build(),
            BodyHandlers.discarding());
    cookie = accepted.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
  }

  void measure(Outcome outcome) {
    int last = ManyIdentities.COUNT * 9 / 10 / PAGE;
    list(outcome, "first page by name", "sort=name");
    list(outcome, "first page by the newest verification", "sort=-verified");
    list(outcome, "first page by the next expiry", "sort=expires");
    list(outcome, "last page by name", "sort=name&page=" + last);
    // Of every ten the first has no account, and so no row.
    String one = ManyIdentities.name(ManyIdentities.COUNT / 2 + 1);
    list(outcome, "search", "search=" + one.substring(one.indexOf(' ') + 1));
    outcome
        .chart("The dashboard's table of 100,000 identities", "ms", bars)
        .atMost(
            "The dashboard's table of 100,000 identities, the slowest of its kinds, 99th percentile",
            slowest,
            MOST_MILLIS,
            "ms");
  }

  private void list(Outcome outcome, String what, String query) {
    Latencies latencies = new Latencies();
    for (int i = -setup.pick(20, 100); i < setup.pick(50, 300); i++) {
      (i < 0 ? new Latencies() : latencies).time(() -> get(query));
    }
    setup.say("dashboard, " + what + ": " + latencies);
    outcome.put("dashboard_" + what.replace(' ', '_'), latencies.json());
    bars.put(what + ", median", latencies.p50());
    bars.put(what + ", 99th percentile", latencies.p99());
    slowest = Math.max(slowest, latencies.p99());
  }

  private void get(String query) {
    try {
      HttpResponse<String> page =
          http.send(
              HttpRequest.newBuilder(server.resolve("/dashboard?" + query))
                  .header("Cookie", cookie)
                  .build(),
              BodyHandlers.ofString());
      if (page.statusCode() != 200 || !page.body().contains("Identity 0")) {
        throw new IllegalStateException("no table: " + page.statusCode());
      }
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
