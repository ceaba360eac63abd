package run.edges.companion.server.dashboard;

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
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.api.Scope;
import run.edges.companion.protocol.api.WebhookBody;
import run.edges.companion.server.access.Access;
import run.edges.companion.server.action.Audited;
import run.edges.companion.server.http.ApiException;
import run.edges.companion.server.identity.Identity;
import run.edges.companion.server.integration.Integration;
import run.edges.companion.server.integration.Revocation;
import run.edges.companion.server.link.IssuedLink;
import run.edges.companion.server.link.LinkStore;
import run.edges.companion.server.outbox.Kind;
import run.edges.companion.server.outbox.Message;
import run.edges.companion.server.outbox.OutboxStore;
import run.edges.companion.server.page.Page;
import run.edges.companion.server.timeline.NoteStore;
import run.edges.companion.server.workspace.RequiresScope;
import run.edges.companion.server.workspace.WorkspacePrincipal;

/** {@code /dashboard/integrations/…}: one integration, living or ended. */
@Path("dashboard/integrations/{uid}")
@Produces(MediaType.TEXT_HTML)
public final class IntegrationPage {
  private static final int MOST_DELIVERIES = 100;
  private static final int SHOWN_DELIVERIES = 20;

  private final Access access;
  private final Revocation.Stores stores;
  private final Beside beside;
  private final IntegrationRows rows;
  private final Api api;
  private final Clock clock;

  /** What else is shown of an integration. */
  public record Beside(LinkStore links, NoteStore notes, OutboxStore outbox) {}

  public IntegrationPage(
      Access access,
      Revocation.Stores stores,
      Beside beside,
      IntegrationRows rows,
      Api api,
      Clock clock) {
    this.access = access;
    this.stores = stores;
    this.beside = beside;
    this.rows = rows;
    this.api = api;
    this.clock = clock;
  }

  /**
   * What the page shows.
   *
   * @param freshness what {@link Timeline#freshness} says
   */
  public record Model(
      IntegrationRows.Row row,
      Optional<Identity> identity,
      Timeline timeline,
      String freshness,
      List<Link> links,
      List<Delivery> deliveries) {}

  /** A link, and whether it can be used. */
  public record Link(IssuedLink link, String state) {}

  /** A message to a webhook. */
  public record Delivery(String url, Message message) {}

  @GET
  public Response get(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @PathParam("uid") String uid) {
    String workspaceUid = WorkspacePrincipal.workspaceOf(security);
    List<WebhookBody> webhooks = api.webhooks().list(security);
    Model model = stores.database().read(handle -> model(handle, workspaceUid, uid, webhooks));
    return access.pages().render(request, 200, "dashboard/integration.jte", Map.of("model", model));
  }

  /** Says at once how many devices are asked, and leads on to their answer. */
  @POST
  @Path("refresh")
  public Response refresh(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @PathParam("uid") String uid) {
    Integration integration = find(security, uid);
    IntegrationRows.Row row =
        stores.database().read(handle -> rows.of(handle, integration, clock.instant()));
    long online = row.devices().stream().filter(IntegrationRows.Device::online).count();
    return access
        .pages()
        .render(request, 200, "dashboard/asking.jte", Map.of("uid", uid, "online", online));
  }

  /** What the devices answered; waits for that. */
  @POST
  @Audited("integration.refresh")
  @Path("refresh/answer")
  public Response answer(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @PathParam("uid") String uid) {
    Integration integration = find(security, uid);
    IntegrationBody.Refresh answer =
        api.integrations().refresh(security, integration.identityUid(), Api.LINKEDIN);
    Page page = access.pages().page(request);
    boolean good = answer.outcome() == IntegrationBody.Refresh.Outcome.REFRESHED;
    String words =
        answer.reason() == null
            ? page.text("refresh." + answer.outcome().name())
            : page.problem(answer.reason().name(), answer.reason().text());
    return access
        .pages()
        .render(
            request,
            200,
            "dashboard/said.jte",
            Map.of("tone", good ? "good" : "waiting", "message", words));
  }

  @POST
  @Audited("integration.verify")
  @Path("verify")
  public Response verify(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @PathParam("uid") String uid) {
    IntegrationBody.Verification answer =
        api.verify().verify(security, find(security, uid).identityUid(), Api.LINKEDIN);
    boolean good = answer.verdict() == IntegrationBody.Verification.Verdict.ALIVE;
    return access
        .pages()
        .render(
            request,
            200,
            "dashboard/said.jte",
            Map.of(
                "tone",
                good ? "good" : "waiting",
                "message",
                access.pages().page(request).text("verdict." + answer.verdict().name())));
  }

  @GET
  @Path("end")
  @RequiresScope(Scope.WRITE)
  public Response askEnd(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @PathParam("uid") String uid) {
    return access
        .pages()
        .render(
            request, 200, "dashboard/dialog/end.jte", Map.of("integration", find(security, uid)));
  }

  @POST
  @Audited("integration.end")
  @Path("end")
  public Response end(@Context SecurityContext security, @PathParam("uid") String uid) {
    var _ = api.integrations().delete(security, find(security, uid).identityUid(), Api.LINKEDIN);
    return access.pages().redirect("/dashboard/integrations/" + uid);
  }

  private Model model(Handle handle, String workspaceUid, String uid, List<WebhookBody> webhooks) {
    Integration integration = find(handle, workspaceUid, uid);
    Instant now = clock.instant();
    Timeline timeline =
        Timeline.of(stores.consent().newest(handle, uid), beside.notes().newest(handle, uid));
    return new Model(
        rows.of(handle, integration, now),
        stores.identities().find(handle, workspaceUid, integration.identityUid()),
        timeline,
        timeline.freshness(now),
        beside.links().list(handle, integration.identityUid()).reversed().stream()
            .map(link -> new Link(link, link.state(now).name()))
            .toList(),
        deliveries(handle, webhooks, uid));
  }

  private List<Delivery> deliveries(Handle handle, List<WebhookBody> webhooks, String uid) {
    String about = "\"uid\":\"" + uid + "\"";
    return webhooks.stream()
        .flatMap(webhook ->
            beside.outbox().newest(handle, Kind.WEBHOOK, webhook.uid(), MOST_DELIVERIES).stream()
                .filter(message -> message.body().contains(about))
                .map(message -> new Delivery(webhook.url(), message)))
        .sorted(Comparator.comparing((Delivery one) -> one.message().createdAt()).reversed())
        .limit(SHOWN_DELIVERIES)
        .toList();
  }

  private Integration find(SecurityContext security, String uid) {
    return stores
        .database()
        .read(handle -> find(handle, WorkspacePrincipal.workspaceOf(security), uid));
  }

  private Integration find(Handle handle, String workspaceUid, String uid) {
    return stores
        .integrations()
        .find(handle, uid)
        .filter(integration -> integration.workspaceUid().equals(workspaceUid))
        .orElseThrow(() -> ApiException.notFound("integration"));
  }
}
