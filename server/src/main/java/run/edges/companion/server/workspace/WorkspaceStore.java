package run.edges.companion.server.workspace;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import run.edges.companion.protocol.secret.SecretText;

/** Workspaces and the hashes of their API keys. */
public final class WorkspaceStore {
  public Workspace create(Handle handle, String name, Instant now) {
    Workspace workspace = new Workspace(UUID.randomUUID().toString(), name);
    handle
        .createUpdate("INSERT INTO workspace (uid, name, created_at) VALUES (:uid, :name, :now)")
        .bind("uid", workspace.uid())
        .bind("name", name)
        .bind("now", now.toEpochMilli())
        .execute();
    return workspace;
  }

  public void addApiKey(
      Handle handle, String workspaceUid, String name, SecretText key, Instant now) {
    handle
        .createUpdate(
            "INSERT INTO api_key (hash, workspace_uid, name, created_at) VALUES (:hash, :workspace, :name, :now)")
        .bind("hash", ApiKey.hash(key))
        .bind("workspace", workspaceUid)
        .bind("name", name)
        .bind("now", now.toEpochMilli())
        .execute();
  }

  /** The oldest workspace, if there is any. */
  public Optional<Workspace> findFirst(Handle handle) {
    return handle
        .createQuery("SELECT uid, name FROM workspace ORDER BY created_at, uid LIMIT 1")
        .map((row, _) -> new Workspace(row.getString("uid"), row.getString("name")))
        .findOne();
  }

  /** The workspace that a key belongs to. */
  public Optional<Workspace> findByApiKey(Handle handle, SecretText key) {
    return handle
        .createQuery(
            "SELECT w.uid, w.name FROM api_key k JOIN workspace w ON w.uid = k.workspace_uid WHERE k.hash = :hash")
        .bind("hash", ApiKey.hash(key))
        .map((row, _) -> new Workspace(row.getString("uid"), row.getString("name")))
        .findOne();
  }
}
