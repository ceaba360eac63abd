package run.edges.companion.host.upload;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import run.edges.companion.host.device.DeviceKeys;
import run.edges.companion.host.nativemessage.Extension;
import run.edges.companion.host.nativemessage.Problem;
import run.edges.companion.protocol.wire.ErrorCode;

/** What all channels of one browser profile share. */
record Context(
    String deviceName,
    Extension extension,
    DeviceKeys keys,
    Timing timing,
    ScheduledExecutorService timer,
    Clock clock,
    Reads reads) {

  /** The time to the next attempt after this many failures in a row. */
  Duration delay(Problem problem, int failures) {
    Duration backoff = timing.backoff(failures);
    return problem.is(ErrorCode.RATE_LIMITED) ? timing.refused().plus(backoff) : backoff;
  }
}
