package run.edges.companion.server.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** Identities, always within one workspace. */
public final class IdentityStore {
  /** Identities on one page of {@link #list}. */
  public static final int PAGE_SIZE = 50;

  private static final String SELECT =
      """
      SELECT d.*, i.status, i.member_name FROM identity d
      LEFT JOIN integration i ON i.identity_uid = d.uid AND i.state = 'ACTIVE'
      """;

  private static final RowMapper<Identity> MAPPER =
      (row, _) ->
          new Identity(
              row.getString("uid"),
              row.getString("workspace_uid"),
              row.getString("name"),
              row.getString("timezone"),
              row.getString("type"),
              Instant.ofEpochMilli(row.getLong("created_at")),
              row.getString("status") == null
                  ? null
                  : new Identity.Account(row.getString("status"), row.getString("member_name")));

  public Identity create(
      Handle handle, String workspaceUid, String name, String timezone, String type, Instant now) {
    Identity identity =
        new Identity(UUID.randomUUID().toString(), workspaceUid, name, timezone, type, now, null);
    handle
        .createUpdate(
            """
            INSERT INTO identity (uid, workspace_uid, name, timezone, type, created_at)
            VALUES (:uid, :workspace, :name, :timezone, :type, :now)
            """)
        .bind("uid", identity.uid())
        .bind("workspace", workspaceUid)
        .bind("name", name)
        .bind("timezone", timezone)
        .bind("type", type)
        .bind("now", now.toEpochMilli())
        .execute();
    return identity;
  }

  public Optional<Identity> find(Handle handle, String workspaceUid, String uid) {
    return handle
        .createQuery(SELECT + "WHERE d.uid = :uid AND d.workspace_uid = :workspace")
        .bind("uid", uid)
        .bind("workspace", workspaceUid)
        .map(MAPPER)
        .findOne();
  }

  /**
   * One page, oldest first.
   *
   * @param page from 1
   */
  public List<Identity> list(Handle handle, String workspaceUid, int page) {
    return handle
        .createQuery(
            SELECT
                + "WHERE d.workspace_uid = :workspace ORDER BY d.created_at, d.uid LIMIT :limit OFFSET :offset")
        .bind("workspace", workspaceUid)
        .bind("limit", PAGE_SIZE)
        .bind("offset", (page - 1L) * PAGE_SIZE)
        .map(MAPPER)
        .list();
  }
}
