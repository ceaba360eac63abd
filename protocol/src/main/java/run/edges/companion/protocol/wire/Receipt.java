package run.edges.companion.protocol.wire;

import java.time.Instant;

/**
 * What the server states in a receipt: that this integration's session and its data key were
 * deleted.
 */
public record Receipt(
    String integrationId,
    String workspace,
    String identity,
    LinkedInMember linkedinMember,
    RevokedBy revokedBy,
    Instant deletedAt,
    ConsentRecord consentRecord) {

  /** Who ended the sharing. */
  public enum RevokedBy {
    OWNER,
    OPERATOR
  }

  /**
   * Where the consent record stood, so that nothing in it can be changed later without showing.
   *
   * @param head base64url of the newest entry's hash
   */
  public record ConsentRecord(long entries, String head) {}
}
