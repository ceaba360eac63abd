package run.edges.companion.server.webhook;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.server.database.Columns;
import run.edges.companion.server.vault.Vault;

/** Webhooks; their secrets are encrypted, and their URLs, which can hold a password. */
public final class WebhookStore {
  private static final RowMapper<Webhook> MAPPER = (row, _) -> read(row);

  private final Vault vault;

  public WebhookStore(Vault vault) {
    this.vault = vault;
  }

  Webhook create(
      Handle handle,
      String workspaceUid,
      SecretText url,
      String shownUrl,
      boolean extraEvents,
      SecretText secret,
      Instant now) {
    Webhook webhook =
        new Webhook(UUID.randomUUID().toString(), workspaceUid, shownUrl, extraEvents, now, null);
    Vault.Encrypted encryptedUrl = encrypt(webhook.uid(), url);
    Vault.Encrypted encrypted = encrypt(webhook.uid(), secret);
    handle
        .createUpdate(
            """
            INSERT INTO webhook (uid, workspace_uid, shown_url, url_data_key, url_ciphertext, extra_events,
              secret_data_key, secret_ciphertext, created_at)
            VALUES (:uid, :workspace, :url, :urlDataKey, :urlCiphertext, :extra, :dataKey, :ciphertext, :now)
            """)
        .bind("uid", webhook.uid())
        .bind("workspace", workspaceUid)
        .bind("url", shownUrl)
        .bind("urlDataKey", encryptedUrl.dataKey())
        .bind("urlCiphertext", encryptedUrl.ciphertext())
        .bind("extra", extraEvents ? 1 : 0)
        .bind("dataKey", encrypted.dataKey())
        .bind("ciphertext", encrypted.ciphertext())
        .bind("now", now.toEpochMilli())
        .execute();
    return webhook;
  }

  Optional<Webhook> find(Handle handle, String uid) {
    return handle
        .createQuery("SELECT * FROM webhook WHERE uid = :uid")
        .bind("uid", uid)
        .map(MAPPER)
        .findOne();
  }

  /** Oldest first. */
  List<Webhook> list(Handle handle, String workspaceUid) {
    return handle
        .createQuery(
            "SELECT * FROM webhook WHERE workspace_uid = :workspace ORDER BY created_at, uid")
        .bind("workspace", workspaceUid)
        .map(MAPPER)
        .list();
  }

  /**
   * What a message to a webhook needs.
   *
   * @param url whole
   * @param secrets that sign now, the newest first
   */
  record Target(SecretText url, List<SecretText> secrets) {}

  Optional<Target> findTarget(Handle handle, String uid, Instant now) {
    return handle
        .createQuery("SELECT * FROM webhook WHERE uid = :uid")
        .bind("uid", uid)
        .map((row, _) -> {
          List<SecretText> secrets = new ArrayList<>();
          secrets.add(decrypt(row, "secret"));
          Instant previousUntil = read(row).previousUntil();
          if (previousUntil != null && now.isBefore(previousUntil)) {
            secrets.add(decrypt(row, "previous"));
          }
          return new Target(decrypt(row, "url"), secrets);
        })
        .findOne();
  }

  /** Makes this the secret; the one of before signs too until then. */
  void rotate(Handle handle, String uid, SecretText secret, Instant previousUntil) {
    Vault.Encrypted encrypted = encrypt(uid, secret);
    handle
        .createUpdate(
            """
            UPDATE webhook SET previous_data_key = secret_data_key, previous_ciphertext = secret_ciphertext,
              previous_until = :until, secret_data_key = :dataKey, secret_ciphertext = :ciphertext
            WHERE uid = :uid
            """)
        .bind("until", previousUntil.toEpochMilli())
        .bind("dataKey", encrypted.dataKey())
        .bind("ciphertext", encrypted.ciphertext())
        .bind("uid", uid)
        .execute();
  }

  void delete(Handle handle, String uid) {
    handle.createUpdate("DELETE FROM webhook WHERE uid = :uid").bind("uid", uid).execute();
  }

  private Vault.Encrypted encrypt(String uid, SecretText secret) {
    return vault.encrypt(
        secret.reveal(SecretAccess.granted()).getBytes(StandardCharsets.US_ASCII), context(uid));
  }

  private SecretText decrypt(ResultSet row, String column) throws SQLException {
    Vault.Encrypted encrypted =
        new Vault.Encrypted(
            row.getBytes(column + "_data_key"), row.getBytes(column + "_ciphertext"));
    return SecretText.of(
        new String(
            vault.decrypt(encrypted, context(row.getString("uid"))), StandardCharsets.US_ASCII));
  }

  private static String context(String uid) {
    return "webhook " + uid;
  }

  private static Webhook read(ResultSet row) throws SQLException {
    return new Webhook(
        row.getString("uid"),
        row.getString("workspace_uid"),
        row.getString("shown_url"),
        row.getInt("extra_events") == 1,
        Instant.ofEpochMilli(row.getLong("created_at")),
        Columns.time(row, "previous_until"));
  }
}
