package run.edges.companion.server.idempotency;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import run.edges.companion.server.vault.Vault;

/** Requests that carried an {@code Idempotency-Key}, and their answers, encrypted. */
public final class IdempotencyStore {
  private final Vault vault;

  public IdempotencyStore(Vault vault) {
    this.vault = vault;
  }

  /** A key of one API key. */
  record RequestKey(String apiKeyId, String value) {
    private String context() {
      return "idempotent " + apiKeyId + " " + value;
    }
  }

  /**
   * A request that was begun before.
   *
   * @param status of its answer; absent if it never got one
   */
  record Begun(String requestHash, @Nullable Integer status, String body) {}

  /** What tells one request from another; a body can hold a password, so it is keyed. */
  String hash(String uri, byte[] body) {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(uri.getBytes(StandardCharsets.UTF_8));
    request.write(0);
    request.writeBytes(body);
    return HexFormat.of().formatHex(vault.fingerprint(request.toByteArray(), "idempotent request"));
  }

  /** Begins a request; returns what was begun before under the same key, if anything was. */
  Optional<Begun> begin(Handle handle, RequestKey key, String requestHash, Instant now) {
    int begun =
        handle
            .createUpdate(
                """
                INSERT INTO idempotent_request (api_key_id, idempotency_key, request_hash, created_at)
                VALUES (:apiKey, :key, :hash, :now) ON CONFLICT DO NOTHING
                """)
            .bind("apiKey", key.apiKeyId())
            .bind("key", key.value())
            .bind("hash", requestHash)
            .bind("now", now.toEpochMilli())
            .execute();
    return begun == 1 ? Optional.empty() : find(handle, key);
  }

  /** Keeps the answer. */
  void finish(Handle handle, RequestKey key, int status, byte[] body) {
    Vault.Encrypted encrypted = vault.encrypt(body, key.context());
    handle
        .createUpdate(
            """
            UPDATE idempotent_request SET status = :status, data_key = :dataKey, ciphertext = :ciphertext
            WHERE api_key_id = :apiKey AND idempotency_key = :key
            """)
        .bind("status", status)
        .bind("dataKey", encrypted.dataKey())
        .bind("ciphertext", encrypted.ciphertext())
        .bind("apiKey", key.apiKeyId())
        .bind("key", key.value())
        .execute();
  }

  /** Forgets a request that changed nothing, so that it can be tried again. */
  void forget(Handle handle, RequestKey key) {
    handle
        .createUpdate(
            "DELETE FROM idempotent_request WHERE api_key_id = :apiKey AND idempotency_key = :key")
        .bind("apiKey", key.apiKeyId())
        .bind("key", key.value())
        .execute();
  }

  void deleteBefore(Handle handle, Instant before) {
    handle
        .createUpdate("DELETE FROM idempotent_request WHERE created_at < :before")
        .bind("before", before.toEpochMilli())
        .execute();
  }

  private Optional<Begun> find(Handle handle, RequestKey key) {
    return handle
        .createQuery(
            "SELECT * FROM idempotent_request WHERE api_key_id = :apiKey AND idempotency_key = :key")
        .bind("apiKey", key.apiKeyId())
        .bind("key", key.value())
        .map((row, _) -> {
          int status = row.getInt("status");
          if (row.wasNull()) {
            return new Begun(row.getString("request_hash"), null, "");
          }
          byte[] body =
              vault.decrypt(
                  new Vault.Encrypted(row.getBytes("data_key"), row.getBytes("ciphertext")),
                  key.context());
          return new Begun(
              row.getString("request_hash"), status, new String(body, StandardCharsets.UTF_8));
        })
        .findOne();
  }
}
