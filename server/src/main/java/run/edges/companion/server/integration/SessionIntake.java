package run.edges.companion.server.integration;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import run.edges.companion.protocol.wire.CapturedSession;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.protocol.wire.ProtocolException;
import run.edges.companion.server.consent.ConsentRecord;
import run.edges.companion.server.database.Database;
import run.edges.companion.server.device.Device;
import run.edges.companion.server.device.DeviceStore;

/**
 * Takes what a device sent for an integration. What is refused changes nothing; what is returned is
 * durable.
 */
public final class SessionIntake {
  /**
   * The reasons that end a session for certain; every other one is doubt, and doubt never marks
   * {@code INVALID}.
   */
  private static final Set<ErrorCode> DEFINITE =
      Set.of(ErrorCode.SIGNED_OUT, ErrorCode.OTHER_MEMBER, ErrorCode.NEEDS_OWNER);

  private final Database database;
  private final DeviceStore devices;
  private final IntegrationStore integrations;
  private final SessionStore sessions;
  private final ConsentRecord consent;
  private final Clock clock;

  public SessionIntake(
      Database database,
      DeviceStore devices,
      IntegrationStore integrations,
      SessionStore sessions,
      ConsentRecord consent,
      Clock clock) {
    this.database = database;
    this.devices = devices;
    this.integrations = integrations;
    this.sessions = sessions;
    this.consent = consent;
    this.clock = clock;
  }

  /**
   * What became of the integration.
   *
   * @param news whether other devices see another state than before
   */
  public record Taken(Integration integration, boolean news) {}

  /**
   * Stores a session: it becomes the integration's, whichever device held the place before.
   *
   * @throws ProtocolException {@code INTEGRATION_UNKNOWN}, {@code INTEGRATION_REVOKED}, {@code
   *     SEQUENCE_REPLAYED}, {@code MEMBER_MISMATCH} or {@code STORAGE_UNAVAILABLE}
   */
  public Taken store(Device device, String integrationUid, long sequence, CapturedSession session) {
    var encrypted = sessions.encrypt(integrationUid, session);
    String level = session.find("li_a").isPresent() ? "Sales Navigator" : "Classic";
    return database.write(handle -> {
      Instant now = clock.instant();
      Integration before = take(handle, device, integrationUid, sequence);
      if (!before.linkedinMember().isSameAs(session.linkedinMember())) {
        throw new ProtocolException(ErrorCode.MEMBER_MISMATCH);
      }
      sessions.put(handle, integrationUid, encrypted, session, now);
      Integration after = before.valid(device.uid(), session.linkedinMember().name(), level, now);
      integrations.markValid(handle, after);
      consent.append(
          handle,
          integrationUid,
          ConsentRecord.Event.SESSION_STORED,
          now,
          storedDetails(device, session));
      return new Taken(
          after,
          before.status() != Status.VALID || !device.uid().equals(before.currentDeviceUid()));
    });
  }

  /**
   * Notes that a device has no session. Marks the integration {@code INVALID} only for a definite
   * reason from the device whose session is stored.
   *
   * @throws ProtocolException as {@link #store}
   */
  public Taken noteUnavailable(
      Device device, String integrationUid, long sequence, ErrorCode reason) {
    return database.write(handle -> {
      Instant now = clock.instant();
      Integration before = take(handle, device, integrationUid, sequence);
      boolean ends =
          DEFINITE.contains(reason)
              && before.status() == Status.VALID
              && device.uid().equals(before.currentDeviceUid());
      if (ends) {
        integrations.markInvalid(handle, integrationUid, reason, now);
        JsonObject details = new JsonObject();
        details.addProperty("reason", reason.name());
        details.addProperty("device", device.name());
        consent.append(handle, integrationUid, ConsentRecord.Event.SESSION_INVALID, now, details);
      }
      return new Taken(integrations.find(handle, integrationUid).orElseThrow(), ends);
    });
  }

  /** Takes the sequence, if the device may send for the integration. */
  private Integration take(Handle handle, Device device, String integrationUid, long sequence) {
    boolean taken = devices.takeSequence(handle, device.uid(), integrationUid, sequence);
    boolean enrolled =
        taken || devices.findSequence(handle, device.uid(), integrationUid).isPresent();
    Integration integration =
        integrations
            .find(handle, integrationUid)
            .filter(_ -> enrolled)
            .orElseThrow(() -> new ProtocolException(ErrorCode.INTEGRATION_UNKNOWN));
    if (!integration.isActive()) {
      throw new ProtocolException(ErrorCode.INTEGRATION_REVOKED);
    }
    if (!taken) {
      throw new ProtocolException(ErrorCode.SEQUENCE_REPLAYED);
    }
    return integration;
  }

  private static JsonObject storedDetails(Device device, CapturedSession session) {
    JsonArray names = new JsonArray();
    session.cookies().forEach(cookie -> names.add(cookie.name()));
    JsonObject details = new JsonObject();
    details.add("cookies", names);
    details.addProperty("device", device.name());
    details.addProperty("verified_as", session.linkedinMember().name());
    return details;
  }
}
