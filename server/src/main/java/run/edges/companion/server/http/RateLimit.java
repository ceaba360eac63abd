package run.edges.companion.server.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.Optional;

/**
 * So many in a period for each key; what was not used adds up to one period's worth. Counted by
 * this node alone. Thread-safe, and bounded in memory: the least used of very many keys starts
 * anew.
 */
public final class RateLimit {
  private static final int MAX_KEYS = 100_000;

  private final Cache<String, Bucket> buckets;
  private final int most;
  private final Duration period;

  public RateLimit(int most, Duration period) {
    this.most = most;
    this.period = period;
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(MAX_KEYS)
            .expireAfterAccess(period.multipliedBy(2))
            .build();
  }

  /**
   * Takes one.
   *
   * @throws ApiException 429 with the time to wait if none is left
   */
  public void take(String key) {
    tryTake(key)
        .ifPresent(wait -> {
          throw ApiException.tooMany(wait);
        });
  }

  /** Takes one; the time to wait if none is left. */
  public Optional<Duration> tryTake(String key) {
    ConsumptionProbe probe = buckets.get(key, _ -> newBucket()).tryConsumeAndReturnRemaining(1);
    return probe.isConsumed()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
  }

  private Bucket newBucket() {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(most).refillGreedy(most, period))
        .build();
  }
}
