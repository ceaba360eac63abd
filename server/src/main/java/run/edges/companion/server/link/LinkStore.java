package run.edges.companion.server.link;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.api.SharedLinkBody.Kind;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.ProtocolException;
import run.edges.companion.server.database.Columns;
import run.edges.companion.server.vault.Vault;

/**
 * Shared links and login links. A secret is kept as a hash to redeem it by, and encrypted so that
 * the link can be shown to the workspace again.
 */
public final class LinkStore {
  private static final int ID_BYTES = 16;
  private static final int SECRET_BYTES = 32;
  private static final RowMapper<IssuedLink> MAPPER =
      (row, _) ->
          new IssuedLink(
              row.getString("id"),
              row.getString("identity_uid"),
              Instant.ofEpochMilli(row.getLong("created_at")),
              Columns.time(row, "expires_at"),
              Columns.time(row, "revoked_at"),
              Kind.valueOf(row.getString("kind")),
              Columns.time(row, "used_at"));

  private final Vault vault;

  public LinkStore(Vault vault) {
    this.vault = vault;
  }

  /**
   * A link that can be used now.
   *
   * @throws ProtocolException {@code LINK_UNKNOWN}, {@code LINK_REVOKED}, {@code LINK_USED} or
   *     {@code LINK_EXPIRED}
   */
  public IssuedLink getActive(Handle handle, String id, Instant now) {
    IssuedLink link =
        find(handle, id).orElseThrow(() -> new ProtocolException(ErrorCode.LINK_UNKNOWN));
    problem(link, now)
        .ifPresent(code -> {
          throw new ProtocolException(code);
        });
    return link;
  }

  /** Why a link cannot be used, if so. */
  public static Optional<ErrorCode> problem(IssuedLink link, Instant now) {
    return switch (link.state(now)) {
      case ACTIVE -> Optional.empty();
      case REVOKED -> Optional.of(ErrorCode.LINK_REVOKED);
      case EXPIRED -> Optional.of(ErrorCode.LINK_EXPIRED);
      case USED -> Optional.of(ErrorCode.LINK_USED);
    };
  }

  /** Issues a link for an identity. */
  public IssuedLink issue(
      Handle handle, String identityUid, Kind kind, Instant now, @Nullable Instant expiresAt) {
    String id = newId();
    String secret = random(SECRET_BYTES);
    Vault.Encrypted encrypted =
        vault.encrypt(secret.getBytes(StandardCharsets.US_ASCII), context(id));
    handle
        .createUpdate(
            """
            INSERT INTO shared_link
              (id, identity_uid, secret_hash, secret_data_key, secret_ciphertext, created_at, expires_at, kind)
            VALUES (:id, :identity, :hash, :dataKey, :ciphertext, :now, :expires, :kind)
            """)
        .bind("id", id)
        .bind("identity", identityUid)
        .bind("hash", hash(SecretText.of(secret)))
        .bind("dataKey", encrypted.dataKey())
        .bind("ciphertext", encrypted.ciphertext())
        .bind("now", now.toEpochMilli())
        .bind("expires", expiresAt == null ? null : expiresAt.toEpochMilli())
        .bind("kind", kind.name())
        .execute();
    return new IssuedLink(id, identityUid, now, expiresAt, null, kind, null);
  }

  public Optional<IssuedLink> find(Handle handle, String id) {
    return handle
        .createQuery("SELECT * FROM shared_link WHERE id = :id")
        .bind("id", id)
        .map(MAPPER)
        .findOne();
  }

  public List<IssuedLink> list(Handle handle, String identityUid) {
    return handle
        .createQuery(
            "SELECT * FROM shared_link WHERE identity_uid = :identity ORDER BY created_at, id")
        .bind("identity", identityUid)
        .map(MAPPER)
        .list();
  }

  /** Who asks by a link. */
  public record Asker(String workspaceUid, String workspace, String identity) {}

  public Optional<Asker> findAsker(Handle handle, String id) {
    return handle
        .createQuery(
            """
            SELECT w.uid, w.name AS workspace, d.name AS identity FROM shared_link l
            JOIN identity d ON d.uid = l.identity_uid JOIN workspace w ON w.uid = d.workspace_uid
            WHERE l.id = :id
            """)
        .bind("id", id)
        .map((row, _) ->
            new Asker(row.getString("uid"), row.getString("workspace"), row.getString("identity")))
        .findOne();
  }

  /** Whether this is the link's secret. */
  public boolean isSecret(Handle handle, String id, SecretText secret) {
    return handle
        .createQuery("SELECT secret_hash FROM shared_link WHERE id = :id")
        .bind("id", id)
        .mapTo(String.class)
        .findOne()
        .filter(stored ->
            MessageDigest.isEqual(
                stored.getBytes(StandardCharsets.US_ASCII),
                hash(secret).getBytes(StandardCharsets.US_ASCII)))
        .isPresent();
  }

  /** The secret, to show the whole link to the workspace again. */
  public SecretText getSecret(Handle handle, String id) {
    return handle
        .createQuery("SELECT secret_data_key, secret_ciphertext FROM shared_link WHERE id = :id")
        .bind("id", id)
        .map((row, _) ->
            new Vault.Encrypted(row.getBytes("secret_data_key"), row.getBytes("secret_ciphertext")))
        .findOne()
        .map(encrypted ->
            SecretText.of(
                new String(vault.decrypt(encrypted, context(id)), StandardCharsets.US_ASCII)))
        .orElseThrow();
  }

  /** Revokes a link; a second time changes nothing. */
  public void revoke(Handle handle, String id, Instant now) {
    handle
        .createUpdate(
            "UPDATE shared_link SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL")
        .bind("now", now.toEpochMilli())
        .bind("id", id)
        .execute();
  }

  /** Ends a login link: it led to a session. Shared links serve again. */
  public void markUsed(Handle handle, String id, Instant now) {
    handle
        .createUpdate("UPDATE shared_link SET used_at = :now WHERE id = :id AND kind = 'LOGIN'")
        .bind("now", now.toEpochMilli())
        .bind("id", id)
        .execute();
  }

  /** Revokes the login links of an identity that were not used: a newer one replaces them. */
  void revokeLoginLinks(Handle handle, String identityUid, Instant now) {
    handle
        .createUpdate(
            """
            UPDATE shared_link SET revoked_at = :now
            WHERE identity_uid = :identity AND kind = 'LOGIN' AND revoked_at IS NULL AND used_at IS NULL
            """)
        .bind("now", now.toEpochMilli())
        .bind("identity", identityUid)
        .execute();
  }

  /** Revokes every link of an identity. */
  public void revokeAll(Handle handle, String identityUid, Instant now) {
    handle
        .createUpdate(
            "UPDATE shared_link SET revoked_at = :now WHERE identity_uid = :identity AND revoked_at IS NULL")
        .bind("now", now.toEpochMilli())
        .bind("identity", identityUid)
        .execute();
  }

  private static String context(String id) {
    return "link " + id;
  }

  /** Does not begin with a dash: on a command line that would be an option. */
  private static String newId() {
    String id = random(ID_BYTES);
    return id.startsWith("-") ? newId() : id;
  }

  private static String random(int bytes) {
    return SecretText.random(bytes).reveal(SecretAccess.granted());
  }

  private static String hash(SecretText secret) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(secret.sha256());
  }
}
