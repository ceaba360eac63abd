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

/**
 * Ends an integration: its session and data key are deleted, and a receipt says so. LinkedIn is not
 * contacted.
 */
public final class Revocation {
  private final Database database;
  private final DeviceStore devices;
  private final IntegrationStore integrations;
  private final SessionStore sessions;
  private final ConsentRecord consent;
  private final Receipts receipts;
  private final Clock clock;

  public Revocation(
      Database database,
      DeviceStore devices,
      IntegrationStore integrations,
      SessionStore sessions,
      ConsentRecord consent,
      Receipts receipts,
      Clock clock) {
    this.database = database;
    this.devices = devices;
    this.integrations = integrations;
    this.sessions = sessions;
    this.consent = consent;
    this.receipts = receipts;
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
        database.write(handle -> {
          if (devices.findSequence(handle, device.uid(), integrationUid).isEmpty()) {
            throw new ProtocolException(ErrorCode.INTEGRATION_UNKNOWN);
          }
          Integration integration = integrations.find(handle, integrationUid).orElseThrow();
          if (integration.receipt() != null) {
            return integration.receipt();
          }
          if (!devices.takeSequence(handle, device.uid(), integrationUid, sequence)) {
            throw new ProtocolException(ErrorCode.SEQUENCE_REPLAYED);
          }
          return end(handle, integration, RevokedBy.OWNER);
        });
    database.scrub();
    return receipt;
  }

  /** The operator deletes the integration. Returns false if it was not active any more. */
  public boolean revokeByOperator(String integrationUid) {
    boolean ended =
        database.write(handle ->
            integrations
                .find(handle, integrationUid)
                .filter(Integration::isActive)
                .map(integration -> end(handle, integration, RevokedBy.OPERATOR))
                .isPresent());
    database.scrub();
    return ended;
  }

  private Statement end(Handle handle, Integration integration, RevokedBy by) {
    Instant now = clock.instant();
    sessions.delete(handle, integration.uid());
    JsonObject details = new JsonObject();
    details.addProperty("by", by.name());
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
    integrations.markRevoked(handle, integration.uid(), receipt, now);
    return receipt;
  }
}
