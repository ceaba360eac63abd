package run.edges.companion.server.consent;

import java.time.Instant;
import run.edges.companion.protocol.statement.ServerIdentity;
import run.edges.companion.protocol.statement.Statement;
import run.edges.companion.protocol.wire.LinkedInMember;
import run.edges.companion.protocol.wire.Receipt;
import run.edges.companion.protocol.wire.WireJson;

/** Signs receipts with the server identity key. */
public final class Receipts {
  private final ServerIdentity identity;

  public Receipts(ServerIdentity identity) {
    this.identity = identity;
  }

  /**
   * States that the integration's session is deleted. The caller hands it out only after that
   * deletion is durable.
   */
  public Statement sign(
      String integrationUid,
      String workspace,
      String identityName,
      LinkedInMember member,
      Receipt.RevokedBy revokedBy,
      Instant deletedAt,
      ConsentRecord.Head head) {
    Receipt receipt =
        new Receipt(
            integrationUid,
            workspace,
            identityName,
            member,
            revokedBy,
            deletedAt,
            new Receipt.ConsentRecord(head.entries(), head.hash()));
    return identity.sign(Statement.Purpose.RECEIPT, WireJson.GSON.toJson(receipt));
  }
}
