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
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import run.edges.companion.protocol.api.Scope;
import run.edges.companion.protocol.api.WorkspaceBody.ApiKey;
import run.edges.companion.protocol.api.WorkspaceBody.Member;
import run.edges.companion.protocol.api.WorkspaceBody.NewApiKey;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.server.access.Access;
import run.edges.companion.server.access.AccessFilter;
import run.edges.companion.server.action.Audited;
import run.edges.companion.server.audit.AuditFilter;
import run.edges.companion.server.dashboard.Api;
import run.edges.companion.server.http.ApiException;
import run.edges.companion.server.workspace.MemberStore;
import run.edges.companion.server.workspace.RequiresScope;
import run.edges.companion.server.workspace.WorkspacePrincipal;

/** {@code /dashboard/keys}: the API keys of the workspace. */
@Path("dashboard/keys")
@Produces(MediaType.TEXT_HTML)
@RequiresScope(Scope.ADMIN)
public final class KeysPage {
  private static final String HERE = "/dashboard/keys";

  private final Access access;
  private final Api api;

  public KeysPage(Access access, Api api) {
    this.access = access;
    this.api = api;
  }

  /**
   * One key.
   *
   * @param memberName absent if the member was removed
   */
  public record Row(ApiKey key, Optional<String> memberName) {}

  /** A scope that a key of a member can have. */
  public record Choice(Scope scope, boolean chosen) {}

  @GET
  public Response get(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @QueryParam("done") @DefaultValue("") String done) {
    List<Member> members = api.members().list(security);
    String self = AccessFilter.member(request).memberUid();
    return access
        .pages()
        .render(
            request,
            200,
            "administration/keys.jte",
            Map.of(
                "rows",
                rows(security, members),
                "members",
                members,
                "choices",
                choices(security, members, self),
                "done",
                done.equals("revoked") ? done : ""));
  }

  /** What can be chosen for a key of another member. */
  @GET
  @Path("scopes")
  public Response scopes(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @QueryParam("member") @DefaultValue("") String member) {
    return access
        .pages()
        .render(
            request,
            200,
            "administration/scopes.jte",
            Map.of("choices", choices(security, api.members().list(security), member)));
  }

  /** Answers with the key, which is shown only now. */
  @POST
  @Audited("key.create")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response create(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @FormParam("name") @DefaultValue("") String name,
      @FormParam("member") @DefaultValue("") String member,
      @FormParam("scope") List<String> scopes) {
    Set<Scope> wanted =
        Arrays.stream(Scope.values())
            .filter(scope -> scopes.contains(scope.toString()))
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Scope.class)));
    ApiKey created = api.keys().create(security, new NewApiKey(name, member, wanted));
    AuditFilter.about(request, created.id());
    SecretText key = created.key();
    if (key == null) {
      throw ApiException.notFound("API key");
    }
    return Response.fromResponse(
            access
                .pages()
                .render(
                    request,
                    200,
                    "administration/dialog/once.jte",
                    Map.of("once", ShownOnce.secret("key", created.name(), key, Optional.empty()))))
        .header("HX-Trigger", "listed")
        .build();
  }

  @GET
  @Path("{id}/revoke")
  public Response askRevoke(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @PathParam("id") String id) {
    Row row =
        rows(security, api.members().list(security)).stream()
            .filter(one -> one.key().id().equals(id))
            .findFirst()
            .orElseThrow(() -> ApiException.notFound("API key"));
    return access
        .pages()
        .render(request, 200, "administration/dialog/revoke-key.jte", Map.of("row", row));
  }

  @POST
  @Audited("key.revoke")
  @Path("{id}/revoke")
  public Response revoke(@Context SecurityContext security, @PathParam("id") String id) {
    var _ = api.keys().revoke(security, id);
    return access.pages().redirect(HERE + "?done=revoked");
  }

  /** Those in use first, the newest first. */
  private List<Row> rows(SecurityContext security, List<Member> members) {
    Map<String, String> names =
        members.stream().collect(Collectors.toMap(Member::uid, Member::name));
    Map<Boolean, List<Row>> byUse =
        api.keys().list(security).reversed().stream()
            .map(key -> new Row(key, Optional.ofNullable(names.get(key.memberUid()))))
            .collect(Collectors.partitioningBy(row -> row.key().revokedAt() == null));
    return byUse.values().stream().toList().reversed().stream().flatMap(List::stream).toList();
  }

  private static List<Choice> choices(
      SecurityContext security, List<Member> members, String memberUid) {
    Set<Scope> own = WorkspacePrincipal.of(security).scopes();
    return members.stream()
        .filter(member -> member.uid().equals(memberUid))
        .flatMap(member -> MemberStore.allowedBy(member.role()).stream())
        .filter(own::contains)
        .map(scope -> new Choice(scope, scope == Scope.READ || scope == Scope.WRITE))
        .toList();
  }
}
