package run.edges.companion.server.audit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The audit, always of one workspace. Entries are never changed. */
public final class AuditStore {
  public void append(Handle handle, AuditEntry.Done done, Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO audit_entry (id, workspace_uid, occurred_at, actor, by_key, action, subject, address)
            VALUES (:id, :workspace, :now, :actor, :byKey, :action, :subject, :address)
            """)
        .bind("id", UUID.randomUUID().toString())
        .bind("workspace", done.workspaceUid())
        .bind("now", now.toEpochMilli())
        .bind("actor", done.actor())
        .bind("byKey", done.byKey() ? 1 : 0)
        .bind("action", done.action())
        .bind("subject", done.subject().orElse(null))
        .bind("address", done.address())
        .execute();
  }

  /** Where a page ends, and the next begins. */
  public record Position(Instant occurredAt, String id) {}

  /**
   * Newest first.
   *
   * @param action all if empty
   * @param before the last entry that is not wanted any more; from the newest on if empty
   */
  public List<AuditEntry> list(
      Handle handle,
      String workspaceUid,
      Optional<String> action,
      Optional<Position> before,
      int most) {
    String wanted = action.isPresent() ? " AND action = :action" : "";
    String older =
        before.isPresent() ? " AND (occurred_at < :at OR occurred_at = :at AND id < :id)" : "";
    var query =
        handle
            .createQuery(
                "SELECT * FROM audit_entry WHERE workspace_uid = :workspace"
                    + wanted
                    + older
                    + " ORDER BY occurred_at DESC, id DESC LIMIT :most")
            .bind("workspace", workspaceUid)
            .bind("most", most);
    action.ifPresent(one -> query.bind("action", one));
    before.ifPresent(
        place -> query.bind("at", place.occurredAt().toEpochMilli()).bind("id", place.id()));
    return query
        .map((row, _) ->
            new AuditEntry(
                row.getString("id"),
                Instant.ofEpochMilli(row.getLong("occurred_at")),
                row.getString("actor"),
                row.getInt("by_key") == 1,
                row.getString("action"),
                Optional.ofNullable(row.getString("subject")),
                row.getString("address")))
        .list();
  }
}
