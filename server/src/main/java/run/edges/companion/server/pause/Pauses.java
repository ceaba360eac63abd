package run.edges.companion.server.pause;

import com.google.gson.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.ProtocolException;
import run.edges.companion.server.consent.ConsentRecord;
import run.edges.companion.server.device.Device;
import run.edges.companion.server.integration.Integration;
import run.edges.companion.server.integration.Revocation;
import run.edges.companion.server.integration.Signals;
import run.edges.companion.server.webhook.IntegrationEvents;

/**
 * The owner pauses an integration, or lets it go on. Until then nobody gets its session; the status
 * stays what it is. A pause ends by itself: {@link Integration#pausedUntil} is over. Thread-safe.
 */
public final class Pauses {
  /** The longest pause. */
  public static final Duration LONGEST = Duration.ofDays(90);

  private final Revocation.Stores stores;
  private final IntegrationEvents events;
  private final Signals signals;
  private final Clock clock;

  public Pauses(Revocation.Stores stores, IntegrationEvents events, Signals signals, Clock clock) {
    this.stores = stores;
    this.events = events;
    this.signals = signals;
    this.clock = clock;
  }

  /**
   * Who wants it, as the consent record names them.
   *
   * @param device if it was said on one
   */
  public record Who(@Nullable String device, String name) {
    /** The owner, without a device. */
    public static final Who OWNER = new Who(null, "OWNER");

    public static Who at(Device device) {
      return new Who(device.name(), device.name());
    }

    JsonObject details() {
      JsonObject details = new JsonObject();
      details.addProperty(device == null ? "by" : "device", name);
      return details;
    }
  }

  /**
   * A device of the owner says it; the others are told.
   *
   * @param until empty to go on now
   * @throws ProtocolException {@code INTEGRATION_UNKNOWN}, {@code INTEGRATION_REVOKED}, {@code
   *     SEQUENCE_REPLAYED}, {@code MESSAGE_INVALID} for a time that cannot be, or {@code
   *     STORAGE_UNAVAILABLE}
   */
  public Integration pause(
      Device device, String integrationUid, long sequence, Optional<Instant> until) {
    return tell(
        device.uid(),
        stores
            .database()
            .write(handle -> {
              var devices = stores.devices();
              if (devices.findSequence(handle, device.uid(), integrationUid).isEmpty()) {
                throw new ProtocolException(ErrorCode.INTEGRATION_UNKNOWN);
              }
              Integration integration = getActive(handle, integrationUid);
              if (!devices.takeSequence(handle, device.uid(), integrationUid, sequence)) {
                throw new ProtocolException(ErrorCode.SEQUENCE_REPLAYED);
              }
              return pause(handle, integration, until, Who.at(device));
            }));
  }

  /**
   * The owner says it, not on a device; the devices are told.
   *
   * @param until empty to go on now
   * @throws ProtocolException {@code INTEGRATION_UNKNOWN}, {@code INTEGRATION_REVOKED}, {@code
   *     MESSAGE_INVALID} for a time that cannot be, or {@code STORAGE_UNAVAILABLE}
   */
  public Integration pauseByOwner(String integrationUid, Optional<Instant> until) {
    return tell(
        null,
        stores
            .database()
            .write(handle -> pause(handle, getActive(handle, integrationUid), until, Who.OWNER)));
  }

  /**
   * Lets an integration go on within the caller's transaction, if it is paused: the owner did
   * something that says so. The caller tells the devices once that is durable.
   */
  public Integration resume(Handle handle, Integration integration, Who who) {
    return pause(handle, integration, Optional.empty(), who).integration();
  }

  private record Paused(Integration integration, boolean news) {}

  private Integration tell(@Nullable String causeDeviceUid, Paused paused) {
    if (paused.news()) {
      signals.send(new Signals.Changed(paused.integration().uid(), causeDeviceUid));
    }
    return paused.integration();
  }

  private Integration getActive(Handle handle, String integrationUid) {
    Integration integration =
        stores
            .integrations()
            .find(handle, integrationUid)
            .orElseThrow(() -> new ProtocolException(ErrorCode.INTEGRATION_UNKNOWN));
    if (!integration.isActive()) {
      throw new ProtocolException(ErrorCode.INTEGRATION_REVOKED);
    }
    return integration;
  }

  private Paused pause(Handle handle, Integration before, Optional<Instant> wanted, Who who) {
    Instant now = clock.instant();
    // What is stored has milliseconds.
    Instant until = wanted.map(time -> time.truncatedTo(ChronoUnit.MILLIS)).orElse(null);
    if (until != null && (!until.isAfter(now) || until.isAfter(now.plus(LONGEST)))) {
      throw new ProtocolException(ErrorCode.MESSAGE_INVALID);
    }
    if (Objects.equals(until, before.pausedUntil(now))) {
      return new Paused(before, false);
    }
    stores.integrations().markPaused(handle, before.uid(), until, now);
    JsonObject details = who.details();
    if (until != null) {
      details.addProperty("until", until.toString());
    }
    stores
        .consent()
        .append(
            handle,
            before.uid(),
            until == null ? ConsentRecord.Event.RESUMED : ConsentRecord.Event.PAUSED,
            now,
            details);
    Integration after = stores.integrations().find(handle, before.uid()).orElseThrow();
    events.append(
        handle,
        after.workspaceUid(),
        after.uid(),
        until == null
            ? IntegrationEvents.Event.INTEGRATION_RESUMED
            : IntegrationEvents.Event.INTEGRATION_PAUSED,
        now,
        () -> stores.bodies().of(handle, after));
    return new Paused(after, true);
  }
}
