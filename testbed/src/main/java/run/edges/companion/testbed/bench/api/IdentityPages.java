package run.edges.companion.testbed.bench.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import run.edges.companion.protocol.api.CompanionClient;
import run.edges.companion.testbed.bench.Benchmark.Setup;
import run.edges.companion.testbed.bench.Outcome;

/** Lists identities with their accounts, one page after the other. */
final class IdentityPages {
  private static final int PAGE = 50;
  private static final int LAST = ManyIdentities.COUNT / PAGE;
  private static final int FOUND = 10;
  private static final String LAST_NAME = ManyIdentities.name(ManyIdentities.COUNT - 1);
  private static final double MOST_MILLIS = 30;

  private final Setup setup;
  private final CompanionClient api;
  private final Map<String, Double> bars = new LinkedHashMap<>();

  IdentityPages(Setup setup, CompanionClient api) {
    this.setup = setup;
    this.api = api;
  }

  void measure(Outcome outcome) {
    Optional<String> all = Optional.empty();
    // Without its last digit it is part of ten names, which are the last to be found.
    Optional<String> few = Optional.of(LAST_NAME.substring(0, LAST_NAME.length() - 1));
    Latencies first = list(outcome, "first page", all, 1, PAGE);
    Latencies middle = list(outcome, "middle page", all, LAST / 2, PAGE);
    Latencies last = list(outcome, "last page", all, LAST, PAGE);
    Latencies found = list(outcome, "query with ten results", few, 1, FOUND);
    outcome
        .chart("A page of identities out of 100,000", "ms", bars)
        .atMost(
            "A page of identities out of 100,000, the slowest of first, middle and last, 99th percentile",
            Math.max(Math.max(first.p99(), middle.p99()), last.p99()),
            MOST_MILLIS,
            "ms")
        .atMost(
            "Ten identities found by name out of 100,000, 99th percentile",
            found.p99(),
            MOST_MILLIS,
            "ms");
  }

  private Latencies list(
      Outcome outcome, String what, Optional<String> query, int page, int expected) {
    Latencies latencies = new Latencies();
    for (int i = -setup.pick(20, 100); i < setup.pick(100, 500); i++) {
      (i < 0 ? new Latencies() : latencies).time(() -> list(query, page, expected));
    }
    setup.say(what + ": " + latencies);
    outcome.put(what.replace(' ', '_'), latencies.json());
    bars.put(what + ", median", latencies.p50());
    bars.put(what + ", 99th percentile", latencies.p99());
    return latencies;
  }

  private void list(Optional<String> query, int page, int expected) {
    int found = api.identities(query, page, true).size();
    if (found != expected) {
      throw new IllegalStateException("instead of %d identities: %d".formatted(expected, found));
    }
  }
}
