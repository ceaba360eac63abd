package run.edges.companion.server.administration;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import run.edges.companion.protocol.api.Scope;
import run.edges.companion.protocol.api.WorkspaceBody.Invitation;
import run.edges.companion.server.access.Access;
import run.edges.companion.server.action.Audited;
import run.edges.companion.server.database.Database;
import run.edges.companion.server.http.ApiException;
import run.edges.companion.server.workspace.MemberStore;
import run.edges.companion.server.workspace.RequiresScope;
import run.edges.companion.server.workspace.WorkspacePrincipal;

/** {@code /v1/members/…/invitation}: a member's way into the dashboard, or back into it. */
@Path("v1/members/{uid}/invitation")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RequiresScope(Scope.ADMIN)
public final class InvitationResource {
  private final Database database;
  private final MemberStore members;
  private final Access access;

  public InvitationResource(Database database, MemberStore members, Access access) {
    this.database = database;
    this.members = members;
    this.access = access;
  }

  /** The invitation before is void; who is signed in stays so until this one is accepted. */
  @POST
  @Audited("member.invite")
  public Invitation create(@Context SecurityContext security, @PathParam("uid") String uid) {
    return database.write(handle ->
        members
            .find(handle, WorkspacePrincipal.workspaceOf(security), uid)
            .map(member -> access.invite(handle, member.uid()))
            .orElseThrow(() -> ApiException.notFound("member")));
  }
}
