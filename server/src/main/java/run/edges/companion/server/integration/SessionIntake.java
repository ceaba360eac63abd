package run.edges.companion.server.integration;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
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
import run.edges.companion.server.timeline.NoteStore;
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
  private final Duration verifyEvery;
  private final Clock clock;
  private final NoteStore notes = new NoteStore();

  /**
   * An intake.
   *
   * @param verifyEvery how often LinkedIn is asked about a session
   */
  public SessionIntake(
      Revocation.Stores stores, IntegrationEvents events, Duration verifyEvery, Clock clock) {
    this.stores = stores;
    this.events = events;
    this.verifyEvery = verifyEvery;
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
   *     SEQUENCE_REPLAYED}, {@code INTEGRATION_PAUSED}, {@code MEMBER_MISMATCH} or {@code
   *     STORAGE_UNAVAILABLE}
   */
  public Taken store(Device device, String integrationUid, long sequence, CapturedSession session) {
    var encrypted = stores.sessions().encrypt(integrationUid, session);
    var origin = new Origin(device, SetupMethod.SHARED_EXTENSION, device.name());
    return stores
        .database()
        .write(handle -> {
          Instant now = clock.instant();
          boolean taken =
              stores
                  .devices()
                  .takeSequenceOfSession(handle, device.uid(), integrationUid, sequence, now);
          Integration before = require(handle, device, integrationUid, taken).requireNotPaused(now);
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
    stores.integrations().markValid(handle, before, after, after.verifyDueAt(verifyEvery));
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
   * reason from the device whose session is stored, and not while its owner paused it.
   *
   * @throws ProtocolException as {@link #store}
   */
  public Taken noteUnavailable(
      Device device, String integrationUid, long sequence, ErrorCode reason) {
    return stores
        .database()
        .write(handle -> {
          boolean taken =
              stores.devices().takeSequence(handle, device.uid(), integrationUid, sequence);
          Integration before = require(handle, device, integrationUid, taken);
          boolean ends =
              DEFINITE.contains(reason)
                  && before.pausedUntil(clock.instant()) == null
                  && before.status() == Status.VALID
                  && device.uid().equals(before.currentDeviceUid());
          if (!ends) {
            return new Taken(before, false);
          }
          JsonObject details = new JsonObject();
          details.addProperty("reason", reason.name());
          details.addProperty("device", device.name());
          return new Taken(markInvalid(handle, before, reason, details), true);
        });
  }

  /**
   * Notes that LinkedIn says a stored session lives, and returns whether that makes the integration
   * valid again: a session that waited for a verification step lives on when its owner completed
   * it. Nothing happens if another one was stored since.
   *
   * @param asked the integration as it was when LinkedIn was asked
   * @param renewed the session with the cookie that LinkedIn put in the place of the one it was
   *     asked with
   */
  public boolean noteAlive(
      Integration asked, Optional<CapturedSession> renewed, Optional<Boolean> salesNavigator) {
    Optional<Vault.Encrypted> encrypted =
        renewed.map(session -> stores.sessions().encrypt(asked.uid(), session));
    return stores
        .database()
        .write(handle -> {
          Optional<Integration> same =
              findSame(handle, asked).filter(SessionIntake::isForLinkedInToSay);
          same.ifPresent(before -> {
            Instant now = clock.instant();
            stores
                .integrations()
                .markVerified(handle, before.uid(), now, before.verifyDueAt(verifyEvery, now));
            notes.appendDaily(handle, before.uid(), NoteStore.Kind.VERIFIED, now);
            events.touch(handle, before.uid());
            renewed.ifPresent(
                session -> renew(handle, before, encrypted.orElseThrow(), session, now));
            if (before.status() != Status.VALID) {
              Integration after = stores.integrations().find(handle, before.uid()).orElseThrow();
              append(handle, after, Event.AUTH_SUCCESS, now);
            }
            if (salesNavigator.equals(Optional.of(false))) {
              var _ = noteSalesNavigatorEnded(handle, before);
            }
          });
          return same.filter(before -> before.status() != Status.VALID).isPresent();
        });
  }

  /**
   * Notes that a stored session ended for certain, and returns whether that is news: it is not if
   * another session was stored since it was asked about.
   */
  public boolean noteEnded(Integration asked, ErrorCode reason) {
    return stores
        .database()
        .write(handle -> {
          Optional<Integration> same =
              findSame(handle, asked).filter(now -> now.status() == Status.VALID);
          JsonObject details = new JsonObject();
          details.addProperty("reason", reason.name());
          same.ifPresent(before -> markInvalid(handle, before, reason, details));
          return same.isPresent();
        });
  }

  /** Notes, once for a stored session, that Sales Navigator refuses it while it lives on. */
  public Integration noteSalesNavigatorEnded(Handle handle, Integration integration) {
    Instant now = clock.instant();
    if (!stores.sessions().markSalesNavigatorEnded(handle, integration.uid(), now)) {
      return integration;
    }
    Integration after = stores.integrations().find(handle, integration.uid()).orElseThrow();
    append(handle, after, Event.SALES_NAVIGATOR_EXPIRED, now);
    return after;
  }

  /** What a device says of its browser, such as that nobody is signed in, is not LinkedIn's. */
  private static boolean isForLinkedInToSay(Integration integration) {
    return integration.status() == Status.VALID
        || ErrorCode.SESSION_ENDED.name().equals(integration.error())
        || ErrorCode.NEEDS_OWNER.name().equals(integration.error());
  }

  private Optional<Integration> findSame(Handle handle, Integration asked) {
    return stores
        .integrations()
        .find(handle, asked.uid())
        .filter(Integration::isActive)
        .filter(now -> Objects.equals(now.storedAt(), asked.storedAt()));
  }

  private void renew(
      Handle handle,
      Integration before,
      Vault.Encrypted encrypted,
      CapturedSession session,
      Instant now) {
    stores.sessions().renew(handle, before.uid(), encrypted, session, now);
    JsonObject details = new JsonObject();
    JsonArray names = new JsonArray();
    names.add("li_at");
    details.add("cookies", names);
    details.addProperty("by", "LinkedIn");
    details.addProperty("verified_as", session.linkedinMember().name());
    stores.consent().append(handle, before.uid(), ConsentRecord.Event.SESSION_STORED, now, details);
    Integration after = stores.integrations().find(handle, before.uid()).orElseThrow();
    stores.integrations().markRenewed(handle, after);
    append(handle, after, Event.SESSION_REFRESHED, now);
  }

  private Integration markInvalid(
      Handle handle, Integration before, ErrorCode reason, JsonObject details) {
    Instant now = clock.instant();
    stores.integrations().markInvalid(handle, before.uid(), reason, now);
    stores
        .consent()
        .append(handle, before.uid(), ConsentRecord.Event.SESSION_INVALID, now, details);
    Integration after = stores.integrations().find(handle, before.uid()).orElseThrow();
    append(handle, after, Event.AUTH_EXPIRED, now);
    return after;
  }

  /** The integration, if the device may send for it and its sequence was taken. */
  private Integration require(Handle handle, Device device, String integrationUid, boolean taken) {
    boolean enrolled =
        taken || stores.devices().findSequence(handle, device.uid(), integrationUid).isPresent();
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
