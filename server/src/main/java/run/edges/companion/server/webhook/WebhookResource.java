package run.edges.companion.server.webhook;

import com.google.gson.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.api.Scope;
import run.edges.companion.protocol.api.WebhookBody;
import run.edges.companion.protocol.api.WebhookBody.Delivery;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.server.action.Audited;
import run.edges.companion.server.database.Database;
import run.edges.companion.server.http.ApiException;
import run.edges.companion.server.http.Fields;
import run.edges.companion.server.outbox.Kind;
import run.edges.companion.server.outbox.Message;
import run.edges.companion.server.outbox.Outbox.Result;
import run.edges.companion.server.outbox.OutboxStore;
import run.edges.companion.server.workspace.RequiresScope;
import run.edges.companion.server.workspace.WorkspacePrincipal;

/** {@code /v1/webhooks}: who is told what happens. An addition to the Edges API. */
@Path("v1/webhooks")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RequiresScope(Scope.ADMIN)
public final class WebhookResource {
  private static final int MAX_URL = 1024;
  private static final int MAX_WEBHOOKS = 20;
  private static final int MAX_DELIVERIES = 100;
  private static final Duration OVERLAP = Duration.ofDays(1);

  private final Database database;
  private final WebhookStore webhooks;
  private final OutboxStore outbox;
  private final WebhookSender sender;
  private final Clock clock;

  public WebhookResource(
      Database database,
      WebhookStore webhooks,
      OutboxStore outbox,
      WebhookSender sender,
      Clock clock) {
    this.database = database;
    this.webhooks = webhooks;
    this.outbox = outbox;
    this.sender = sender;
    this.clock = clock;
  }

  @GET
  public List<WebhookBody> list(@Context SecurityContext security) {
    return database.read(handle ->
        webhooks.list(handle, WorkspacePrincipal.workspaceOf(security)).stream()
            .map(webhook -> webhook.body(null))
            .toList());
  }

  @POST
  @Audited("webhook.create")
  public WebhookBody create(@Context SecurityContext security, WebhookBody.@Nullable New request) {
    WebhookBody.New wanted = Fields.body(request);
    String url = url(wanted.url());
    boolean extraEvents = Boolean.TRUE.equals(wanted.extraEvents());
    String workspaceUid = WorkspacePrincipal.workspaceOf(security);
    SecretText secret = Signature.newSecret();
    return database.write(handle -> {
      if (webhooks.list(handle, workspaceUid).size() >= MAX_WEBHOOKS) {
        throw new ApiException(
            409, "LIMIT_REACHED", "A workspace has at most 20 webhooks. Delete one first.");
      }
      return webhooks
          .create(
              handle,
              workspaceUid,
              SecretText.of(url),
              url.replaceFirst("//[^@/]*@", "//***@"),
              extraEvents,
              secret,
              clock.instant())
          .body(secret);
    });
  }

  @DELETE
  @Audited("webhook.delete")
  @Path("{uid}")
  public Map<String, String> delete(
      @Context SecurityContext security, @PathParam("uid") String uid) {
    return database.write(handle -> {
      get(handle, security, uid);
      outbox.deleteAll(handle, Kind.WEBHOOK, uid);
      webhooks.delete(handle, uid);
      return Map.of();
    });
  }

  @POST
  @Audited("webhook.rotate")
  @Path("{uid}/rotate-secret")
  public WebhookBody rotate(@Context SecurityContext security, @PathParam("uid") String uid) {
    SecretText secret = Signature.newSecret();
    return database.write(handle -> {
      get(handle, security, uid);
      webhooks.rotate(handle, uid, secret, clock.instant().plus(OVERLAP));
      return get(handle, security, uid).body(secret);
    });
  }

  @POST
  @Audited("webhook.test")
  @Path("{uid}/test")
  public WebhookBody.TestResult test(
      @Context SecurityContext security, @PathParam("uid") String uid) {
    database.read(handle -> get(handle, security, uid));
    Instant now = clock.instant();
    String id = UUID.randomUUID().toString();
    JsonObject body = new JsonObject();
    body.addProperty("event_type", "test");
    body.addProperty("event", "TEST");
    body.addProperty("id", id);
    body.addProperty("occurred_at", now.toString());
    Result result =
        sender.send(
            new Message(
                id,
                Kind.WEBHOOK,
                uid,
                "TEST",
                body.toString(),
                Message.State.PENDING,
                1,
                now,
                now,
                null,
                null));
    return new WebhookBody.TestResult(result.delivered(), result.answer());
  }

  @GET
  @Path("{uid}/deliveries")
  public List<Delivery> deliveries(
      @Context SecurityContext security, @PathParam("uid") String uid) {
    return database.read(handle -> {
      get(handle, security, uid);
      return outbox.newest(handle, Kind.WEBHOOK, uid, MAX_DELIVERIES).stream()
          .map(WebhookResource::body)
          .toList();
    });
  }

  @POST
  @Audited("webhook.replay")
  @Path("{uid}/deliveries/{id}/replay")
  public Delivery replay(
      @Context SecurityContext security, @PathParam("uid") String uid, @PathParam("id") String id) {
    return database.write(handle -> {
      get(handle, security, uid);
      if (!outbox.replay(handle, Kind.WEBHOOK, uid, id, clock.instant())) {
        throw ApiException.notFound("delivery");
      }
      return body(outbox.find(handle, id).orElseThrow());
    });
  }

  private Webhook get(Handle handle, SecurityContext security, String uid) {
    return webhooks
        .find(handle, uid)
        .filter(webhook -> webhook.workspaceUid().equals(WorkspacePrincipal.workspaceOf(security)))
        .orElseThrow(() -> ApiException.notFound("webhook"));
  }

  private static String url(@Nullable String text) {
    try {
      URI url = URI.create(text == null ? "" : text);
      boolean usable =
          "https".equalsIgnoreCase(url.getScheme())
              && url.getHost() != null
              && url.getRawFragment() == null
              && url.toString().length() <= MAX_URL;
      if (usable) {
        return url.toString();
      }
    } catch (IllegalArgumentException malformed) {
      throw ApiException.badParameters("url must be an https URL of at most 1024 characters.");
    }
    throw ApiException.badParameters("url must be an https URL of at most 1024 characters.");
  }

  private static Delivery body(Message message) {
    boolean pending = message.state() == Message.State.PENDING;
    return new Delivery(
        message.id(),
        message.event(),
        Delivery.State.valueOf(message.state().name()),
        message.attempts(),
        message.createdAt(),
        pending ? message.dueAt() : null,
        message.settledAt(),
        message.answer());
  }
}
