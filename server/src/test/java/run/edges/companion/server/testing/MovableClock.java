package run.edges.companion.server.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands until it is moved. Thread-safe. */
public final class MovableClock extends Clock {
  private volatile Instant now = Instant.parse("2026-11-24T08:00:00Z");

  /** Moves on; called from one thread only. */
  @SuppressWarnings("NonAtomicVolatileUpdate")
  public void advance(Duration duration) {
    now = now.plus(duration);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException();
  }
}
