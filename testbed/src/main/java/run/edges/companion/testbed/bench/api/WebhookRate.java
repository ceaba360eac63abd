package run.edges.companion.testbed.bench.api;

import static java.util.stream.Collectors.toSet;

import com.google.gson.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import run.edges.companion.testbed.bench.measure.ProcessUsage;
import run.edges.companion.testbed.bench.measure.Samples;

/** How fast a running server empties an outbox that is full at once. */
final class WebhookRate {
  private static final int PATIENCE_SECONDS = 300;

  private final Sink sink;
  private final ManyIdentities identities;
  private final String body;

  /**
   * @param body what each message holds
   */
  WebhookRate(Sink sink, ManyIdentities identities, String body) {
    this.sink = sink;
    this.identities = identities;
    this.body = body;
  }

  /** Queues this number in turn for each of the webhooks, and waits until all arrived. */
  JsonObject drain(long serverPid, List<String> webhooks, int count) throws InterruptedException {
    Set<String> ids =
        Stream.generate(() -> UUID.randomUUID().toString()).limit(count).collect(toSet());
    Arrivals arrivals = new Arrivals(ids);
    sink.listen(arrivals::add);
    long cpuBefore = ProcessUsage.of(serverPid).cpuMicros();
    identities.queue(webhooks, body, ids);
    if (!arrivals.missing.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException(arrivals.missing.getCount() + " webhooks do not arrive");
    }
    long cpu = ProcessUsage.of(serverPid).cpuMicros() - cpuBefore;
    double seconds = (arrivals.last - arrivals.first) / 1e9;
    JsonObject run = new JsonObject();
    run.addProperty("webhooks", count);
    run.addProperty("receivers", webhooks.size());
    run.addProperty("seconds", Samples.rounded(seconds));
    run.addProperty("webhooks_per_second", Samples.rounded((count - 1) / seconds));
    run.addProperty("server_cpu_us", Samples.rounded((double) cpu / count));
    run.addProperty("server_cpu_share", Samples.rounded(cpu / 1e6 / seconds));
    run.addProperty("sent_again", arrivals.others);
    return run;
  }

  /** Filled by the sink's event loop, read when nothing is missing any more. */
  private static final class Arrivals {
    final CountDownLatch missing;
    final Set<String> awaited;
    long first;
    long last;
    int others;

    Arrivals(Set<String> ids) {
      missing = new CountDownLatch(ids.size());
      awaited = new HashSet<>(ids);
    }

    void add(Sink.Delivery delivery) {
      if (!awaited.remove(delivery.id())) {
        others++;
        return;
      }
      first = first == 0 ? delivery.nanos() : first;
      last = delivery.nanos();
      missing.countDown();
    }
  }
}
