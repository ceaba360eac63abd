package run.edges.companion.server.workspace;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import run.edges.companion.protocol.api.Scope;
import run.edges.companion.protocol.api.WorkspaceBody.Member;
import run.edges.companion.protocol.api.WorkspaceBody.Role;

/** The people who operate a workspace. */
public final class MemberStore {
  private static final RowMapper<Member> MAPPER =
      (row, _) ->
          new Member(
              row.getString("uid"),
              row.getString("name"),
              Role.valueOf(row.getString("role")),
              Instant.ofEpochMilli(row.getLong("created_at")));

  /** What a role allows at most. */
  public static Set<Scope> allowedBy(Role role) {
    return switch (role) {
      case ADMIN -> EnumSet.allOf(Scope.class);
      case OPS -> EnumSet.of(Scope.READ, Scope.WRITE, Scope.SESSION_READ);
      case USER -> EnumSet.of(Scope.READ);
    };
  }

  public Member create(Handle handle, String workspaceUid, String name, Role role, Instant now) {
    Member member = new Member(UUID.randomUUID().toString(), name, role, now);
    handle
        .createUpdate(
            """
            INSERT INTO member (uid, workspace_uid, name, role, created_at)
            VALUES (:uid, :workspace, :name, :role, :now)
            """)
        .bind("uid", member.uid())
        .bind("workspace", workspaceUid)
        .bind("name", name)
        .bind("role", role.name())
        .bind("now", now.toEpochMilli())
        .execute();
    return member;
  }

  public Optional<Member> find(Handle handle, String workspaceUid, String uid) {
    return handle
        .createQuery(
            "SELECT * FROM member WHERE uid = :uid AND workspace_uid = :workspace AND removed_at IS NULL")
        .bind("uid", uid)
        .bind("workspace", workspaceUid)
        .map(MAPPER)
        .findOne();
  }

  /** A member of whatever workspace, with its name. */
  public record Found(Member member, String workspaceUid, String workspaceName) {}

  /** For who has proof of being the member. */
  public Optional<Found> findAnywhere(Handle handle, String uid) {
    return handle
        .createQuery(
            """
            SELECT m.*, w.name AS workspace_name FROM member m JOIN workspace w ON w.uid = m.workspace_uid
            WHERE m.uid = :uid AND m.removed_at IS NULL
            """)
        .bind("uid", uid)
        .map((row, context) ->
            new Found(
                MAPPER.map(row, context),
                row.getString("workspace_uid"),
                row.getString("workspace_name")))
        .findOne();
  }

  /** Oldest first. */
  public List<Member> list(Handle handle, String workspaceUid) {
    return handle
        .createQuery(
            """
            SELECT * FROM member WHERE workspace_uid = :workspace AND removed_at IS NULL
            ORDER BY created_at, uid
            """)
        .bind("workspace", workspaceUid)
        .map(MAPPER)
        .list();
  }

  public void update(Handle handle, String uid, String name, Role role) {
    handle
        .createUpdate("UPDATE member SET name = :name, role = :role WHERE uid = :uid")
        .bind("name", name)
        .bind("role", role.name())
        .bind("uid", uid)
        .execute();
  }

  public void remove(Handle handle, String uid, Instant now) {
    handle
        .createUpdate("UPDATE member SET removed_at = :now WHERE uid = :uid")
        .bind("now", now.toEpochMilli())
        .bind("uid", uid)
        .execute();
  }
}
