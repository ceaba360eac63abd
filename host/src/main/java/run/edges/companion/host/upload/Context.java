package run.edges.companion.host.upload;

import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;
import run.edges.companion.host.device.DeviceKeys;
import run.edges.companion.host.nativemessage.Extension;
import run.edges.companion.host.wire.Timing;

/** What all channels of one browser profile share. */
record Context(
    String deviceName,
    Extension extension,
    DeviceKeys keys,
    Timing timing,
    ScheduledExecutorService timer,
    Clock clock,
    Reads reads) {}
