package run.edges.companion.server.integration;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.statement.Statement;
import run.edges.companion.protocol.wire.IntegrationState;
import run.edges.companion.protocol.wire.LinkedInMember;

/**
 * The LinkedIn account attached to an identity.
 *
 * @param linkedinMember the pin
 * @param error label of the reason while {@code INVALID}
 * @param level {@code Classic} or {@code Sales Navigator}, once a session was stored
 * @param currentDeviceUid the device whose session is stored
 * @param verifiedAt when that session was verified and stored
 * @param receipt present once revoked
 */
public record Integration(
    String uid,
    String identityUid,
    String identityName,
    String workspaceUid,
    String workspaceName,
    IntegrationState.State state,
    IntegrationState.Status status,
    @Nullable String error,
    LinkedInMember linkedinMember,
    @Nullable String level,
    @Nullable String currentDeviceUid,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant verifiedAt,
    @Nullable Statement receipt) {

  public boolean isActive() {
    return state == IntegrationState.State.ACTIVE;
  }

  /** This integration with a session that was just verified and stored. */
  Integration valid(String deviceUid, String memberName, String level, Instant now) {
    return new Integration(
        uid,
        identityUid,
        identityName,
        workspaceUid,
        workspaceName,
        state,
        IntegrationState.Status.VALID,
        null,
        new LinkedInMember(linkedinMember.number(), linkedinMember.entity(), memberName),
        level,
        deviceUid,
        createdAt,
        now,
        now,
        receipt);
  }

  /** As one of its devices sees it. */
  public IntegrationState stateFor(String deviceUid, long sequence, String serverIdentityKey) {
    return new IntegrationState(
        uid,
        workspaceName,
        identityName,
        state,
        status,
        error,
        linkedinMember,
        verifiedAt,
        sequence,
        deviceUid.equals(currentDeviceUid),
        receipt,
        receipt == null ? null : serverIdentityKey);
  }
}
