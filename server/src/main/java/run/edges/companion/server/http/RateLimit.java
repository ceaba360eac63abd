package run.edges.companion.server.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;

/**
 * So many a minute for each key; what was not used adds up to one minute's worth. Counted by this
 * node alone. Thread-safe, and bounded in memory: the least used of very many keys starts anew.
 */
public final class RateLimit {
  private static final int MAX_KEYS = 100_000;

  private final Cache<String, Bucket> buckets =
      Caffeine.newBuilder().maximumSize(MAX_KEYS).expireAfterAccess(Duration.ofMinutes(2)).build();
  private final int perMinute;

  public RateLimit(int perMinute) {
    this.perMinute = perMinute;
  }

  /**
   * Takes one.
   *
   * @throws ApiException 429 with the time to wait if none is left
   */
  public void take(String key) {
    ConsumptionProbe probe = buckets.get(key, _ -> newBucket()).tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      throw ApiException.tooMany(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }
  }

  private Bucket newBucket() {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, Duration.ofMinutes(1)))
        .build();
  }
}
