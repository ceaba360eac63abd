package run.edges.companion.server.verification;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Which integrations LinkedIn is to be asked about, and which cookies end soon. */
public final class VerificationStore {
  /** A cookie that ends soon. */
  record Ending(String integrationUid, String cookie, Instant at) {}

  /** Takes those that are due for the time of a lease, the longest due first. */
  List<String> claim(Handle handle, Instant now, Duration lease, int most) {
    List<String> due =
        handle
            .createQuery(
                """
                SELECT uid FROM integration
                WHERE state = 'ACTIVE' AND status = 'VALID' AND verify_due_at <= :now
                ORDER BY verify_due_at LIMIT :most
                """)
            .bind("now", now.toEpochMilli())
            .bind("most", most)
            .mapTo(String.class)
            .list();
    due.forEach(uid -> postpone(handle, uid, now.plus(lease)));
    return due;
  }

  void postpone(Handle handle, String uid, Instant until) {
    handle
        .createUpdate("UPDATE integration SET verify_due_at = :until WHERE uid = :uid")
        .bind("until", until.toEpochMilli())
        .bind("uid", uid)
        .execute();
  }

  /** Takes the cookies that end before a time and were not warned of, and notes that they were. */
  List<Ending> takeEnding(Handle handle, String cookie, Instant now, Instant before) {
    List<Ending> ending =
        handle
            .createQuery(
                """
                SELECT s.integration_uid, s.%1$s_expires_at AS ends FROM stored_session s
                JOIN integration i ON i.uid = s.integration_uid
                WHERE s.%1$s_expires_at BETWEEN :now AND :before AND s.%1$s_warned_at IS NULL
                  AND i.state = 'ACTIVE' AND i.status = 'VALID'
                  AND COALESCE(i.paused_until, 0) <= :now
                """
                    .formatted(cookie))
            .bind("now", now.toEpochMilli())
            .bind("before", before.toEpochMilli())
            .map((row, _) ->
                new Ending(
                    row.getString("integration_uid"),
                    cookie,
                    Instant.ofEpochMilli(row.getLong("ends"))))
            .list();
    ending.forEach(one ->
        handle
            .createUpdate(
                "UPDATE stored_session SET %s_warned_at = :now WHERE integration_uid = :uid"
                    .formatted(cookie))
            .bind("now", now.toEpochMilli())
            .bind("uid", one.integrationUid())
            .execute());
    return ending;
  }
}
