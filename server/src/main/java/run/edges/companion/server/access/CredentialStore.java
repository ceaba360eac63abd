package run.edges.companion.server.access;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import run.edges.companion.server.database.Columns;

/** What members sign in with: the address that names them, their password and their passkeys. */
public final class CredentialStore {
  /**
   * How a member is known.
   *
   * @param email absent until the invitation was accepted
   * @param passwordHash absent if there is no password
   */
  record Credentials(String memberUid, @Nullable String email, @Nullable String passwordHash) {}

  /** A passkey, for the member whom it lets in. */
  public record Passkey(String id, String name, Instant createdAt, @Nullable Instant lastUsedAt) {}

  /**
   * What a passkey's signature is checked with.
   *
   * @param credential key and authenticator, as webauthn4j writes them, base64url
   * @param backupEligible whether it may be on several devices, which never changes
   */
  record StoredPasskey(
      String id, String memberUid, String credential, long signCount, boolean backupEligible) {}

  /** By the address that is typed in, in any case. */
  Optional<Credentials> findByEmail(Handle handle, String email) {
    return handle
        .createQuery(
            "SELECT uid, email, password_hash FROM member WHERE email = :email AND removed_at IS NULL")
        .bind("email", folded(email))
        .map((row, _) ->
            new Credentials(
                row.getString("uid"), row.getString("email"), row.getString("password_hash")))
        .findOne();
  }

  Optional<Credentials> find(Handle handle, String memberUid) {
    return handle
        .createQuery(
            "SELECT uid, email, password_hash FROM member WHERE uid = :uid AND removed_at IS NULL")
        .bind("uid", memberUid)
        .map((row, _) ->
            new Credentials(
                row.getString("uid"), row.getString("email"), row.getString("password_hash")))
        .findOne();
  }

  /**
   * How a member comes in.
   *
   * @param email absent until the invitation was accepted
   */
  public record Door(Optional<String> email, Optional<Instant> lastSignIn) {}

  /** How each member of a workspace comes in, by their uid. */
  public Map<String, Door> doors(Handle handle, String workspaceUid) {
    return handle
        .createQuery(
            """
            SELECT m.uid, m.email, (SELECT MAX(s.created_at) FROM sign_in s WHERE s.member_uid = m.uid) AS last_sign_in
            FROM member m WHERE m.workspace_uid = :workspace AND m.removed_at IS NULL
            """)
        .bind("workspace", workspaceUid)
        .map((row, _) ->
            Map.entry(
                row.getString("uid"),
                new Door(
                    Optional.ofNullable(row.getString("email")),
                    Optional.ofNullable(Columns.time(row, "last_sign_in")))))
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** Whether anybody can sign in to any workspace. */
  boolean anybody(Handle handle) {
    return handle
        .createQuery(
            "SELECT uid FROM member WHERE email IS NOT NULL AND removed_at IS NULL LIMIT 1")
        .mapTo(String.class)
        .findOne()
        .isPresent();
  }

  void accept(Handle handle, String memberUid, String name, String email, String passwordHash) {
    handle
        .createUpdate(
            "UPDATE member SET name = :name, email = :email, password_hash = :hash WHERE uid = :uid")
        .bind("name", name)
        .bind("email", folded(email))
        .bind("hash", passwordHash)
        .bind("uid", memberUid)
        .execute();
  }

  void setPassword(Handle handle, String memberUid, @Nullable String passwordHash) {
    handle
        .createUpdate("UPDATE member SET password_hash = :hash WHERE uid = :uid")
        .bind("hash", passwordHash)
        .bind("uid", memberUid)
        .execute();
  }

  void setLanguage(Handle handle, String memberUid, @Nullable String language) {
    handle
        .createUpdate("UPDATE member SET language = :language WHERE uid = :uid")
        .bind("language", language)
        .bind("uid", memberUid)
        .execute();
  }

  void add(Handle handle, StoredPasskey passkey, String name, Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO passkey (id, member_uid, name, credential, sign_count, backup_eligible, created_at)
            VALUES (:id, :member, :name, :credential, :count, :backup, :now)
            """)
        .bind("id", passkey.id())
        .bind("member", passkey.memberUid())
        .bind("name", name)
        .bind("credential", passkey.credential())
        .bind("count", passkey.signCount())
        .bind("backup", passkey.backupEligible())
        .bind("now", now.toEpochMilli())
        .execute();
  }

  Optional<StoredPasskey> findPasskey(Handle handle, String id) {
    return handle
        .createQuery(
            "SELECT p.* FROM passkey p JOIN member m ON m.uid = p.member_uid WHERE p.id = :id AND m.removed_at IS NULL")
        .bind("id", id)
        .map((row, _) ->
            new StoredPasskey(
                row.getString("id"),
                row.getString("member_uid"),
                row.getString("credential"),
                row.getLong("sign_count"),
                row.getBoolean("backup_eligible")))
        .findOne();
  }

  void noteUse(Handle handle, String id, long signCount, Instant now) {
    handle
        .createUpdate("UPDATE passkey SET sign_count = :count, last_used_at = :now WHERE id = :id")
        .bind("count", signCount)
        .bind("now", now.toEpochMilli())
        .bind("id", id)
        .execute();
  }

  /** Oldest first. */
  public List<Passkey> listPasskeys(Handle handle, String memberUid) {
    return handle
        .createQuery("SELECT * FROM passkey WHERE member_uid = :member ORDER BY created_at, id")
        .bind("member", memberUid)
        .map((row, _) ->
            new Passkey(
                row.getString("id"),
                row.getString("name"),
                Instant.ofEpochMilli(row.getLong("created_at")),
                Columns.time(row, "last_used_at")))
        .list();
  }

  void removePasskey(Handle handle, String memberUid, String id) {
    handle
        .createUpdate("DELETE FROM passkey WHERE id = :id AND member_uid = :member")
        .bind("id", id)
        .bind("member", memberUid)
        .execute();
  }

  private static String folded(String email) {
    return email.strip().toLowerCase(Locale.ROOT);
  }
}
