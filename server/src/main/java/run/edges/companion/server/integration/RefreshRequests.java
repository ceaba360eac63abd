package run.edges.companion.server.integration;

import com.google.gson.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.api.IntegrationBody.Refresh.Outcome;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.ProtocolException;
import run.edges.companion.server.consent.ConsentRecord;

/**
 * Asks the devices of an integration for their live session, and waits for what they say.
 * Thread-safe.
 */
public final class RefreshRequests {
  private final ConcurrentHashMap<String, Pending> pending = new ConcurrentHashMap<>();
  private final Revocation.Stores stores;
  private final Signals signals;
  private final Clock clock;

  public RefreshRequests(Revocation.Stores stores, Signals signals, Clock clock) {
    this.stores = stores;
    this.signals = signals;
    this.clock = clock;
  }

  /**
   * The outcome.
   *
   * @param reason why a device has no session, if that is what it said
   */
  public record Answer(Outcome outcome, @Nullable ErrorCode reason) {}

  /**
   * Asks every connected device and waits for the first session, or until all said that they have
   * none.
   *
   * @throws ProtocolException {@code INTEGRATION_PAUSED}: they are not asked then
   */
  public Answer ask(String integrationUid, String reason, Duration patience) {
    if (isPaused(integrationUid)) {
      throw new ProtocolException(ErrorCode.INTEGRATION_PAUSED);
    }
    String id = UUID.randomUUID().toString();
    Pending request = new Pending(integrationUid);
    pending.put(id, request);
    try {
      note(integrationUid, reason);
      int asked = signals.send(new Signals.RefreshAsked(id, integrationUid, reason, null));
      if (asked == 0) {
        return new Answer(Outcome.NO_DEVICE_ONLINE, null);
      }
      request.expect(asked);
      return request.answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException silent) {
      return new Answer(Outcome.NO_ANSWER, null);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new Answer(Outcome.NO_ANSWER, null);
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    } finally {
      pending.remove(id);
    }
  }

  /** Asks the devices, all but one, without waiting; nobody while their owner paused it. */
  public void askDevices(String integrationUid, String reason, String causeDeviceUid) {
    if (isPaused(integrationUid)) {
      return;
    }
    String id = UUID.randomUUID().toString();
    if (signals.send(new Signals.RefreshAsked(id, integrationUid, reason, causeDeviceUid)) > 0) {
      note(integrationUid, reason);
    }
  }

  /** A device answered with a session, which is stored. */
  public void stored(@Nullable String requestId, String integrationUid) {
    find(requestId, integrationUid)
        .ifPresent(request -> request.answer.complete(new Answer(Outcome.REFRESHED, null)));
  }

  /** A device answered that it has none. */
  public void unavailable(@Nullable String requestId, String integrationUid, ErrorCode reason) {
    find(requestId, integrationUid).ifPresent(request -> request.noteUnavailable(reason));
  }

  private boolean isPaused(String integrationUid) {
    return stores
        .database()
        .read(handle -> stores.integrations().find(handle, integrationUid))
        .filter(integration -> integration.pausedUntil(clock.instant()) != null)
        .isPresent();
  }

  private Optional<Pending> find(@Nullable String requestId, String integrationUid) {
    return Optional.ofNullable(requestId)
        .map(pending::get)
        .filter(request -> request.integrationUid.equals(integrationUid));
  }

  private void note(String integrationUid, String reason) {
    JsonObject details = new JsonObject();
    details.addProperty("reason", reason);
    stores
        .database()
        .write(handle ->
            stores
                .consent()
                .append(
                    handle,
                    integrationUid,
                    ConsentRecord.Event.REFRESH_ASKED,
                    clock.instant(),
                    details));
  }

  /** One request: devices may answer before it is known how many were asked. */
  private static final class Pending {
    final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private final String integrationUid;
    private int asked = Integer.MAX_VALUE;
    private int without;
    private @Nullable ErrorCode lastReason;

    Pending(String integrationUid) {
      this.integrationUid = integrationUid;
    }

    synchronized void expect(int devices) {
      asked = devices;
      completeIfNoneLeft();
    }

    synchronized void noteUnavailable(ErrorCode reason) {
      without++;
      lastReason = reason;
      completeIfNoneLeft();
    }

    private void completeIfNoneLeft() {
      if (without >= asked) {
        answer.complete(new Answer(Outcome.UNAVAILABLE, lastReason));
      }
    }
  }
}
