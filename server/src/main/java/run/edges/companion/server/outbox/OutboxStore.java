package run.edges.companion.server.outbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;
import run.edges.companion.server.database.Columns;

/** Messages that wait to leave, and for some days those that left or were given up. */
public final class OutboxStore {
  private static final RowMapper<Message> MAPPER = (row, _) -> read(row);

  /** Adds a message within the caller's transaction: it leaves if that commits, else never. */
  public void append(
      Handle handle, String id, Kind kind, String target, String event, String body, Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO outbox (id, kind, target, event, body, state, attempts, due_at, created_at)
            VALUES (:id, :kind, :target, :event, :body, 'PENDING', 0, :now, :now)
            """)
        .bind("id", id)
        .bind("kind", kind.name())
        .bind("target", target)
        .bind("event", event)
        .bind("body", body)
        .bind("now", now.toEpochMilli())
        .execute();
  }

  /** When the next message is due, in epoch milliseconds, but for those targets. */
  OptionalLong findNextDue(Handle handle, List<String> without) {
    return bound(
            handle.createQuery(
                "SELECT due_at FROM outbox WHERE state = 'PENDING'%s ORDER BY due_at LIMIT 1"
                    .formatted(notIn(without))),
            without)
        .mapTo(Long.class)
        .findOne()
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  /**
   * Takes messages that are due, each for one attempt: nobody else takes them until the lease ends,
   * and then somebody does if the attempt was not settled.
   *
   * @param without targets whose messages are left alone
   */
  List<Message> claim(Handle handle, List<String> without, Instant now, Duration lease, int limit) {
    return bound(
            handle.createQuery(
                """
                UPDATE outbox SET due_at = :lease, attempts = attempts + 1
                WHERE state = 'PENDING' AND due_at <= :now AND id IN (
                  SELECT id FROM outbox WHERE state = 'PENDING' AND due_at <= :now%s ORDER BY due_at LIMIT :limit)
                RETURNING *
                """
                    .formatted(notIn(without))),
            without)
        .bind("lease", now.plus(lease).toEpochMilli())
        .bind("now", now.toEpochMilli())
        .bind("limit", limit)
        .map(MAPPER)
        .list();
  }

  /** Ends a message: delivered, or given up. */
  void settle(Handle handle, String id, Message.State state, String answer, Instant now) {
    handle
        .createUpdate(
            "UPDATE outbox SET state = :state, last_answer = :answer, settled_at = :now WHERE id = :id")
        .bind("state", state.name())
        .bind("answer", answer)
        .bind("now", now.toEpochMilli())
        .bind("id", id)
        .execute();
  }

  /** Puts a message off to its next attempt. */
  void postpone(Handle handle, String id, String answer, Instant dueAt) {
    handle
        .createUpdate("UPDATE outbox SET due_at = :due, last_answer = :answer WHERE id = :id")
        .bind("due", dueAt.toEpochMilli())
        .bind("answer", answer)
        .bind("id", id)
        .execute();
  }

  /** Makes a message due again as if it were new, whatever became of it; false if it is gone. */
  public boolean replay(Handle handle, Kind kind, String target, String id, Instant now) {
    return handle
            .createUpdate(
                """
                UPDATE outbox SET state = 'PENDING', attempts = 0, due_at = :now, settled_at = NULL
                WHERE id = :id AND kind = :kind AND target = :target
                """)
            .bind("now", now.toEpochMilli())
            .bind("id", id)
            .bind("kind", kind.name())
            .bind("target", target)
            .execute()
        == 1;
  }

  public Optional<Message> find(Handle handle, String id) {
    return handle
        .createQuery("SELECT * FROM outbox WHERE id = :id")
        .bind("id", id)
        .map(MAPPER)
        .findOne();
  }

  /** The newest messages to a target, newest first. */
  public List<Message> newest(Handle handle, Kind kind, String target, int limit) {
    return handle
        .createQuery(
            """
            SELECT * FROM outbox WHERE kind = :kind AND target = :target
            ORDER BY created_at DESC, id LIMIT :limit
            """)
        .bind("kind", kind.name())
        .bind("target", target)
        .bind("limit", limit)
        .map(MAPPER)
        .list();
  }

  /** Whether one of the same kind, target and event was delivered since, with this answer. */
  public boolean wasDelivered(Handle handle, Message like, String answer, Instant since) {
    return matching(
            handle, like, "state = 'DELIVERED' AND last_answer = :answer AND settled_at > :since")
        .bind("answer", answer)
        .bind("since", since.toEpochMilli())
        .mapTo(Integer.class)
        .findFirst()
        .isPresent();
  }

  /** Whether one of the same kind, target and event was appended earlier and still waits. */
  public boolean hasElder(Handle handle, Message message) {
    return matching(
            handle,
            message,
            "state = 'PENDING' AND (created_at < :at OR created_at = :at AND id < :id)")
        .bind("at", message.createdAt().toEpochMilli())
        .bind("id", message.id())
        .mapTo(Integer.class)
        .findFirst()
        .isPresent();
  }

  /** Deletes every message to a target. */
  public void deleteAll(Handle handle, Kind kind, String target) {
    handle
        .createUpdate("DELETE FROM outbox WHERE kind = :kind AND target = :target")
        .bind("kind", kind.name())
        .bind("target", target)
        .execute();
  }

  /** Deletes what was settled before. */
  void deleteSettledBefore(Handle handle, Instant before) {
    handle
        .createUpdate("DELETE FROM outbox WHERE state <> 'PENDING' AND settled_at < :before")
        .bind("before", before.toEpochMilli())
        .execute();
  }

  private static Query matching(Handle handle, Message like, String condition) {
    return handle
        .createQuery(
            "SELECT 1 FROM outbox WHERE kind = :kind AND target = :target AND event = :event AND "
                + condition
                + " LIMIT 1")
        .bind("kind", like.kind().name())
        .bind("target", like.target())
        .bind("event", like.event());
  }

  private static String notIn(List<String> targets) {
    return targets.isEmpty() ? "" : " AND target NOT IN (<without>)";
  }

  private static Query bound(Query query, List<String> without) {
    return without.isEmpty() ? query : query.bindList("without", without);
  }

  private static Message read(ResultSet row) throws SQLException {
    return new Message(
        row.getString("id"),
        Kind.valueOf(row.getString("kind")),
        row.getString("target"),
        row.getString("event"),
        row.getString("body"),
        Message.State.valueOf(row.getString("state")),
        row.getInt("attempts"),
        Instant.ofEpochMilli(row.getLong("due_at")),
        Instant.ofEpochMilli(row.getLong("created_at")),
        Columns.time(row, "settled_at"),
        row.getString("last_answer"));
  }
}
