package run.edges.companion.server.workspace;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import run.edges.companion.protocol.api.WorkspaceBody;

/** Workspaces. */
public final class WorkspaceStore {
  private static final RowMapper<WorkspaceBody> MAPPER =
      (row, _) -> new WorkspaceBody(row.getString("uid"), row.getString("name"));

  public WorkspaceBody create(Handle handle, String name, Instant now) {
    WorkspaceBody workspace = new WorkspaceBody(UUID.randomUUID().toString(), name);
    handle
        .createUpdate("INSERT INTO workspace (uid, name, created_at) VALUES (:uid, :name, :now)")
        .bind("uid", workspace.uid())
        .bind("name", name)
        .bind("now", now.toEpochMilli())
        .execute();
    return workspace;
  }

  public Optional<WorkspaceBody> find(Handle handle, String uid) {
    return handle
        .createQuery("SELECT uid, name FROM workspace WHERE uid = :uid")
        .bind("uid", uid)
        .map(MAPPER)
        .findOne();
  }

  /** The oldest workspace, if there is any. */
  public Optional<WorkspaceBody> findFirst(Handle handle) {
    return handle
        .createQuery("SELECT uid, name FROM workspace ORDER BY created_at, uid LIMIT 1")
        .map(MAPPER)
        .findOne();
  }
}
