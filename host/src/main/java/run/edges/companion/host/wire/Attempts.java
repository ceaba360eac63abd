package run.edges.companion.host.wire;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import run.edges.companion.host.nativemessage.Problem;

/** When to dial again: backoff with full jitter, reset by a welcome. Guarded by its channel. */
public final class Attempts {
  private final ScheduledExecutorService timer;
  private final Timing timing;
  private final Runnable dial;
  private @Nullable Future<?> next;
  private int failures;
  private int undelivered;
  private long last;

  public Attempts(ScheduledExecutorService timer, Timing timing, Runnable dial) {
    this.timer = timer;
    this.timing = timing;
    this.dial = dial;
    this.last = System.nanoTime() - timing.attempts().toNanos();
  }

  /**
   * The time that must still pass before the extension may cause an attempt; not positive if none.
   */
  public Duration untilAllowed() {
    return timing.attempts().minus(Duration.ofNanos(System.nanoTime() - last));
  }

  /** An attempt begins. */
  public void begin() {
    cancel();
    last = System.nanoTime();
  }

  public void welcomed() {
    failures = 0;
  }

  public void delivered() {
    undelivered = 0;
  }

  public void notDelivered() {
    undelivered++;
  }

  /** Dials after the backoff for this problem. */
  public void backOff(Problem reason) {
    after(timing.delay(reason, Math.max(failures++, undelivered)));
  }

  public void after(Duration delay) {
    cancel();
    next = timer.schedule(dial, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  public void cancel() {
    if (next != null) {
      next.cancel(false);
      next = null;
    }
  }
}
