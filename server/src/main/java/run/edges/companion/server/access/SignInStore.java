package run.edges.companion.server.access;

import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import run.edges.companion.protocol.api.WorkspaceBody.Role;
import run.edges.companion.protocol.secret.SecretText;

/** Who is signed in to the dashboard, and the tokens that are used once. */
public final class SignInStore {
  private static final Duration PRECISION = Duration.ofMinutes(1);
  private static final int TOKEN_BYTES = 32;

  /** In a User-Agent, the first of these that is named counts: most browsers name others too. */
  private static final List<Map.Entry<String, String>> BROWSERS =
      List.of(
          Map.entry("Edg/", "Edge"),
          Map.entry("OPR/", "Opera"),
          Map.entry("Firefox/", "Firefox"),
          Map.entry("Chrome/", "Chrome"),
          Map.entry("Safari/", "Safari"));

  private static final List<Map.Entry<String, String>> SYSTEMS =
      List.of(
          Map.entry("Android", "Android"),
          Map.entry("iPhone", "iOS"),
          Map.entry("iPad", "iPadOS"),
          Map.entry("Windows", "Windows"),
          Map.entry("CrOS", "ChromeOS"),
          Map.entry("Mac OS X", "macOS"),
          Map.entry("Linux", "Linux"));

  /** What a token is for. */
  enum Purpose {
    INVITATION,
    PASSKEY_REGISTRATION,
    PASSKEY_SIGN_IN
  }

  /**
   * A sign-in, for the member who looks through their own.
   *
   * @param way PASSWORD, PASSKEY or INVITATION
   * @param browser and system, as far as the User-Agent says
   */
  public record Entry(
      String id,
      String memberUid,
      String way,
      String browser,
      String address,
      Instant createdAt,
      Instant lastUsedAt) {}

  /** How a sign-in came about, and from where, for the member to recognize. */
  record Origin(String way, String browser, String address) {
    static Origin of(String way, String userAgent, String address) {
      return new Origin(
          way, first(BROWSERS, userAgent) + " · " + first(SYSTEMS, userAgent), address);
    }

    private static String first(List<Map.Entry<String, String>> names, String agent) {
      return names.stream()
          .filter(name -> agent.contains(name.getKey()))
          .map(Map.Entry::getValue)
          .findFirst()
          .orElse("?");
    }
  }

  /** A random token, of which a plain hash can be stored. */
  static SecretText newToken() {
    return SecretText.random(TOKEN_BYTES);
  }

  private static String hash(SecretText token) {
    return HexFormat.of().formatHex(token.sha256());
  }

  void begin(
      Handle handle,
      SecretText token,
      String memberUid,
      Origin origin,
      Instant now,
      Instant expiresAt) {
    handle
        .createUpdate(
            """
            INSERT INTO sign_in (id, hash, member_uid, way, browser, address, created_at, last_used_at, expires_at)
            VALUES (:id, :hash, :member, :way, :browser, :address, :now, :now, :expires)
            """)
        .bind("id", UUID.randomUUID().toString())
        .bind("hash", hash(token))
        .bind("member", memberUid)
        .bind("way", origin.way())
        .bind("browser", origin.browser())
        .bind("address", origin.address())
        .bind("now", now.toEpochMilli())
        .bind("expires", expiresAt.toEpochMilli())
        .execute();
  }

  /** A sign-in that lives, and whether {@link #touch} would change what is shown. */
  record Known(SignedIn signedIn, boolean lastUseIsOld) {}

  /**
   * Whose token this is, unless the sign-in ended, was idle for too long, or the member is gone.
   */
  Optional<Known> find(Handle handle, SecretText token, Duration idle, Instant now) {
    return handle
        .createQuery(
            """
            SELECT s.id, s.last_used_at, m.uid AS member_uid, m.name, m.role, m.language, w.uid AS workspace_uid,
              w.name AS workspace_name,
              (SELECT f.uid FROM workspace f ORDER BY f.created_at, f.uid LIMIT 1) AS first_uid
            FROM sign_in s JOIN member m ON m.uid = s.member_uid JOIN workspace w ON w.uid = m.workspace_uid
            WHERE s.hash = :hash AND s.ended_at IS NULL AND m.removed_at IS NULL
              AND s.expires_at > :now AND s.last_used_at > :idleSince
            """)
        .bind("hash", hash(token))
        .bind("now", now.toEpochMilli())
        .bind("idleSince", now.minus(idle).toEpochMilli())
        .map((row, _) ->
            new Known(
                new SignedIn(
                    row.getString("id"),
                    row.getString("workspace_uid"),
                    row.getString("workspace_name"),
                    row.getString("member_uid"),
                    row.getString("name"),
                    Role.valueOf(row.getString("role")),
                    row.getString("workspace_uid").equals(row.getString("first_uid")),
                    Optional.ofNullable(row.getString("language"))),
                row.getLong("last_used_at") < now.minus(PRECISION).toEpochMilli()))
        .findOne();
  }

