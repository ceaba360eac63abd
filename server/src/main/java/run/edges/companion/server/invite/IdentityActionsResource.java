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
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.api.IntegrationBody.AuthData;
import run.edges.companion.protocol.api.IntegrationBody.Checkpoint;
import run.edges.companion.protocol.api.Scope;
import run.edges.companion.protocol.api.SharedLinkBody;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.ProtocolException;
import run.edges.companion.server.access.Access;
import run.edges.companion.server.access.AccessFilter;
import run.edges.companion.server.action.Audited;
import run.edges.companion.server.dashboard.Api;
import run.edges.companion.server.http.ApiException;
import run.edges.companion.server.identity.Identity;
import run.edges.companion.server.integration.Revocation;
import run.edges.companion.server.page.Page;
import run.edges.companion.server.workspace.RequiresScope;
import run.edges.companion.server.workspace.WorkspacePrincipal;

/** What is done for one identity from wherever it stands: each answers with a dialog. */
@Path("dashboard/identities/{identity}")
@Produces(MediaType.TEXT_HTML)
@RequiresScope(Scope.WRITE)
public final class IdentityActionsResource {
  private final Access access;
  private final Revocation.Stores stores;
  private final Api api;

  public IdentityActionsResource(Access access, Revocation.Stores stores, Api api) {
    this.access = access;
    this.stores = stores;
    this.api = api;
  }

  /** The newest shared link that can be used; a new one if there is none. */
  @POST
  @Audited("link.issue")
  @Path("shared-link")
  public Response sharedLink(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @PathParam("identity") String identity) {
    SharedLinkBody link =
        api.links().list(security, identity).stream()
            .filter(one -> one.kind() == SharedLinkBody.Kind.SHARED)
            .filter(one -> one.state() == SharedLinkBody.State.ACTIVE)
            .reduce((_, newer) -> newer)
            .orElseGet(() -> api.links().issue(security, identity, null));
    return link(request, find(security, identity), "shared", link.url());
  }

  /** A new login link, in the place of the one before. */
  @POST
  @Audited("login-link.issue")
  @Path("login-link")
  public Response loginLink(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @PathParam("identity") String identity) {
    SecretText link = api.loginLinks().generate(security, identity).get(Api.LINKEDIN);
    return link(request, find(security, identity), "login", link);
  }

  @GET
  @Path("sign-in")
  public Response signInForm(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @PathParam("identity") String identity) {
    return dialog(request, "sign-in", Map.of("identity", find(security, identity)));
  }

  @POST
  @Audited("integration.connect")
  @Path("sign-in")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response signIn(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @PathParam("identity") String identity,
      @FormParam("username") @DefaultValue("") String username,
      @FormParam("password") @DefaultValue("") String password)
      throws InterruptedException {
    api.connect()
        .begin(
            security,
            identity,
            Api.LINKEDIN,
            new IntegrationBody.Basic(username, SecretText.of(password)));
    return checkpoint(request, security, identity, null, false);
  }

  /** How the sign-in stands; the dialog asks again until somebody has to do something. */
  @GET
  @Path("checkpoint")
  public Response checkpoint(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @PathParam("identity") String identity)
      throws InterruptedException {
    return checkpoint(request, security, identity, null, false);
  }

  @POST
  @Audited("integration.sign-in-go-on")
  @Path("checkpoint")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response goOn(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @PathParam("identity") String identity,
      @FormParam("code") @Nullable String code,
      @FormParam("resend") @DefaultValue("false") boolean resend)
      throws InterruptedException {
    SecretText sent = resend || code == null ? null : SecretText.of(code);
    return checkpoint(request, security, identity, sent, resend);
  }

  @POST
  @Audited("integration.sign-in-cancel")
  @Path("checkpoint/cancel")
  public Response cancel(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @PathParam("identity") String identity) {
    var _ = api.checkpoint().cancel(security, identity, Api.LINKEDIN);
    return dialog(request, "sign-in", Map.of("identity", find(security, identity)));
  }

