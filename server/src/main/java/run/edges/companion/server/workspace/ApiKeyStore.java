package run.edges.companion.server.workspace;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import run.edges.companion.protocol.api.Scope;
import run.edges.companion.protocol.api.WorkspaceBody.ApiKey;
import run.edges.companion.protocol.api.WorkspaceBody.Role;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.server.database.Columns;

/** API keys: {@code ec_} and 32 random bytes, so that a plain hash of one can be stored. */
public final class ApiKeyStore {
  /** File in the data folder with the key that the command line uses. */
  public static final String FILE = "api-key";

  private static final int KEY_BYTES = 32;
  private static final Duration LAST_USE_PRECISION = Duration.ofMinutes(1);
  private static final RowMapper<ApiKey> MAPPER =
      (row, _) ->
          new ApiKey(
              row.getString("id"),
              row.getString("member_uid"),
              row.getString("name"),
              scopes(row),
              Instant.ofEpochMilli(row.getLong("created_at")),
              Columns.time(row, "last_used_at"),
              Columns.time(row, "revoked_at"),
              null);

  public static SecretText generate() {
    return SecretText.of("ec_" + SecretText.random(KEY_BYTES).reveal(SecretAccess.granted()));
  }

  public ApiKey create(
      Handle handle,
      String memberUid,
      String name,
      Set<Scope> scopes,
      SecretText key,
      Instant now) {
    ApiKey created =
        new ApiKey(UUID.randomUUID().toString(), memberUid, name, scopes, now, null, null, key);
    handle
        .createUpdate(
            """
            INSERT INTO api_key (id, hash, member_uid, name, scopes, created_at)
            VALUES (:id, :hash, :member, :name, :scopes, :now)
            """)
        .bind("id", created.id())
        .bind("hash", hash(key))
        .bind("member", memberUid)
        .bind("name", name)
        .bind("scopes", scopes.stream().map(Scope::toString).collect(Collectors.joining(" ")))
        .bind("now", now.toEpochMilli())
        .execute();
    return created;
  }

  /**
   * A key that is in use.
   *
   * @param lastUseIsOld whether {@link #touch} would change what is shown
   */
  public record Known(WorkspacePrincipal principal, boolean lastUseIsOld) {}

  /** Whose key this is, unless it or its member is gone. */
  public Optional<Known> find(Handle handle, SecretText key, Instant now) {
    return handle
        .createQuery(
            """
            SELECT k.*, m.workspace_uid, m.role FROM api_key k JOIN member m ON m.uid = k.member_uid
            WHERE k.hash = :hash AND k.revoked_at IS NULL AND m.removed_at IS NULL
            """)
        .bind("hash", hash(key))
        .map((row, _) -> {
          Set<Scope> scopes = scopes(row);
          scopes.retainAll(MemberStore.allowedBy(Role.valueOf(row.getString("role"))));
          Instant lastUsed = Columns.time(row, "last_used_at");
          return new Known(
              new WorkspacePrincipal(
                  row.getString("workspace_uid"),
                  WorkspacePrincipal.By.API_KEY,
                  row.getString("id"),
                  row.getString("name"),
                  scopes),
              lastUsed == null || lastUsed.isBefore(now.minus(LAST_USE_PRECISION)));
        })
        .findOne();
  }

  /** Notes that the key was used, to the minute. */
  public void touch(Handle handle, String id, Instant now) {
    handle
        .createUpdate("UPDATE api_key SET last_used_at = :now WHERE id = :id")
        .bind("now", now.toEpochMilli())
        .bind("id", id)
        .execute();
  }

  /** The keys of a workspace, oldest first, revoked ones too; without the keys themselves. */
  public List<ApiKey> list(Handle handle, String workspaceUid) {
    return handle
        .createQuery(
            """
            SELECT k.* FROM api_key k JOIN member m ON m.uid = k.member_uid
            WHERE m.workspace_uid = :workspace ORDER BY k.created_at, k.id
            """)
        .bind("workspace", workspaceUid)
        .map(MAPPER)
        .list();
  }

  /** Revokes a key; a second time changes nothing. */
  public void revoke(Handle handle, String id, Instant now) {
    handle
        .createUpdate("UPDATE api_key SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL")
        .bind("now", now.toEpochMilli())
        .bind("id", id)
        .execute();
  }

  /** What is stored of a key: hex SHA-256. */
  private static String hash(SecretText key) {
    return HexFormat.of().formatHex(key.sha256());
  }

  private static Set<Scope> scopes(ResultSet row) throws SQLException {
    List<String> labels = List.of(row.getString("scopes").split(" "));
    return Arrays.stream(Scope.values())
        .filter(scope -> labels.contains(scope.toString()))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Scope.class)));
  }
}
