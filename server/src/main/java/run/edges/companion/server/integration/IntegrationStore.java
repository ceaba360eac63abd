package run.edges.companion.server.integration;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.api.IntegrationBody.VerifiedBy;
import run.edges.companion.protocol.api.SetupMethod;
import run.edges.companion.protocol.statement.Statement;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.IntegrationState;
import run.edges.companion.protocol.wire.LinkedInMember;
import run.edges.companion.server.database.Columns;

/** Integrations. */
public final class IntegrationStore {
  /** The platform; the only one there is. */
  public static final String LINKEDIN = "linkedin";

  private static final String SELECT =
      """
      SELECT i.*, d.name AS identity_name, w.uid AS workspace_uid, w.name AS workspace_name,
        s.stored_at, s.li_at_expires_at, s.li_a_expires_at, s.li_a_ended_at
      FROM integration i JOIN identity d ON d.uid = i.identity_uid JOIN workspace w ON w.uid = d.workspace_uid
      LEFT JOIN stored_session s ON s.integration_uid = i.uid
      """;

  private static final RowMapper<Integration> MAPPER = (row, _) -> read(row);

  public Optional<Integration> find(Handle handle, String uid) {
    return handle.createQuery(SELECT + "WHERE i.uid = :uid").bind("uid", uid).map(MAPPER).findOne();
  }

  /** Those that there are, in the order of their uids given. */
  public List<Integration> find(Handle handle, List<String> uids) {
    if (uids.isEmpty()) {
      return List.of();
    }
    Map<String, Integration> found =
        handle
            .createQuery(SELECT + "WHERE i.uid IN (<uids>)")
            .bindList("uids", uids)
            .map(MAPPER)
            .collect(Collectors.toMap(Integration::uid, Function.identity()));
    return uids.stream().map(found::get).filter(Objects::nonNull).toList();
  }

  /** The live integration of an identity. */
  public Optional<Integration> findActive(Handle handle, String identityUid) {
    return handle
        .createQuery(
            SELECT
                + "WHERE i.identity_uid = :identity AND i.permalink = 'linkedin' AND i.state = 'ACTIVE'")
        .bind("identity", identityUid)
        .map(MAPPER)
        .findOne();
  }

  /** The newest integration of an identity, revoked or not. */
  public Optional<Integration> findNewest(Handle handle, String identityUid) {
    return handle
        .createQuery(
            SELECT + "WHERE i.identity_uid = :identity ORDER BY i.created_at DESC, i.uid LIMIT 1")
        .bind("identity", identityUid)
        .map(MAPPER)
        .findOne();
  }

  /**
   * Those of a workspace, or of one identity in it, revoked ones too, newest first, at most 500.
   */
  public List<Integration> list(Handle handle, String workspaceUid, @Nullable String identityUid) {
    return handle
        .createQuery(
            SELECT
                + (identityUid == null
                    ? "WHERE w.uid = :workspace "
                    : "WHERE w.uid = :workspace AND d.uid = :identity ")
                + "ORDER BY i.created_at DESC, i.uid LIMIT 500")
        .bind("workspace", workspaceUid)
        .bindMap(identityUid == null ? Map.of() : Map.of("identity", identityUid))
        .map(MAPPER)
        .list();
  }

  /**
   * Makes an integration that waits for its first session, pinned to the member. Returns its uid.
   */
  public String create(
      Handle handle,
      String identityUid,
      LinkedInMember member,
      SetupMethod setupMethod,
      Instant now) {
    return create(handle, UUID.randomUUID().toString(), identityUid, member, setupMethod, now);
  }

