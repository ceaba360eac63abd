package run.edges.companion.server.invite;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Map;
import run.edges.companion.protocol.api.IdentityBody;
import run.edges.companion.protocol.api.Scope;
import run.edges.companion.server.access.Access;
import run.edges.companion.server.action.Audited;
import run.edges.companion.server.audit.AuditFilter;
import run.edges.companion.server.dashboard.Api;
import run.edges.companion.server.http.ApiException;
import run.edges.companion.server.identity.IdentityRules;
import run.edges.companion.server.identity.TimeZones;
import run.edges.companion.server.workspace.RequiresScope;

/** {@code /dashboard/new}: an identity, how it is set up, and its link, in three steps. */
@Path("dashboard/new")
@Produces(MediaType.TEXT_HTML)
@RequiresScope(Scope.WRITE)
public final class NewIdentityPage {
  private final Access access;
  private final Api api;

  public NewIdentityPage(Access access, Api api) {
    this.access = access;
    this.api = api;
  }

  @GET
  public Response form(@Context ContainerRequestContext request) {
    return form(request, 200, "", "", IdentityRules.DEFAULT_TIMEZONE, "");
  }

  @POST
  @Audited("identity.create")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response create(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @FormParam("name") @DefaultValue("") String name,
      @FormParam("email") @DefaultValue("") String email,
      @FormParam("timezone") @DefaultValue(IdentityRules.DEFAULT_TIMEZONE) String timezone) {
    try {
      IdentityBody created =
          api.identities()
              .create(security, new IdentityBody.New(name, timezone, null, email.strip()));
      AuditFilter.about(request, created.uid());
      return access.pages().redirect("/dashboard/new/" + created.uid());
    } catch (ApiException refused) {
      return form(request, 422, name, email, timezone, String.valueOf(refused.getMessage()));
    }
  }

  /** The second step; the third is the dialog of the method that is picked. */
  @GET
  @Path("{identity}")
  public Response method(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @PathParam("identity") String identity) {
    return access
        .pages()
        .render(
            request,
            200,
            "dashboard/method.jte",
            Map.of("identity", api.identities().get(security, identity)));
  }

  private Response form(
      ContainerRequestContext request,
      int status,
      String name,
      String email,
      String timezone,
      String problem) {
    return access
        .pages()
        .render(
            request,
            status,
            "dashboard/new.jte",
            Map.of(
                "name", name,
                "email", email,
                "timezone", timezone,
                "timezones", TimeZones.all(),
                "problem", problem));
  }
}
