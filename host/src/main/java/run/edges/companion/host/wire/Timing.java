package run.edges.companion.host.wire;

import java.time.Duration;
import java.util.random.RandomGenerator;
import run.edges.companion.host.nativemessage.Problem;
import run.edges.companion.protocol.wire.ErrorCode;

/**
 * How long the host waits for whom.
 *
 * @param connect for TCP, TLS, the upgrade and the challenge, each
 * @param silence after which a channel that says nothing is lost
 * @param answer for a server's answer to one message
 * @param read for the extension's answer to {@code read}
 * @param backoffFirst the first upper bound of the time to the next attempt; doubles
 * @param backoffLast the last upper bound
 * @param refused the time to the next attempt at a server that is not the one it should be
 * @param attempts the least time between attempts that the extension causes
 */
public record Timing(
    Duration connect,
    Duration silence,
    Duration answer,
    Duration read,
    Duration backoffFirst,
    Duration backoffLast,
    Duration refused,
    Duration attempts) {
  public static final Timing STANDARD =
      new Timing(
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(20),
          Duration.ofSeconds(30),
          Duration.ofMillis(500),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(1));

  private static final int MAX_DOUBLINGS = 20;

  /** A random time up to the bound for this many failures in a row. */
  public Duration backoff(int failures) {
    long bound =
        Math.min(
            backoffLast.toMillis(),
            backoffFirst.toMillis() << Math.clamp(failures, 0, MAX_DOUBLINGS));
    return Duration.ofMillis(RandomGenerator.getDefault().nextLong(bound + 1));
  }

  /** The time to the next attempt after this many failures in a row. */
  public Duration delay(Problem problem, int failures) {
    Duration backoff = backoff(failures);
    return problem.is(ErrorCode.RATE_LIMITED) ? refused.plus(backoff) : backoff;
  }
}