  void touch(Handle handle, String id, Instant now) {
    handle
        .createUpdate("UPDATE sign_in SET last_used_at = :now WHERE id = :id")
        .bind("now", now.toEpochMilli())
        .bind("id", id)
        .execute();
  }

  /** The sign-ins of a member that live, newest first. */
  public List<Entry> list(Handle handle, String memberUid, Duration idle, Instant now) {
    return handle
        .createQuery(
            """
            SELECT * FROM sign_in WHERE member_uid = :member AND ended_at IS NULL AND expires_at > :now
              AND last_used_at > :idleSince
            ORDER BY created_at DESC, id
            """)
        .bind("member", memberUid)
        .bind("now", now.toEpochMilli())
        .bind("idleSince", now.minus(idle).toEpochMilli())
        .map((row, _) ->
            new Entry(
                row.getString("id"),
                row.getString("member_uid"),
                row.getString("way"),
                row.getString("browser"),
                row.getString("address"),
                Instant.ofEpochMilli(row.getLong("created_at")),
                Instant.ofEpochMilli(row.getLong("last_used_at"))))
        .list();
  }

  /** Ends one sign-in of a member; nothing happens if it is not theirs. */
  public void end(Handle handle, String memberUid, String id, Instant now) {
    handle
        .createUpdate(
            "UPDATE sign_in SET ended_at = :now WHERE id = :id AND member_uid = :member AND ended_at IS NULL")
        .bind("now", now.toEpochMilli())
        .bind("id", id)
        .bind("member", memberUid)
        .execute();
  }

  /** Ends every sign-in of a member but one. */
  public void endOthers(Handle handle, String memberUid, String kept, Instant now) {
    handle
        .createUpdate(
            "UPDATE sign_in SET ended_at = :now WHERE member_uid = :member AND id <> :kept AND ended_at IS NULL")
        .bind("now", now.toEpochMilli())
        .bind("member", memberUid)
        .bind("kept", kept)
        .execute();
  }

  /**
   * Keeps a token that can be used once.
   *
   * @param memberUid whom it is for; absent if that is not known yet
   */
  void keep(
      Handle handle,
      SecretText token,
      Purpose purpose,
      Optional<String> memberUid,
      Instant now,
      Instant expiresAt) {
    handle
        .createUpdate("DELETE FROM one_time_token WHERE expires_at <= :now")
        .bind("now", now.toEpochMilli())
        .execute();
    if (purpose == Purpose.INVITATION) {
      // The newest invitation is the one that counts.
      handle
          .createUpdate(
              "DELETE FROM one_time_token WHERE purpose = :purpose AND member_uid = :member")
          .bind("purpose", purpose.name())
          .bind("member", memberUid.orElseThrow())
          .execute();
    }
    handle
        .createUpdate(
            """
            INSERT INTO one_time_token (hash, purpose, member_uid, expires_at)
            VALUES (:hash, :purpose, :member, :expires)
            """)
        .bind("hash", hash(token))
        .bind("purpose", purpose.name())
        .bind("member", memberUid.orElse(null))
        .bind("expires", expiresAt.toEpochMilli())
        .execute();
  }

  /** Whom an invitation is for, if it can be used. */
  Optional<String> findInvited(Handle handle, SecretText token, Instant now) {
    return handle
        .createQuery(
            """
            SELECT t.member_uid FROM one_time_token t JOIN member m ON m.uid = t.member_uid
            WHERE t.hash = :hash AND t.purpose = 'INVITATION' AND t.expires_at > :now AND m.removed_at IS NULL
            """)
        .bind("hash", hash(token))
        .bind("now", now.toEpochMilli())
        .mapTo(String.class)
        .findOne();
  }

  /** Uses a token up; whether it could be used. */
  boolean use(Handle handle, SecretText token, Purpose purpose, Instant now) {
    return handle
            .createUpdate(
                "DELETE FROM one_time_token WHERE hash = :hash AND purpose = :purpose AND expires_at > :now")
            .bind("hash", hash(token))
            .bind("purpose", purpose.name())
            .bind("now", now.toEpochMilli())
            .execute()
        == 1;
  }
}