  /** As above, under a uid that was told already. */
  public String create(
      Handle handle,
      String uid,
      String identityUid,
      LinkedInMember member,
      SetupMethod setupMethod,
      Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO integration
              (uid, identity_uid, workspace_uid, permalink, state, status, setup_method, member_number, member_entity, member_name, created_at, updated_at)
            SELECT :uid, uid, workspace_uid, 'linkedin', 'ACTIVE', 'PENDING', :method, :number, :entity, :name, :now, :now
            FROM identity WHERE uid = :identity
            """)
        .bind("uid", uid)
        .bind("identity", identityUid)
        .bind("method", setupMethod.name())
        .bind("number", member.number())
        .bind("entity", member.entity())
        .bind("name", member.name())
        .bind("now", now.toEpochMilli())
        .execute();
    handle
        .createUpdate("UPDATE identity SET integration_uid = :uid WHERE uid = :identity")
        .bind("uid", uid)
        .bind("identity", identityUid)
        .execute();
    noteNames(handle, identityUid);
    return uid;
  }

  /** Lets the integration of an identity be found by the names that both have now. */
  public void noteNames(Handle handle, String identityUid) {
    findActive(handle, identityUid)
        .ifPresent(integration ->
            handle
                .createUpdate("UPDATE integration SET search_text = :text WHERE uid = :uid")
                .bind("text", integration.searchText())
                .bind("uid", integration.uid())
                .execute());
  }

  /** Writes what {@link Integration#valid} changed; indexed columns only if they did change. */
  void markValid(Handle handle, Integration before, Integration valid, Instant verifyDueAt) {
    if (before.status() != valid.status()) {
      handle
          .createUpdate("UPDATE integration SET status = 'VALID' WHERE uid = :uid")
          .bind("uid", valid.uid())
          .execute();
    }
    handle
        .createUpdate(
            """
            UPDATE integration SET error = NULL, current_device_uid = :device,
              setup_method = :method, member_name = :name, level = :level, verified_at = :now, verified_by = :by,
              updated_at = :now, refreshed_at = :now, expires_at = :expires, verify_due_at = :due
            WHERE uid = :uid
            """)
        .bind("expires", expiry(valid))
        .bind("device", valid.currentDeviceUid())
        .bind("method", valid.setupMethod().name())
        .bind("name", valid.linkedinMember().name())
        .bind("level", valid.level())
        .bind("by", String.valueOf(valid.verifiedBy()))
        .bind("due", verifyDueAt.toEpochMilli())
        .bind("now", valid.updatedAt().toEpochMilli())
        .bind("uid", valid.uid())
        .execute();
    if (!before.searchText().equals(valid.searchText())) {
      noteNames(handle, valid.identityUid());
    }
  }

  /** Notes when a session that LinkedIn itself renewed came and ends. */
  void markRenewed(Handle handle, Integration renewed) {
    handle
        .createUpdate(
            "UPDATE integration SET refreshed_at = :at, expires_at = :expires WHERE uid = :uid")
        .bind("at", renewed.storedAt() == null ? null : renewed.storedAt().toEpochMilli())
        .bind("expires", expiry(renewed))
        .bind("uid", renewed.uid())
        .execute();
  }

  private static @Nullable Long expiry(Integration integration) {
    Instant end = integration.stored() == null ? null : integration.stored().expiresAt();
    return end == null ? null : end.toEpochMilli();
  }

  /** Notes that LinkedIn says the stored session lives: the integration is valid. */
  void markVerified(Handle handle, String uid, Instant now, Instant verifyDueAt) {
    handle
        .createUpdate(
            """
            UPDATE integration SET status = 'VALID', error = NULL, verified_at = :now, verified_by = 'SERVER',
              verify_due_at = :due
            WHERE uid = :uid
            """)
        .bind("now", now.toEpochMilli())
        .bind("due", verifyDueAt.toEpochMilli())
        .bind("uid", uid)
        .execute();
  }

  public void rename(Handle handle, String uid, String accountName) {
    handle
        .createUpdate("UPDATE integration SET account_name = :name WHERE uid = :uid")
        .bind("name", accountName)
        .bind("uid", uid)
        .execute();
  }

  public void markInvalid(Handle handle, String uid, ErrorCode reason, Instant now) {
    handle
        .createUpdate(
            "UPDATE integration SET status = 'INVALID', error = :error, updated_at = :now WHERE uid = :uid")
        .bind("error", reason.name())
        .bind("now", now.toEpochMilli())
        .bind("uid", uid)
        .execute();
  }

  /**
   * Notes until when the owner paused it; LinkedIn is asked about it again then.
   *
   * @param until null if it goes on now
   */
  public void markPaused(Handle handle, String uid, @Nullable Instant until, Instant now) {
    handle
        .createUpdate(
            "UPDATE integration SET paused_until = :until, verify_due_at = :due, updated_at = :now WHERE uid = :uid")
        .bind("until", until == null ? null : until.toEpochMilli())
        .bind("due", (until == null ? now : until).toEpochMilli())
        .bind("now", now.toEpochMilli())
        .bind("uid", uid)
        .execute();
  }

  public void markRevoked(Handle handle, String uid, Statement receipt, Instant now) {
    handle
        .createUpdate(
            """
            UPDATE integration SET state = 'REVOKED', status = 'INVALID', error = 'INTEGRATION_REVOKED',
              current_device_uid = NULL, updated_at = :now, receipt_payload = :payload, receipt_signature = :signature,
              expires_at = NULL, paused_until = NULL
            WHERE uid = :uid
            """)
        .bind("now", now.toEpochMilli())
        .bind("payload", receipt.payload())
        .bind("signature", receipt.signature())
        .bind("uid", uid)
        .execute();
    handle
        .createUpdate("UPDATE identity SET integration_uid = NULL WHERE integration_uid = :uid")
        .bind("uid", uid)
        .execute();
  }

  private static Integration read(ResultSet row) throws SQLException {
    String payload = row.getString("receipt_payload");
    Instant verifiedAt = Columns.time(row, "verified_at");
    Instant storedAt = Columns.time(row, "stored_at");
    return new Integration(
        row.getString("uid"),
        row.getString("identity_uid"),
        row.getString("identity_name"),
        row.getString("workspace_uid"),
        row.getString("workspace_name"),
        IntegrationState.State.valueOf(row.getString("state")),
        IntegrationState.Status.valueOf(row.getString("status")),
        row.getString("error"),
        new LinkedInMember(
            row.getString("member_number"),
            row.getString("member_entity"),
            row.getString("member_name")),
        row.getString("level"),
        row.getString("current_device_uid"),
        SetupMethod.valueOf(row.getString("setup_method")),
        row.getString("account_name"),
        Instant.ofEpochMilli(row.getLong("created_at")),
        Instant.ofEpochMilli(row.getLong("updated_at")),
        verifiedAt,
        row.getString("verified_by") == null
            ? null
            : VerifiedBy.valueOf(row.getString("verified_by")),
        payload == null ? null : new Statement(payload, row.getString("receipt_signature")),
        storedAt == null
            ? null
            : new Integration.Stored(
                storedAt,
                Columns.time(row, "li_at_expires_at"),
                Columns.time(row, "li_a_expires_at"),
                Columns.time(row, "li_a_ended_at")),
        Columns.time(row, "paused_until"));
  }
}
