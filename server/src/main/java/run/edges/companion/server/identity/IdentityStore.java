package run.edges.companion.server.identity;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;
import run.edges.companion.server.http.ApiException;

/** Identities, always within one workspace. Those that were deleted are not found any more. */
public final class IdentityStore {
  /** Identities on one page of {@link #list}. */
  public static final int PAGE_SIZE = 50;

  private static final String SELECT =
      """
      SELECT d.*, i.status, COALESCE(i.account_name, i.member_name || ' LinkedIn Account') AS account_name FROM identity d
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
                  : new Identity.Account(row.getString("status"), row.getString("account_name")),
              row.getString("email"));

  public Identity create(
      Handle handle,
      String workspaceUid,
      String name,
      String timezone,
      String type,
      @Nullable String email,
      Instant now) {
    Identity identity =
        new Identity(
            UUID.randomUUID().toString(), workspaceUid, name, timezone, type, now, null, email);
    handle
        .createUpdate(
            """
            INSERT INTO identity (uid, workspace_uid, name, search_name, timezone, type, email, created_at)
            VALUES (:uid, :workspace, :name, :searchName, :timezone, :type, :email, :now)
            """)
        .bind("uid", identity.uid())
        .bind("workspace", workspaceUid)
        .bind("name", name)
        .bind("searchName", folded(name))
        .bind("timezone", timezone)
        .bind("type", type)
        .bind("email", email)
        .bind("now", now.toEpochMilli())
        .execute();
    return identity;
  }

  public Optional<Identity> find(Handle handle, String workspaceUid, String uid) {
    return handle
        .createQuery(
            SELECT + "WHERE d.uid = :uid AND d.workspace_uid = :workspace AND d.deleted_at IS NULL")
        .bind("uid", uid)
        .bind("workspace", workspaceUid)
        .map(MAPPER)
        .findOne();
  }

  /**
   * As {@link #find}, for one that must exist.
   *
   * @throws ApiException 404
   */
  public Identity get(Handle handle, String workspaceUid, String uid) {
    return find(handle, workspaceUid, uid).orElseThrow(() -> ApiException.notFound("identity"));
  }

  public void update(
      Handle handle, String uid, String name, String timezone, @Nullable String email) {
    handle
        .createUpdate(
            """
            UPDATE identity SET name = :name, search_name = :searchName, timezone = :timezone, email = :email
            WHERE uid = :uid
            """)
        .bind("email", email)
        .bind("name", name)
        .bind("searchName", folded(name))
        .bind("timezone", timezone)
        .bind("uid", uid)
        .execute();
  }

  /** Hides the identity. Its row stays: the owners' receipts and consent records name it. */
  public void delete(Handle handle, String uid, Instant now) {
    handle
        .createUpdate("UPDATE identity SET deleted_at = :now WHERE uid = :uid")
        .bind("now", now.toEpochMilli())
        .bind("uid", uid)
        .execute();
  }

  /** Whether there is an identity of this name, in any case. */
  public boolean isNamed(Handle handle, String workspaceUid, String name) {
    return handle
        .createQuery(
            "SELECT 1 FROM identity WHERE workspace_uid = :workspace AND search_name = :name AND deleted_at IS NULL LIMIT 1")
        .bind("workspace", workspaceUid)
        .bind("name", folded(name))
        .mapTo(Integer.class)
        .findFirst()
        .isPresent();
  }

  /**
   * One page, oldest first, and one identity more if another page follows.
   *
   * @param query part of the name, in any case; all identities if empty
   * @param page from 1
   */
  public List<Identity> list(Handle handle, String workspaceUid, Optional<String> query, int page) {
    String matching = query.isPresent() ? "AND search_name LIKE :pattern ESCAPE '!' " : "";
    // The page is found first: otherwise every identity before it would be joined too.
    return handle
        .createQuery(
            SELECT
                + "WHERE d.uid IN (SELECT uid FROM identity "
                + "WHERE workspace_uid = :workspace AND deleted_at IS NULL "
                + matching
                + "ORDER BY created_at, uid LIMIT :limit OFFSET :offset) "
                + "ORDER BY d.created_at, d.uid")
        .bind("workspace", workspaceUid)
        .bindMap(query.map(text -> Map.of("pattern", containing(text))).orElse(Map.of()))
        .bind("limit", PAGE_SIZE + 1)
        .bind("offset", (page - 1L) * PAGE_SIZE)
        .map(MAPPER)
        .list();
  }

  private static String containing(String text) {
    return "%" + folded(text).replaceAll("[!%_]", "!$0") + "%";
  }

  /** SQLite folds the case of ASCII letters only. */
  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
