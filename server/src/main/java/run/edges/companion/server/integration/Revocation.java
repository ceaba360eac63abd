package run.edges.companion.server.integration;

import com.google.gson.JsonObject;
import java.time.Clock;
import java.time.Instant;
import org.jdbi.v3.core.Handle;
import run.edges.companion.protocol.statement.Statement;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.ProtocolException;
import run.edges.companion.protocol.wire.Receipt.RevokedBy;
import run.edges.companion.server.consent.ConsentRecord;
import run.edges.companion.server.consent.Receipts;
import run.edges.companion.server.database.Database;
import run.edges.companion.server.device.Device;
import run.edges.companion.server.device.DeviceStore;
import run.edges.companion.server.http.ApiException;
import run.edges.companion.server.identity.IdentityStore;
import run.edges.companion.server.webhook.IntegrationEvents;

/**
 * Ends an integration: its session and data key are deleted, and a receipt says so. LinkedIn is not
 * contacted.
 */
public final class Revocation {
  private final Stores stores;
  private final Receipts receipts;
  private final IntegrationEvents events;
  private final Signals signals;
  private final Clock clock;

  /** Where an integration and what hangs on it is kept. */
  public record Stores(
      Database database,
      IdentityStore identities,
      DeviceStore devices,
      IntegrationStore integrations,
      IntegrationBodies bodies,
      SessionStore sessions,
      ConsentRecord consent) {
    /**
     * Makes sure that this is an identity of the workspace, and the platform the one there is.
     *
     * @throws ApiException 404
     */
    public void require(Handle handle, String workspaceUid, String identityUid, String platform) {
      if (!IntegrationStore.LINKEDIN.equals(platform)) {
        throw ApiException.notFound("integration");
      }
      var _ = identities.get(handle, workspaceUid, identityUid);
    }

    /**
     * The live integration of an identity of the workspace.
     *
     * @throws ApiException 404
     */
    public Integration getActive(
        Handle handle, String workspaceUid, String identityUid, String platform) {
      require(handle, workspaceUid, identityUid, platform);
      return integrations
          .findActive(handle, identityUid)
          .orElseThrow(() -> ApiException.notFound("integration"));
    }
  }

  public Revocation(
      Stores stores, Receipts receipts, IntegrationEvents events, Signals signals, Clock clock) {
    this.stores = stores;
    this.receipts = receipts;
    this.events = events;
    this.signals = signals;
    this.clock = clock;
  }

  /**
   * The owner stops sharing. Asked again, returns the same receipt.
   *
   * @throws ProtocolException {@code INTEGRATION_UNKNOWN}, {@code SEQUENCE_REPLAYED} or {@code
   *     STORAGE_UNAVAILABLE}
   */
  public Statement revokeByOwner(Device device, String integrationUid, long sequence) {
    Statement receipt =
        stores
            .database()
            .write(handle -> {
              if (stores.devices().findSequence(handle, device.uid(), integrationUid).isEmpty()) {
                throw new ProtocolException(ErrorCode.INTEGRATION_UNKNOWN);
              }
              Integration integration =
                  stores.integrations().find(handle, integrationUid).orElseThrow();
              if (integration.receipt() != null) {
                return integration.receipt();
              }
              if (!stores.devices().takeSequence(handle, device.uid(), integrationUid, sequence)) {
                throw new ProtocolException(ErrorCode.SEQUENCE_REPLAYED);
              }
              return end(handle, integration, RevokedBy.OWNER);
            });
    stores.database().scrub();
    return receipt;
  }

  /**
   * The owner stops sharing, not on a device; the devices are told. Asked again, returns the same
   * receipt.
   *
   * @throws ProtocolException {@code INTEGRATION_UNKNOWN} or {@code STORAGE_UNAVAILABLE}
   */
  public Statement revokeByOwner(String integrationUid) {
    Statement receipt =
        stores
            .database()
            .write(handle -> {
              Integration integration =
                  stores
                      .integrations()
                      .find(handle, integrationUid)
                      .orElseThrow(() -> new ProtocolException(ErrorCode.INTEGRATION_UNKNOWN));
              return integration.receipt() != null
                  ? integration.receipt()
                  : end(handle, integration, RevokedBy.OWNER);
            });
    stores.database().scrub();
    signals.send(new Signals.Changed(integrationUid, null));
    return receipt;
  }

  /** The operator deletes the integration; nothing happens if it is not active any more. */
  public void revokeByOperator(String integrationUid) {
    stores
        .database()
        .write(handle ->
            stores
                .integrations()
                .find(handle, integrationUid)
                .filter(Integration::isActive)
                .map(integration -> endByOperator(handle, integration))
                .orElse(() -> {}))
        .run();
  }

  /**
   * Ends an active integration within the caller's transaction. Returns what to do once that is
   * durable: the owner's devices are told, and what was deleted leaves the files.
   */
  public Runnable endByOperator(Handle handle, Integration integration) {
    end(handle, integration, RevokedBy.OPERATOR);
    return () -> {
      stores.database().scrub();
      signals.send(new Signals.Changed(integration.uid(), null));
    };
  }

  private Statement end(Handle handle, Integration integration, RevokedBy by) {
    Instant now = clock.instant();
    stores.sessions().delete(handle, integration.uid());
    JsonObject details = new JsonObject();
    details.addProperty("by", by.name());
    ConsentRecord consent = stores.consent();
    consent.append(handle, integration.uid(), ConsentRecord.Event.REVOKED, now, details);
    ConsentRecord.Head head =
        consent.append(
            handle, integration.uid(), ConsentRecord.Event.SESSION_DELETED, now, new JsonObject());
    Statement receipt =
        receipts.sign(
            integration.uid(),
            integration.workspaceName(),
            integration.identityName(),
            integration.linkedinMember(),
            by,
            now,
            head);
    stores.integrations().markRevoked(handle, integration.uid(), receipt, now);
    events.append(
        handle,
        integration.workspaceUid(),
        integration.uid(),
        IntegrationEvents.Event.DELETED,
        now,
        () ->
            stores
                .bodies()
                .of(handle, stores.integrations().find(handle, integration.uid()).orElseThrow()));
    return receipt;
  }
}
