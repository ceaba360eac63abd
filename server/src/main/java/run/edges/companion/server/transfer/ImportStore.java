package run.edges.companion.server.transfer;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;
import run.edges.companion.server.database.Columns;

/** Files of identities that were sent in, and what became of each row. */
public final class ImportStore {
  /** What became of a row. */
  public enum Result {
    CREATED,
    SKIPPED,
    WRONG
  }

  /**
   * A file that was sent in.
   *
   * @param namesakes whether identities are made whose name another has already
   * @param finishedAt when its last row was done
   */
  public record Job(
      String uid,
      String workspaceUid,
      String fileName,
      boolean namesakes,
      int rowCount,
      Instant createdAt,
      @Nullable Instant finishedAt) {}

  /**
   * A row of a file.
   *
   * @param result absent until it is done
   * @param reason names the text that says what is wrong
   */
  public record Row(
      int index,
      long line,
      String name,
      String email,
      String timezone,
      @Nullable Result result,
      @Nullable String reason,
      @Nullable String identityUid) {}

  private static final RowMapper<Job> JOB =
      (row, _) ->
          new Job(
              row.getString("uid"),
              row.getString("workspace_uid"),
              row.getString("file_name"),
              row.getInt("namesakes") == 1,
              row.getInt("row_count"),
              Instant.ofEpochMilli(row.getLong("created_at")),
              Columns.time(row, "finished_at"));

  private static final RowMapper<Row> ROW =
      (row, _) ->
          new Row(
              row.getInt("row_index"),
              row.getLong("line"),
              row.getString("name"),
              row.getString("email"),
              row.getString("timezone"),
              row.getString("result") == null ? null : Result.valueOf(row.getString("result")),
              row.getString("reason"),
              row.getString("identity_uid"));

