package run.edges.companion.server.workspace;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.api.Scope;
import run.edges.companion.protocol.api.WorkspaceBody.ApiKey;
import run.edges.companion.protocol.api.WorkspaceBody.Member;
import run.edges.companion.protocol.api.WorkspaceBody.NewMember;
import run.edges.companion.protocol.api.WorkspaceBody.Role;
import run.edges.companion.server.action.Audited;
import run.edges.companion.server.database.Database;
import run.edges.companion.server.http.ApiException;
import run.edges.companion.server.http.Fields;

/** {@code /v1/members}: who operates the workspace. An addition to the Edges API. */
@Path("v1/members")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RequiresScope(Scope.ADMIN)
public final class MemberResource {
  private final Database database;
  private final MemberStore members;
  private final ApiKeyStore apiKeys;
  private final Clock clock;

  public MemberResource(Database database, MemberStore members, ApiKeyStore apiKeys, Clock clock) {
    this.database = database;
    this.members = members;
    this.apiKeys = apiKeys;
    this.clock = clock;
  }

  @GET
  public List<Member> list(@Context SecurityContext security) {
    return database.read(handle -> members.list(handle, WorkspacePrincipal.workspaceOf(security)));
  }

  @POST
  @Audited("member.create")
  public Member create(@Context SecurityContext security, @Nullable NewMember request) {
    String name = Fields.name(Fields.body(request).name());
    Role role = role(request);
    return database.write(handle ->
        members.create(
            handle, WorkspacePrincipal.workspaceOf(security), name, role, clock.instant()));
  }

  @PUT
  @Audited("member.update")
  @Path("{uid}")
  public Member update(
      @Context SecurityContext security,
      @PathParam("uid") String uid,
      @Nullable NewMember request) {
    String name = Fields.name(Fields.body(request).name());
    Role role = role(request);
    return database.write(handle -> {
      Member before = get(handle, security, uid);
      if (role != Role.ADMIN) {
        requireAnotherAdmin(handle, security, before);
      }
      members.update(handle, uid, name, role);
      return get(handle, security, uid);
    });
  }

  /** Removes the member and revokes their keys. */
  @DELETE
  @Audited("member.remove")
  @Path("{uid}")
  public Map<String, String> remove(
      @Context SecurityContext security, @PathParam("uid") String uid) {
    return database.write(handle -> {
      requireAnotherAdmin(handle, security, get(handle, security, uid));
      Instant now = clock.instant();
      apiKeys.list(handle, WorkspacePrincipal.workspaceOf(security)).stream()
          .filter(key -> key.memberUid().equals(uid))
          .map(ApiKey::id)
          .forEach(id -> apiKeys.revoke(handle, id, now));
      members.remove(handle, uid, now);
      return Map.of();
    });
  }

  private Member get(Handle handle, SecurityContext security, String uid) {
    return members
        .find(handle, WorkspacePrincipal.workspaceOf(security), uid)
        .orElseThrow(() -> ApiException.notFound("member"));
  }

  /** A workspace without an Admin could never get one again. */
  private void requireAnotherAdmin(Handle handle, SecurityContext security, Member leaving) {
    boolean another =
        members.list(handle, WorkspacePrincipal.workspaceOf(security)).stream()
            .anyMatch(member -> member.role() == Role.ADMIN && !member.uid().equals(leaving.uid()));
    if (leaving.role() == Role.ADMIN && !another) {
      throw new ApiException(
          409, "LAST_ADMIN", "This is the workspace's only Admin. Make another one first.");
    }
  }

  private static Role role(@Nullable NewMember request) {
    Role role = request == null ? null : request.role();
    if (role == null) {
      throw ApiException.badParameters("role must be ADMIN, OPS or USER.");
    }
    return role;
  }
}
