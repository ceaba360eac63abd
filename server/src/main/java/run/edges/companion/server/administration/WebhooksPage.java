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
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.api.Scope;
import run.edges.companion.protocol.api.WebhookBody;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.server.access.Access;
import run.edges.companion.server.action.Audited;
import run.edges.companion.server.audit.AuditFilter;
import run.edges.companion.server.dashboard.Api;
import run.edges.companion.server.http.ApiException;
import run.edges.companion.server.page.Page;
import run.edges.companion.server.workspace.RequiresScope;

/** {@code /dashboard/webhooks}: who is told what happens, and what became of each message. */
@Path("dashboard/webhooks")
@Produces(MediaType.TEXT_HTML)
@RequiresScope(Scope.ADMIN)
public final class WebhooksPage {
  private static final String HERE = "/dashboard/webhooks";

  private final Access access;
  private final Api api;

  public WebhooksPage(Access access, Api api) {
    this.access = access;
    this.api = api;
  }

  @GET
  public Response list(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @QueryParam("done") @DefaultValue("") String done) {
    return access
        .pages()
        .render(
            request,
            200,
            "administration/webhooks.jte",
            Map.of(
                "webhooks",
                api.webhooks().list(security),
                "done",
                done.equals("deleted") ? done : ""));
  }

  /** Answers with the secret, which is shown only now. */
  @POST
  @Audited("webhook.create")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response create(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @FormParam("url") @DefaultValue("") String url,
      @FormParam("extra") @Nullable String extra) {
    WebhookBody created =
        api.webhooks().create(security, new WebhookBody.New(url.strip(), extra != null));
    AuditFilter.about(request, created.uid());
    return once(request, "webhook", created);
  }

  @GET
  @Path("{uid}")
  public Response get(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @PathParam("uid") String uid) {
    return access
        .pages()
        .render(
            request,
            200,
            "administration/webhook.jte",
            Map.of(
                "webhook",
                find(security, uid),
                "deliveries",
                api.webhooks().deliveries(security, uid)));
  }

  /** Calls the URL and says what it met. */
  @POST
  @Audited("webhook.test")
  @Path("{uid}/test")
  public Response test(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @PathParam("uid") String uid) {
    WebhookBody.TestResult result = api.webhooks().test(security, uid);
    return said(
        request,
        result.delivered() ? "good" : "alert",
        result.delivered() ? "webhook.tested" : "webhook.test-failed",
        result.answer());
  }

  @POST
  @Audited("webhook.replay")
  @Path("{uid}/deliveries/{id}/replay")
  public Response replay(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @PathParam("uid") String uid,
      @PathParam("id") String id) {
    var _ = api.webhooks().replay(security, uid, id);
    return Response.fromResponse(said(request, "good", "webhook.replayed"))
        .header("HX-Trigger", "listed")
        .build();
  }

  @GET
  @Path("{uid}/rotate")
  public Response askRotate(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @PathParam("uid") String uid) {
    return dialog(request, "rotate-secret", Map.of("webhook", find(security, uid)));
  }

  /** Answers with the new secret, which is shown only now. */
  @POST
  @Audited("webhook.rotate")
  @Path("{uid}/rotate")
  public Response rotate(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @PathParam("uid") String uid) {
    return once(request, "rotated", api.webhooks().rotate(security, uid));
  }

  @GET
  @Path("{uid}/delete")
  public Response askDelete(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @PathParam("uid") String uid) {
    return dialog(request, "delete-webhook", Map.of("webhook", find(security, uid)));
  }

  @POST
  @Audited("webhook.delete")
  @Path("{uid}/delete")
  public Response delete(@Context SecurityContext security, @PathParam("uid") String uid) {
    var _ = api.webhooks().delete(security, uid);
    return access.pages().redirect(HERE + "?done=deleted");
  }

  private WebhookBody find(SecurityContext security, String uid) {
    return api.webhooks().list(security).stream()
        .filter(webhook -> webhook.uid().equals(uid))
        .findFirst()
        .orElseThrow(() -> ApiException.notFound("webhook"));
  }

  private Response once(ContainerRequestContext request, String kind, WebhookBody webhook) {
    SecretText secret = webhook.secret();
    if (secret == null) {
      throw ApiException.notFound("webhook");
    }
    return Response.fromResponse(
            dialog(
                request,
                "once",
                Map.of(
                    "once",
                    ShownOnce.secret(
                        kind,
                        webhook.url(),
                        secret,
                        Optional.ofNullable(webhook.previousSecretUntil())))))
        .header("HX-Trigger", "listed")
        .build();
  }

  private Response said(
      ContainerRequestContext request, String tone, String key, Object... values) {
    Page page = access.pages().page(request);
    return access
        .pages()
        .render(
            request,
            200,
            "dashboard/said.jte",
            Map.of("tone", tone, "message", page.text(key, values)));
  }

  private Response dialog(ContainerRequestContext request, String name, Map<String, ?> model) {
    return access.pages().render(request, 200, "administration/dialog/" + name + ".jte", model);
  }
}
