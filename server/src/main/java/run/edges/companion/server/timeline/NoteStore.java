package run.edges.companion.server.timeline;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Notes about integrations for the people who operate them: that a session was verified, once a
 * day, and each warning. They are forgotten after {@link #KEPT}.
 */
public final class NoteStore {
  public static final Duration KEPT = Duration.ofDays(90);
  private static final Duration ONCE_IN = Duration.ofDays(1);

  /** Most that {@link #newest} returns. */
  private static final int MOST = 200;

  /** What can be noted. */
  public enum Kind {
    VERIFIED,
    EXPIRES_SOON,
    SALES_NAVIGATOR_EXPIRED,
    SETUP_FAILED
  }

  /** One of them. */
  public record Note(Instant at, Kind kind) {}

  public void append(Handle handle, String integrationUid, Kind kind, Instant now) {
    handle
        .createUpdate(
            "INSERT INTO integration_note (integration_uid, noted_at, kind) VALUES (:uid, :now, :kind)")
        .bind("uid", integrationUid)
        .bind("now", now.toEpochMilli())
        .bind("kind", kind.name())
        .execute();
  }

  /** As {@link #append}, unless the same was noted within a day. */
  public void appendDaily(Handle handle, String integrationUid, Kind kind, Instant now) {
    boolean noted =
        handle
            .createQuery(
                """
                SELECT kind FROM integration_note
                WHERE integration_uid = :uid AND kind = :kind AND noted_at > :since LIMIT 1
                """)
            .bind("uid", integrationUid)
            .bind("kind", kind.name())
            .bind("since", now.minus(ONCE_IN).toEpochMilli())
            .mapTo(String.class)
            .findOne()
            .isPresent();
    if (!noted) {
      append(handle, integrationUid, kind, now);
    }
  }

  /** Newest first. */
  public List<Note> newest(Handle handle, String integrationUid) {
    return handle
        .createQuery(
            """
            SELECT noted_at, kind FROM integration_note WHERE integration_uid = :uid
            ORDER BY noted_at DESC LIMIT :most
            """)
        .bind("uid", integrationUid)
        .bind("most", MOST)
        .map((row, _) ->
            new Note(
                Instant.ofEpochMilli(row.getLong("noted_at")), Kind.valueOf(row.getString("kind"))))
        .list();
  }

  /** Forgets what is older than {@link #KEPT}. */
  public void forget(Handle handle, Instant now) {
    handle
        .createUpdate("DELETE FROM integration_note WHERE noted_at < :before")
        .bind("before", now.minus(KEPT).toEpochMilli())
        .execute();
  }
}