  @GET
  @Path("cookies")
  public Response cookiesForm(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @PathParam("identity") String identity) {
    return dialog(request, "cookies", Map.of("identity", find(security, identity)));
  }

  @POST
  @Audited("integration.connect")
  @Path("cookies")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response cookies(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @PathParam("identity") String identity,
      @FormParam("li_at") @DefaultValue("") String liAt,
      @FormParam("li_a") @DefaultValue("") String liA,
      @FormParam("user_agent") @DefaultValue("") String userAgent)
      throws InterruptedException {
    IntegrationBody connected =
        api.connect()
            .connect(
                security,
                identity,
                Api.LINKEDIN,
                new IntegrationBody.Connect(
                    new AuthData(
                        new IntegrationBody.Cookies(
                            SecretText.of(liAt.strip()), optional(liA), blankToNull(userAgent)),
                        null),
                    null,
                    null));
    return dialog(
        request, "done", Map.of("identity", find(security, identity), "integration", connected));
  }

  private Response checkpoint(
      ContainerRequestContext request,
      SecurityContext security,
      String identity,
      @Nullable SecretText code,
      boolean resend)
      throws InterruptedException {
    Map<String, Object> model = new HashMap<>();
    model.put("identity", find(security, identity));
    String problem = "";
    try {
      IntegrationBody now = goOn(security, identity, code, resend);
      if (now.signIn() == null) {
        model.put("integration", now);
        return dialog(request, "done", model);
      }
      model.put("integration", now);
    } catch (ProtocolException refused) {
      problem = access.pages().page(request).problem(refused.code().name(), refused.code().text());
      Optional<IntegrationBody> still = stillAtCheckpoint(security, identity, refused.code());
      if (still.isEmpty()) {
        model.put("problem", problem);
        return dialog(request, "failed", model);
      }
      model.put("integration", still.get());
    }
    model.put("problem", problem);
    return dialog(request, "checkpoint", model);
  }

  private IntegrationBody goOn(
      SecurityContext security, String identity, @Nullable SecretText code, boolean resend)
      throws InterruptedException {
    return api.checkpoint()
        .goOn(
            security,
            identity,
            Api.LINKEDIN,
            new Checkpoint.Answer(code, resend ? Boolean.TRUE : null));
  }

  /** A wrong code does not end the sign-in. */
  private Optional<IntegrationBody> stillAtCheckpoint(
      SecurityContext security, String identity, ErrorCode problem) throws InterruptedException {
    return problem == ErrorCode.CODE_WRONG || problem == ErrorCode.CODE_EXPIRED
        ? Optional.of(goOn(security, identity, null, false)).filter(now -> now.signIn() != null)
        : Optional.empty();
  }

  private Response link(
      ContainerRequestContext request, Identity identity, String kind, @Nullable SecretText whole) {
    if (whole == null) {
      throw ApiException.notFound("link");
    }
    String link = whole.reveal(SecretAccess.granted());
    Page page = access.pages().page(request);
    return dialog(
        request,
        "link",
        Map.of(
            "identity",
            identity,
            "kind",
            kind,
            "link",
            link,
            "code",
            QrCode.of(link),
            "subject",
            page.text("invite.subject", workspaceOf(request)),
            "text",
            page.text("invite.text." + kind, identity.name(), workspaceOf(request), link)));
  }

  private static String workspaceOf(ContainerRequestContext request) {
    return AccessFilter.member(request).workspaceName();
  }

  private Identity find(SecurityContext security, String identity) {
    return stores
        .database()
        .read(handle ->
            stores.identities().get(handle, WorkspacePrincipal.workspaceOf(security), identity));
  }

  private Response dialog(ContainerRequestContext request, String name, Map<String, ?> model) {
    return access.pages().render(request, 200, "dashboard/dialog/" + name + ".jte", model);
  }

  private static @Nullable SecretText optional(String text) {
    return text.isBlank() ? null : SecretText.of(text.strip());
  }

  private static @Nullable String blankToNull(String text) {
    return text.isBlank() ? null : text.strip();
  }
}
