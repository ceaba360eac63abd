package run.edges.companion.server.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.server.linkedin.Proxy;
import run.edges.companion.server.vault.Vault;

/** One proxy for an identity, encrypted: its URL can hold a password. */
public final class ProxyStore {
  private final Vault vault;

  public ProxyStore(Vault vault) {
    this.vault = vault;
  }

  void put(Handle handle, String identityUid, SecretText url, Proxy proxy) {
    Vault.Encrypted encrypted =
        vault.encrypt(
            url.reveal(SecretAccess.granted()).getBytes(StandardCharsets.UTF_8),
            context(identityUid));
    handle
        .createUpdate(
            """
            INSERT INTO proxy (identity_uid, host, url_data_key, url_ciphertext)
            VALUES (:identity, :host, :dataKey, :ciphertext)
            ON CONFLICT (identity_uid) DO UPDATE SET host = excluded.host,
              url_data_key = excluded.url_data_key, url_ciphertext = excluded.url_ciphertext
            """)
        .bind("identity", identityUid)
        .bind("host", proxy.address())
        .bind("dataKey", encrypted.dataKey())
        .bind("ciphertext", encrypted.ciphertext())
        .execute();
  }

  Optional<Proxy> find(Handle handle, String identityUid) {
    return handle
        .createQuery(
            "SELECT url_data_key, url_ciphertext FROM proxy WHERE identity_uid = :identity")
        .bind("identity", identityUid)
        .map((row, _) ->
            new Vault.Encrypted(row.getBytes("url_data_key"), row.getBytes("url_ciphertext")))
        .findOne()
        .map(encrypted ->
            Proxy.parse(
                new String(
                    vault.decrypt(encrypted, context(identityUid)), StandardCharsets.UTF_8)));
  }

  void delete(Handle handle, String identityUid) {
    handle
        .createUpdate("DELETE FROM proxy WHERE identity_uid = :identity")
        .bind("identity", identityUid)
        .execute();
  }

  private static String context(String identityUid) {
    return "proxy " + identityUid;
  }
}
