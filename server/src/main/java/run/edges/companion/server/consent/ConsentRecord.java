package run.edges.companion.server.consent;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import run.edges.companion.protocol.wire.ServerMessage.RecordEntry;

/**
 * The append-only history of each integration, chained by hashes ({@code docs/protocol.md} section
 * 5.5). No entry holds a cookie, a secret or a User-Agent: callers pass names, times and labels
 * only.
 */
public final class ConsentRecord {
  /** Most entries that {@link #newest} returns. */
  public static final int MAX_ENTRIES = 100;

  private static final int HASH_BYTES = 32;

  /** What can happen to an integration. */
  public enum Event {
    ACCEPTED,
    SESSION_STORED,
    SESSION_RELEASED,
    SESSION_INVALID,
    REFRESH_ASKED,
    PAUSED,
    RESUMED,
    REVOKED,
    SESSION_DELETED
  }

  /** The newest entry: how many there are, and its hash. */
  public record Head(long entries, String hash) {}

  /** Appends an entry within the caller's transaction and returns the new head. */
  public Head append(
      Handle handle, String integrationUid, Event event, Instant at, JsonObject details) {
    Optional<Head> head = findHead(handle, integrationUid);
    long index = head.map(Head::entries).orElse(0L);
    JsonObject body = new JsonObject();
    body.addProperty("index", index);
    body.addProperty("at", at.toString());
    body.addProperty("event", event.name());
    details.asMap().forEach(body::add);
    String text = body.toString();
    String hash = hash(head.map(Head::hash), text);
    handle
        .createUpdate(
            "INSERT INTO consent_entry (integration_uid, entry_index, body, hash) VALUES (:integration, :index, :body, :hash)")
        .bind("integration", integrationUid)
        .bind("index", index)
        .bind("body", text)
        .bind("hash", hash)
        .execute();
    return new Head(index + 1, hash);
  }

  /** The newest entries, oldest of them first. */
  public List<RecordEntry> newest(Handle handle, String integrationUid) {
    return newestBefore(handle, integrationUid, Long.MAX_VALUE);
  }

  /** The newest entries before an index, oldest of them first. */
  public List<RecordEntry> newestBefore(Handle handle, String integrationUid, long index) {
    return select(
        handle, integrationUid, "entry_index < " + index + " ORDER BY entry_index DESC LIMIT 100");
  }

  /** The newest {@code SESSION_RELEASED}, oldest of them first. */
  public List<RecordEntry> newestReleases(Handle handle, String integrationUid) {
    // No other text holds this: a quotation mark inside of one is escaped.
    return select(
        handle,
        integrationUid,
        "body LIKE '%\"event\":\"SESSION_RELEASED\"%' ORDER BY entry_index DESC LIMIT 100");
  }

  /** All entries, oldest first. */
  public List<RecordEntry> all(Handle handle, String integrationUid) {
    return select(handle, integrationUid, "1 = 1 ORDER BY entry_index DESC");
  }

  private static List<RecordEntry> select(Handle handle, String integrationUid, String which) {
    return handle
        .createQuery(
            "SELECT body, hash FROM consent_entry WHERE integration_uid = :integration AND "
                + which)
        .bind("integration", integrationUid)
        .map((row, _) -> new RecordEntry(row.getString("body"), row.getString("hash")))
        .list()
        .reversed();
  }

  private static Optional<Head> findHead(Handle handle, String integrationUid) {
    return handle
        .createQuery(
            """
            SELECT entry_index, hash FROM consent_entry WHERE integration_uid = :integration
            ORDER BY entry_index DESC LIMIT 1
            """)
        .bind("integration", integrationUid)
        .map((row, _) -> new Head(row.getLong("entry_index") + 1, row.getString("hash")))
        .findOne();
  }

  private static String hash(Optional<String> previous, String body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(previous.map(Base64.getUrlDecoder()::decode).orElse(new byte[HASH_BYTES]));
      digest.update(body.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
