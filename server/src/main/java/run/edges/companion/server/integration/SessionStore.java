package run.edges.companion.server.integration;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.wire.CapturedSession;
import run.edges.companion.server.vault.Vault;

/** The stored session of each integration, encrypted; one row, replaced whole. */
public final class SessionStore {
  private final Vault vault;

  public SessionStore(Vault vault) {
    this.vault = vault;
  }

  /** Encrypts outside of the transaction, so that the writer only writes. */
  public Vault.Encrypted encrypt(String integrationUid, CapturedSession session) {
    return vault.encrypt(session.write(), context(integrationUid));
  }

  /** Replaces the session; returns its dates. */
  Integration.Stored put(
      Handle handle,
      String integrationUid,
      Vault.Encrypted encrypted,
      CapturedSession session,
      Instant now) {
    Integration.Stored stored =
        new Integration.Stored(now, expiry(session, "li_at"), expiry(session, "li_a"), null);
    handle
        .createUpdate(
            """
            INSERT INTO stored_session
              (integration_uid, data_key, ciphertext, li_at_expires_at, li_a_expires_at, stored_at)
            VALUES (:integration, :dataKey, :ciphertext, :liAt, :liA, :now)
            ON CONFLICT (integration_uid) DO UPDATE SET data_key = excluded.data_key,
              ciphertext = excluded.ciphertext, li_at_expires_at = excluded.li_at_expires_at,
              li_a_expires_at = excluded.li_a_expires_at, stored_at = excluded.stored_at,
              li_a_ended_at = NULL, li_at_warned_at = NULL, li_a_warned_at = NULL
            """)
        .bind("integration", integrationUid)
        .bind("dataKey", encrypted.dataKey())
        .bind("ciphertext", encrypted.ciphertext())
        .bind("liAt", millis(stored.liAtExpiresAt()))
        .bind("liA", millis(stored.liAExpiresAt()))
        .bind("now", now.toEpochMilli())
        .execute();
    return stored;
  }

  /** Replaces {@code li_at}; what is known of {@code li_a} stays true. */
  void renew(
      Handle handle,
      String integrationUid,
      Vault.Encrypted encrypted,
      CapturedSession session,
      Instant now) {
    handle
        .createUpdate(
            """
            UPDATE stored_session SET data_key = :dataKey, ciphertext = :ciphertext,
              li_at_expires_at = :liAt, stored_at = :now, li_at_warned_at = NULL
            WHERE integration_uid = :integration
            """)
        .bind("integration", integrationUid)
        .bind("dataKey", encrypted.dataKey())
        .bind("ciphertext", encrypted.ciphertext())
        .bind("liAt", millis(expiry(session, "li_at")))
        .bind("now", now.toEpochMilli())
        .execute();
  }

  public Optional<CapturedSession> find(Handle handle, String integrationUid) {
    return handle
        .createQuery("SELECT data_key, ciphertext FROM stored_session WHERE integration_uid = :uid")
        .bind("uid", integrationUid)
        .map((row, _) -> new Vault.Encrypted(row.getBytes("data_key"), row.getBytes("ciphertext")))
        .findOne()
        .flatMap(
            encrypted -> CapturedSession.parse(vault.decrypt(encrypted, context(integrationUid))));
  }

  /** Whether that is news. */
  boolean markSalesNavigatorEnded(Handle handle, String integrationUid, Instant now) {
    return handle
            .createUpdate(
                "UPDATE stored_session SET li_a_ended_at = :now WHERE integration_uid = :uid AND li_a_ended_at IS NULL")
            .bind("now", now.toEpochMilli())
            .bind("uid", integrationUid)
            .execute()
        == 1;
  }

  /** Deletes session and data key. */
  void delete(Handle handle, String integrationUid) {
    handle
        .createUpdate("DELETE FROM stored_session WHERE integration_uid = :uid")
        .bind("uid", integrationUid)
        .execute();
  }

  private static String context(String integrationUid) {
    return "session " + integrationUid;
  }

  private static @Nullable Instant expiry(CapturedSession session, String cookie) {
    return session.find(cookie).map(CapturedSession.Cookie::expiresAt).orElse(null);
  }

  private static @Nullable Long millis(@Nullable Instant time) {
    return time == null ? null : time.toEpochMilli();
  }
}
