package run.edges.companion.server.integration;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.api.SetupMethod;
import run.edges.companion.protocol.wire.CapturedSession;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.protocol.wire.ProtocolException;
import run.edges.companion.server.consent.ConsentRecord;
import run.edges.companion.server.device.Device;
import run.edges.companion.server.vault.Vault;
import run.edges.companion.server.webhook.IntegrationEvents;
import run.edges.companion.server.webhook.IntegrationEvents.Event;

/**
 * Takes the sessions and what devices say instead of one. What is refused changes nothing; what is
 * returned is durable.
 */
public final class SessionIntake {
  /**
   * The reasons that end a session for certain; every other one is doubt, and doubt never marks
   * {@code INVALID}.
   */
  private static final Set<ErrorCode> DEFINITE =
      Set.of(ErrorCode.SIGNED_OUT, ErrorCode.OTHER_MEMBER, ErrorCode.NEEDS_OWNER);

  private final Revocation.Stores stores;
  private final IntegrationEvents events;
  private final Clock clock;

  public SessionIntake(Revocation.Stores stores, IntegrationEvents events, Clock clock) {
    this.stores = stores;
    this.events = events;
    this.clock = clock;
  }

  /**
   * What became of the integration.
   *
   * @param news whether other devices see another state than before
   */
  public record Taken(Integration integration, boolean news) {}

  /**
   * How a session came.
   *
   * @param device that sent it; absent for the API
   * @param by who sent it, for the owner to read
   */
  public record Origin(@Nullable Device device, SetupMethod method, String by) {}

  /**
   * Stores a device's session: it becomes the integration's, whoever held the place before.
   *
   * @throws ProtocolException {@code INTEGRATION_UNKNOWN}, {@code INTEGRATION_REVOKED}, {@code
   *     SEQUENCE_REPLAYED}, {@code MEMBER_MISMATCH} or {@code STORAGE_UNAVAILABLE}
   */
  public Taken store(Device device, String integrationUid, long sequence, CapturedSession session) {
    var encrypted = stores.sessions().encrypt(integrationUid, session);
    var origin = new Origin(device, SetupMethod.SHARED_EXTENSION, device.name());
    return stores
        .database()
        .write(handle -> {
          Integration before = take(handle, device, integrationUid, sequence);
          return put(handle, before, encrypted, session, origin);
        });
  }

  /**
   * Stores a session within the caller's transaction.
   *
   * @throws ProtocolException {@code MEMBER_MISMATCH}
   */
  public Taken put(
      Handle handle,
      Integration before,
      Vault.Encrypted encrypted,
      CapturedSession session,
      Origin origin) {
    if (!before.linkedinMember().isSameAs(session.linkedinMember())) {
      throw new ProtocolException(ErrorCode.MEMBER_MISMATCH);
    }
    Instant now = clock.instant();
    String deviceUid = origin.device() == null ? null : origin.device().uid();
    String level =
        session.find("li_a").isPresent() ? Integration.SALES_NAVIGATOR : Integration.CLASSIC;
    Integration.Stored stored =
        stores.sessions().put(handle, before.uid(), encrypted, session, now);
    Integration after =
        before.valid(deviceUid, origin.method(), session.linkedinMember(), level, stored);
    stores.integrations().markValid(handle, after);
    stores
        .consent()
        .append(
            handle,
            before.uid(),
            ConsentRecord.Event.SESSION_STORED,
            now,
            storedDetails(origin, session));
    boolean recovered = before.status() != Status.VALID;
    append(handle, after, recovered ? Event.AUTH_SUCCESS : Event.SESSION_REFRESHED, now);
    return new Taken(after, recovered || !Objects.equals(deviceUid, before.currentDeviceUid()));
  }

  /**
   * Notes that a device has no session. Marks the integration {@code INVALID} only for a definite
   * reason from the device whose session is stored.
   *
   * @throws ProtocolException as {@link #store}
   */
  public Taken noteUnavailable(
      Device device, String integrationUid, long sequence, ErrorCode reason) {
    return stores
        .database()
        .write(handle -> {
          Instant now = clock.instant();
          Integration before = take(handle, device, integrationUid, sequence);
          boolean ends =
              DEFINITE.contains(reason)
                  && before.status() == Status.VALID
                  && device.uid().equals(before.currentDeviceUid());
          if (ends) {
            stores.integrations().markInvalid(handle, integrationUid, reason, now);
            JsonObject details = new JsonObject();
            details.addProperty("reason", reason.name());
            details.addProperty("device", device.name());
            stores
                .consent()
                .append(handle, integrationUid, ConsentRecord.Event.SESSION_INVALID, now, details);
          }
          Integration after = stores.integrations().find(handle, integrationUid).orElseThrow();
          if (ends) {
            append(handle, after, Event.AUTH_EXPIRED, now);
          }
          return new Taken(after, ends);
        });
  }

  /** Takes the sequence, if the device may send for the integration. */
  private Integration take(Handle handle, Device device, String integrationUid, long sequence) {
    var devices = stores.devices();
    boolean taken = devices.takeSequence(handle, device.uid(), integrationUid, sequence);
    boolean enrolled =
        taken || devices.findSequence(handle, device.uid(), integrationUid).isPresent();
    Integration integration =
        stores
            .integrations()
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

  private void append(Handle handle, Integration integration, Event event, Instant at) {
    events.append(
        handle,
        integration.workspaceUid(),
        integration.uid(),
        event,
        at,
        () -> stores.bodies().of(handle, integration));
  }

  private static JsonObject storedDetails(Origin origin, CapturedSession session) {
    JsonArray names = new JsonArray();
    session.cookies().forEach(cookie -> names.add(cookie.name()));
    JsonObject details = new JsonObject();
    details.add("cookies", names);
    if (origin.device() == null) {
      details.addProperty("setup_method", origin.method().label());
      details.addProperty("by", origin.by());
    } else {
      details.addProperty("device", origin.by());
    }
    details.addProperty("verified_as", session.linkedinMember().name());
    return details;
  }
}
