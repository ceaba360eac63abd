package run.edges.companion.testbed.bench.api;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * From the answer to a call that causes a webhook to its arrival. Causes follow each other without
 * waiting for their webhooks, so that they fall anywhere between two looks at the outbox.
 */
final class WebhookLatency {
  private static final int PATIENCE_SECONDS = 120;

  private final Map<String, Long> answered = new LinkedHashMap<>();
  private final Queue<Sink.Delivery> arrived = new ConcurrentLinkedQueue<>();
  private final CountDownLatch missing;

  /** Listens from now on for this number of webhooks. */
  WebhookLatency(Sink sink, int count) {
    missing = new CountDownLatch(count);
    sink.listen(delivery -> {
      arrived.add(delivery);
      missing.countDown();
    });
  }

  /** Makes the cause; its webhook names the identity. */
  void cause(String event, String identity, Runnable call) {
    call.run();
    answered.put(event + identity, System.nanoTime());
  }

  /**
   * Waits for every webhook. One that was there before the answer counts as no time at all.
   *
   * @param latencies gets all of them
   * @return the body of one
   */
  String await(Latencies latencies) throws InterruptedException {
    if (!missing.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException(missing.getCount() + " webhooks do not arrive");
    }
    for (Sink.Delivery delivery : arrived) {
      JsonObject body = JsonParser.parseString(delivery.body()).getAsJsonObject();
      String key = body.get("event").getAsString() + body.get("identity_uid").getAsString();
      Long since = answered.remove(key);
      if (since == null) {
        throw new IllegalStateException("a webhook came twice, or without a cause: " + key);
      }
      latencies.add(Duration.ofNanos(Math.max(0, delivery.nanos() - since)));
    }
    return arrived.element().body();
  }
}
