package run.edges.companion.server.link;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretBytes;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.server.database.Columns;
import run.edges.companion.server.vault.Vault;

/**
 * Shared links. A secret is kept as a hash to redeem it by, and encrypted so that the link can be
 * shown to the workspace again.
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
              Columns.time(row, "revoked_at"));

  private final Vault vault;

  public LinkStore(Vault vault) {
    this.vault = vault;
  }

  /** Issues a link for an identity. */
  public IssuedLink issue(
      Handle handle, String identityUid, Instant now, @Nullable Instant expiresAt) {
    String id = newId();
    String secret = random(SECRET_BYTES);
    Vault.Encrypted encrypted =
        vault.encrypt(secret.getBytes(StandardCharsets.US_ASCII), context(id));
    handle
        .createUpdate(
            """
            INSERT INTO shared_link
              (id, identity_uid, secret_hash, secret_data_key, secret_ciphertext, created_at, expires_at)
            VALUES (:id, :identity, :hash, :dataKey, :ciphertext, :now, :expires)
            """)
        .bind("id", id)
        .bind("identity", identityUid)
        .bind("hash", hash(SecretText.of(secret)))
        .bind("dataKey", encrypted.dataKey())
        .bind("ciphertext", encrypted.ciphertext())
        .bind("now", now.toEpochMilli())
        .bind("expires", expiresAt == null ? null : expiresAt.toEpochMilli())
        .execute();
    return new IssuedLink(id, identityUid, now, expiresAt, null);
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

  /** Who asks by a link, in names. */
  public record Asker(String workspace, String identity) {}

  public Optional<Asker> findAsker(Handle handle, String id) {
    return handle
        .createQuery(
            """
            SELECT w.name AS workspace, d.name AS identity FROM shared_link l
            JOIN identity d ON d.uid = l.identity_uid JOIN workspace w ON w.uid = d.workspace_uid
            WHERE l.id = :id
            """)
        .bind("id", id)
        .map((row, _) -> new Asker(row.getString("workspace"), row.getString("identity")))
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
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(SecretBytes.random(bytes).reveal(SecretAccess.granted()));
  }

  private static String hash(SecretText secret) {
    try {
      byte[] bytes = secret.reveal(SecretAccess.granted()).getBytes(StandardCharsets.UTF_8);
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
