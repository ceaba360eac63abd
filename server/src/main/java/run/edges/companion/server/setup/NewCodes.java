package run.edges.companion.server.setup;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import run.edges.companion.server.http.ApiException;

/**
 * How often one sign-in may have LinkedIn send a new code: each is a message to the owner.
 * Thread-safe.
 */
final class NewCodes {
  private static final int MOST = 3;
  private static final Duration BETWEEN = Duration.ofSeconds(30);

  private final Duration patience;
  private final Clock clock;
  private @Nullable Instant last;
  private int taken;

  /**
   * None was sent yet.
   *
   * @param patience when to come again after the last one
   */
  NewCodes(Duration patience, Clock clock) {
    this.patience = patience;
    this.clock = clock;
  }

  synchronized boolean areLeft() {
    return taken < MOST;
  }

  /**
   * Takes one.
   *
   * @throws ApiException 429 if there were too many, or the last is too fresh
   */
  synchronized void take() {
    Instant now = clock.instant();
    if (!areLeft()) {
      throw ApiException.tooMany(
          patience,
          "LinkedIn was asked for a new code three times, and is not asked again. Use the newest code, or start again.");
    }
    if (last != null && now.isBefore(last.plus(BETWEEN))) {
      throw ApiException.tooMany(
          Duration.between(now, last.plus(BETWEEN)),
          "A new code was asked for within half a minute. Wait for it, then ask again.");
    }
    last = now;
    taken++;
  }
}
