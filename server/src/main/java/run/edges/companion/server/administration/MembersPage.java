package run.edges.companion.server.administration;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import run.edges.companion.protocol.api.Scope;
import run.edges.companion.protocol.api.WorkspaceBody.Invitation;
import run.edges.companion.protocol.api.WorkspaceBody.Member;
import run.edges.companion.protocol.api.WorkspaceBody.NewMember;
import run.edges.companion.protocol.api.WorkspaceBody.Role;
import run.edges.companion.server.access.Access;
import run.edges.companion.server.access.AccessFilter;
import run.edges.companion.server.access.CredentialStore;
import run.edges.companion.server.access.CredentialStore.Door;
import run.edges.companion.server.access.SignInStore;
import run.edges.companion.server.action.Audited;
import run.edges.companion.server.audit.AuditFilter;
import run.edges.companion.server.dashboard.Api;
import run.edges.companion.server.database.Database;
import run.edges.companion.server.http.ApiException;
import run.edges.companion.server.page.Page;
import run.edges.companion.server.workspace.RequiresScope;
import run.edges.companion.server.workspace.WorkspacePrincipal;

/** {@code /dashboard/members}: who operates the workspace, and how they come in. */
@Path("dashboard/members")
@Produces(MediaType.TEXT_HTML)
@RequiresScope(Scope.ADMIN)
public final class MembersPage {
  private static final String HERE = "/dashboard/members";
  private static final Set<String> SAYINGS = Set.of("changed", "signed-out", "removed");

  private final Access access;
  private final Doors doors;
  private final Api api;
  private final InvitationResource invitations;
  private final Clock clock;

  /** Where it is kept how members come in. */
  public record Doors(Database database, CredentialStore credentials, SignInStore signIns) {}

  public MembersPage(
      Access access, Doors doors, Api api, InvitationResource invitations, Clock clock) {
    this.access = access;
    this.doors = doors;
    this.api = api;
    this.invitations = invitations;
    this.clock = clock;
  }

  /**
   * One member.
   *
   * @param self whether it is who looks
   */
  public record Row(Member member, Door door, boolean self) {
    /**
     * What the form shows: sent back with it, it tells whether somebody else changed it meanwhile.
     */
    public String shown() {
      return member.role() + " " + member.name();
    }
  }

  @GET
  public Response get(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @QueryParam("done") @DefaultValue("") String done) {
    return page(request, security, 200, SAYINGS.contains(done) ? done : "", "");
  }

  /** Answers with the invitation, which is shown only now. */
  @POST
  @Audited("member.create")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response invite(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @FormParam("name") @DefaultValue("") String name,
      @FormParam("role") @DefaultValue("") String role) {
    Member created = api.members().create(security, new NewMember(name, role(role)));
    AuditFilter.about(request, created.uid());
    return invitation(request, security, created);
  }

  @GET
  @Path("{uid}")
  public Response manage(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @PathParam("uid") String uid) {
    return dialog(request, "member", Map.of("row", find(request, security, uid)));
  }

  @POST
  @Audited("member.update")
  @Path("{uid}")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response change(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @PathParam("uid") String uid,
      @FormParam("name") @DefaultValue("") String name,
      @FormParam("role") @DefaultValue("") String role,
      @FormParam("was") @DefaultValue("") String was) {
    if (!find(request, security, uid).shown().equals(was)) {
      String problem = access.pages().page(request).text("members.changed-meanwhile");
      return page(request, security, 409, "", problem);
    }
    try {
      Member changed = api.members().update(security, uid, new NewMember(name, role(role)));
      boolean leaves = isSelf(request, uid) && changed.role() != Role.ADMIN;
      return access.pages().redirect(leaves ? "/dashboard" : HERE + "?done=changed");
    } catch (ApiException refused) {
      return refused(request, security, refused);
    }
  }

  @POST
  @Audited("member.invite")
  @Path("{uid}/invitation")
  public Response inviteAgain(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @PathParam("uid") String uid) {
    return invitation(request, security, find(request, security, uid).member());
  }

  @POST
  @Audited("member.sign-out")
  @Path("{uid}/sign-out")
  public Response signOut(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @PathParam("uid") String uid) {
    Row row = find(request, security, uid);
    String kept = row.self() ? AccessFilter.member(request).signInId() : "";
    doors
        .database()
        .write(handle -> {
          doors.signIns().endOthers(handle, uid, kept, clock.instant());
          return true;
        });
    return access.pages().redirect(HERE + "?done=signed-out");
  }

  @GET
  @Path("{uid}/remove")
  public Response askRemove(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @PathParam("uid") String uid) {
    return dialog(request, "remove-member", Map.of("row", find(request, security, uid)));
  }

  @POST
  @Audited("member.remove")
  @Path("{uid}/remove")
  public Response remove(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @PathParam("uid") String uid) {
    try {
      var _ = api.members().remove(security, uid);
      return access.pages().redirect(HERE + "?done=removed");
    } catch (ApiException refused) {
      return refused(request, security, refused);
    }
  }

  private Response invitation(
      ContainerRequestContext request, SecurityContext security, Member member) {
    Invitation made = invitations.create(security, member.uid());
    return Response.fromResponse(
            dialog(
                request,
                "once",
                Map.of(
                    "once",
                    ShownOnce.link("invitation", member.name(), made.url(), made.expiresAt()))))
        .header("HX-Trigger", "listed")
        .build();
  }

  private Response refused(
      ContainerRequestContext request, SecurityContext security, ApiException refused) {
    if (refused.status() == 404) {
      throw refused;
    }
    Page page = access.pages().page(request);
    return page(
        request,
        security,
        refused.status(),
        "",
        page.problem(refused.label(), String.valueOf(refused.getMessage())));
  }

  private Response page(
      ContainerRequestContext request,
      SecurityContext security,
      int status,
      String done,
      String problem) {
    return access
        .pages()
        .render(
            request,
            status,
            "administration/members.jte",
            Map.of("rows", rows(request, security), "done", done, "problem", problem));
  }

  private List<Row> rows(ContainerRequestContext request, SecurityContext security) {
    String workspaceUid = WorkspacePrincipal.workspaceOf(security);
    Map<String, Door> known =
        doors.database().read(handle -> doors.credentials().doors(handle, workspaceUid));
    return api.members().list(security).stream()
        .map(member ->
            new Row(
                member,
                known.getOrDefault(member.uid(), new Door(Optional.empty(), Optional.empty())),
                isSelf(request, member.uid())))
        .toList();
  }

  private Row find(ContainerRequestContext request, SecurityContext security, String uid) {
    return rows(request, security).stream()
        .filter(row -> row.member().uid().equals(uid))
        .findFirst()
        .orElseThrow(() -> ApiException.notFound("member"));
  }

  private Response dialog(ContainerRequestContext request, String name, Map<String, ?> model) {
    return access.pages().render(request, 200, "administration/dialog/" + name + ".jte", model);
  }

  private static boolean isSelf(ContainerRequestContext request, String uid) {
    return AccessFilter.member(request).memberUid().equals(uid);
  }

  private static Role role(String name) {
    return Arrays.stream(Role.values())
        .filter(role -> role.name().equals(name))
        .findFirst()
        .orElseThrow(() -> ApiException.badParameters("role must be ADMIN, OPS or USER."));
  }
}
