package run.edges.companion.testbed.linkedin;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * What goes wrong on a path, whoever asks. A path is matched without its query: whole, or, if it
 * ends in {@code /}, as the beginning of others; the longest that matches decides. The latest
 * instruction for a path replaces an earlier one. Thread-safe.
 */
public final class Faults {

  /** One thing that goes wrong. */
  public enum Kind {
    STATUS_400(400),
    STATUS_429(429),
    STATUS_999(999),
    STATUS_500(500),
    STATUS_503(503),
    /** 403, as for a {@code csrf-token} that is not that of the cookie. */
    CSRF_CHECK_FAILED(403),
    /** 200 with a page, also where JSON is usual. */
    HTML_PAGE(200),
    /** 302 to the same path. */
    REDIRECT_TO_ITSELF(302),
    /** 302 to a path that says nothing about the session. */
    REDIRECT_TO_UNKNOWN_PATH(302),
    /** No answer until {@link Faults#releaseHanging}, then the usual one. */
    HANG(0),
    /** The connection closes with no answer. Clients may silently try again. */
    DROP(0);

    private final int status;

    Kind(int status) {
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  private record Rule(Kind kind, long remaining) {}

  private final Map<String, Rule> rules = new HashMap<>();
  private final Semaphore hanging = new Semaphore(0);
  private CountDownLatch gate = new CountDownLatch(1);

  /** The next {@code requests} requests to the path go wrong. */
  public synchronized void next(String path, Kind kind, int requests) {
    if (requests < 1) {
      throw new IllegalArgumentException("requests must be at least 1, was " + requests);
    }
    rules.put(path, new Rule(kind, requests));
  }

  /** Each request to the path goes wrong until {@link #clear}. */
  public synchronized void untilCleared(String path, Kind kind) {
    rules.put(path, new Rule(kind, Long.MAX_VALUE));
  }

  /** Nothing goes wrong any more; what hangs goes on hanging. */
  public synchronized void clear() {
    rules.clear();
  }

  /** Waits until one more request hangs; false if none did in that time. */
  public boolean awaitHanging(Duration timeout) throws InterruptedException {
    return hanging.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Answers what hangs, and lets nothing new hang. */
  public synchronized void releaseHanging() {
    rules.values().removeIf(rule -> rule.kind == Kind.HANG);
    gate.countDown();
    gate = new CountDownLatch(1);
  }

  synchronized Optional<Kind> take(String path) {
    return rules.keySet().stream()
        .filter(of -> of.equals(path) || (of.endsWith("/") && path.startsWith(of)))
        .max(Comparator.comparingInt(String::length))
        .map(this::use);
  }

  private Kind use(String ofPath) {
    Rule rule = Objects.requireNonNull(rules.remove(ofPath));
    if (rule.remaining > 1) {
      rules.put(ofPath, new Rule(rule.kind, rule.remaining - 1));
    }
    return rule.kind;
  }

  void hang() throws InterruptedException {
    CountDownLatch held = gate();
    hanging.release();
    held.await();
  }

  private synchronized CountDownLatch gate() {
    return gate;
  }
}