  void create(Handle handle, Job job, List<CsvFile.Line> rows) {
    handle
        .createUpdate(
            """
            INSERT INTO import_job (uid, workspace_uid, file_name, namesakes, row_count, created_at, worker, lease_until)
            VALUES (:uid, :workspace, :file, :namesakes, :rows, :now, '', 0)
            """)
        .bind("uid", job.uid())
        .bind("workspace", job.workspaceUid())
        .bind("file", job.fileName())
        .bind("namesakes", job.namesakes() ? 1 : 0)
        .bind("rows", job.rowCount())
        .bind("now", job.createdAt().toEpochMilli())
        .execute();
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO import_row (job_uid, row_index, line, name, email, timezone, reason)
            VALUES (:job, :index, :line, :name, :email, :timezone, :reason)
            """);
    for (int index = 0; index < rows.size(); index++) {
      CsvFile.Line row = rows.get(index);
      var _ =
          batch
              .bind("job", job.uid())
              .bind("index", index)
              .bind("line", row.number())
              .bind("name", row.name())
              .bind("email", row.email())
              .bind("timezone", row.timezone())
              .bind("reason", row.complete() ? null : "cells")
              .add();
    }
    var _ = batch.execute();
  }

  Optional<Job> find(Handle handle, String uid) {
    return handle
        .createQuery("SELECT * FROM import_job WHERE uid = :uid")
        .bind("uid", uid)
        .map(JOB)
        .findOne();
  }

  /** Newest first. */
  List<Job> list(Handle handle, String workspaceUid, int most) {
    return handle
        .createQuery(
            "SELECT * FROM import_job WHERE workspace_uid = :workspace ORDER BY created_at DESC, uid LIMIT :most")
        .bind("workspace", workspaceUid)
        .bind("most", most)
        .map(JOB)
        .list();
  }

  /** Those that are not done and that nobody works on. */
  List<String> listLeft(Handle handle, Instant now) {
    return handle
        .createQuery(
            "SELECT uid FROM import_job WHERE finished_at IS NULL AND lease_until <= :now ORDER BY created_at")
        .bind("now", now.toEpochMilli())
        .mapTo(String.class)
        .list();
  }

  /** Takes or keeps a job for a worker; false if it is done or another one's. */
  boolean claim(Handle handle, String uid, String worker, Instant now, Instant until) {
    return handle
            .createUpdate(
                """
                UPDATE import_job SET worker = :worker, lease_until = :until
                WHERE uid = :uid AND finished_at IS NULL AND (worker = :worker OR lease_until <= :now)
                """)
            .bind("worker", worker)
            .bind("until", until.toEpochMilli())
            .bind("uid", uid)
            .bind("now", now.toEpochMilli())
            .execute()
        == 1;
  }

  /** Lets go of what a worker has, so that another can take it at once. */
  void release(Handle handle, String worker) {
    handle
        .createUpdate("UPDATE import_job SET lease_until = 0 WHERE worker = :worker")
        .bind("worker", worker)
        .execute();
  }

  /** The next rows that are not done, in the order of the file. */
  List<Row> listOpen(Handle handle, String uid, int most) {
    return handle
        .createQuery(
            "SELECT * FROM import_row WHERE job_uid = :uid AND result IS NULL ORDER BY row_index LIMIT :most")
        .bind("uid", uid)
        .bind("most", most)
        .map(ROW)
        .list();
  }

  void settle(
      Handle handle,
      String uid,
      int index,
      Result result,
      @Nullable String reason,
      @Nullable String identityUid) {
    handle
        .createUpdate(
            """
            UPDATE import_row SET result = :result, reason = :reason, identity_uid = :identity
            WHERE job_uid = :uid AND row_index = :index
            """)
        .bind("result", result.name())
        .bind("reason", reason)
        .bind("identity", identityUid)
        .bind("uid", uid)
        .bind("index", index)
        .execute();
  }

  void finish(Handle handle, String uid, Instant now) {
    handle
        .createUpdate("UPDATE import_job SET finished_at = :now WHERE uid = :uid")
        .bind("now", now.toEpochMilli())
        .bind("uid", uid)
        .execute();
  }

  /** How many rows have each result. */
  Map<Result, Integer> count(Handle handle, String uid) {
    return handle
        .createQuery(
            "SELECT result, COUNT(*) AS n FROM import_row WHERE job_uid = :uid AND result IS NOT NULL GROUP BY result")
        .bind("uid", uid)
        .reduceRows(
            new HashMap<>(),
            (counts, row) -> {
              counts.put(
                  Result.valueOf(row.getColumn("result", String.class)),
                  row.getColumn("n", Integer.class));
              return counts;
            });
  }

  /** Rows from one on, in the order of the file. */
  List<Row> list(Handle handle, String uid, int from, int most) {
    return handle
        .createQuery(
            "SELECT * FROM import_row WHERE job_uid = :uid AND row_index >= :from ORDER BY row_index LIMIT :most")
        .bind("uid", uid)
        .bind("from", from)
        .bind("most", most)
        .map(ROW)
        .list();
  }

  /** The first rows that were not made into an identity. */
  List<Row> listNotCreated(Handle handle, String uid, int most) {
    return handle
        .createQuery(
            """
            SELECT * FROM import_row WHERE job_uid = :uid AND result IN ('SKIPPED', 'WRONG')
            ORDER BY row_index LIMIT :most
            """)
        .bind("uid", uid)
        .bind("most", most)
        .map(ROW)
        .list();
  }

  /** Forgets files that were done before. */
  void deleteFinishedBefore(Handle handle, Instant before) {
    handle
        .createUpdate(
            "DELETE FROM import_row WHERE job_uid IN (SELECT uid FROM import_job WHERE finished_at < :before)")
        .bind("before", before.toEpochMilli())
        .execute();
    handle
        .createUpdate("DELETE FROM import_job WHERE finished_at < :before")
        .bind("before", before.toEpochMilli())
        .execute();
  }
}
