package run.edges.companion.server.webhook;

import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.wire.WireJson;
import run.edges.companion.server.database.Database;
import run.edges.companion.server.identity.IdentityStore;
import run.edges.companion.server.outbox.Kind;
import run.edges.companion.server.outbox.OutboxStore;
import run.edges.companion.server.timeline.NoteStore;

/**
 * Tells the webhooks of a workspace, and the upstream and the owner if that is configured, what
 * happened to an integration: within the transaction in which it happens.
 */
public final class IntegrationEvents {
  private final WebhookStore webhooks;
  private final OutboxStore outbox;
  private final IdentityStore identities;
  private final boolean upstream;
  private final boolean mail;
  private final Consumer<String> touched;
  private final NoteStore notes = new NoteStore();

  /** What can happen: the four of the Edges API, then ours, which only webhooks get that asked. */
  public enum Event {
    /** A session is there where none was valid before. */
    AUTH_SUCCESS(false),
    /** The session ended for certain. */
    AUTH_EXPIRED(false),
    /** What was sent as a session is none. */
    AUTH_FAILED(false, NoteStore.Kind.SETUP_FAILED),
    /** The integration ended, by its owner or by the workspace. */
    DELETED(false),
    /** A newer session took the place of a valid one. */
    SESSION_REFRESHED(true),
    /** The session was released to the workspace's own automation. */
    SESSION_RELEASED(true),
    /** The Sales Navigator cookie ended while the session lives on. */
    SALES_NAVIGATOR_EXPIRED(true, NoteStore.Kind.SALES_NAVIGATOR_EXPIRED),
    /** A cookie of the session ends within days by its own date. */
    SESSION_EXPIRES_SOON(true, NoteStore.Kind.EXPIRES_SOON),
    /** The owner paused sharing. */
    INTEGRATION_PAUSED(true),
    /** The owner let it go on before the pause was over. */
    INTEGRATION_RESUMED(true);

    private final boolean extra;
    private final NoteStore.@Nullable Kind note;

    Event(boolean extra) {
      this(extra, null);
    }

    Event(boolean extra, NoteStore.@Nullable Kind note) {
      this.extra = extra;
      this.note = note;
    }

    private boolean isForUpstream() {
      return this == AUTH_SUCCESS || this == SESSION_REFRESHED || this == INTEGRATION_RESUMED;
    }

    private boolean needsSomeone() {
      return this == AUTH_EXPIRED || this == AUTH_FAILED;
    }

    private boolean needsTheOwner() {
      return this == AUTH_EXPIRED || this == SESSION_EXPIRES_SOON;
    }
  }

  /**
   * Events of this server.
   *
   * @param upstream whether every session goes to an upstream
   * @param mail whether owners are written to
   * @param touched told, once it is durable, which integration something happened to
   */
  public IntegrationEvents(
      WebhookStore webhooks,
      OutboxStore outbox,
      IdentityStore identities,
      boolean upstream,
      boolean mail,
      Consumer<String> touched) {
    this.webhooks = webhooks;
    this.outbox = outbox;
    this.identities = identities;
    this.upstream = upstream;
    this.mail = mail;
    this.touched = touched;
  }

  /**
   * Notes an event.
   *
   * @param integration as it is after the event; only asked for if somebody wants to know
   */
  public void append(
      Handle handle,
      String workspaceUid,
      String integrationUid,
      Event event,
      Instant at,
      Supplier<IntegrationBody> integration) {
    touch(handle, integrationUid);
    if (event.note != null) {
      notes.append(handle, integrationUid, event.note, at);
    }
    if (upstream && event.isForUpstream()) {
      String id = UUID.randomUUID().toString();
      outbox.append(handle, id, Kind.UPSTREAM, integrationUid, event.name(), "", at);
    }
    if (mail && event.needsTheOwner() && canTellOwner(handle, workspaceUid, integration.get())) {
      String id = UUID.randomUUID().toString();
      outbox.append(handle, id, Kind.MAIL, integrationUid, event.name(), "", at);
    }
    List<Webhook> wanting =
        webhooks.list(handle, workspaceUid).stream()
            .filter(webhook -> webhook.extraEvents() || !event.extra)
            .toList();
    if (wanting.isEmpty()) {
      return;
    }
    JsonObject body = body(event, at, integration.get());
    for (Webhook webhook : wanting) {
      String id = UUID.randomUUID().toString();
      body.addProperty("id", id);
      outbox.append(handle, id, Kind.WEBHOOK, webhook.uid(), event.name(), body.toString(), at);
    }
  }

  /** Has the dashboard look again once the caller's transaction is durable. */
  public void touch(Handle handle, String integrationUid) {
    Database.afterCommit(handle, () -> touched.accept(integrationUid));
  }

  /** Of what came by the API the owner knows nothing, and has no step to take. */
  private boolean canTellOwner(Handle handle, String workspaceUid, IntegrationBody integration) {
    return integration.setupMethod().setupSource().equals("SHARED")
        && identities
            .find(handle, workspaceUid, integration.identityUid())
            .filter(identity -> identity.email() != null)
            .isPresent();
  }

  /** The integration stands under a key of its own, and what clients read first at the top too. */
  private static JsonObject body(Event event, Instant at, IntegrationBody integration) {
    JsonObject body = new JsonObject();
    body.addProperty("event_type", "integration");
    body.addProperty("event", event.name());
    body.addProperty("action_to_be_taken", event.needsSomeone() ? "RETRY_LOGIN" : null);
    body.addProperty("uid", integration.uid());
    body.addProperty("identity_uid", integration.identityUid());
    body.addProperty("status", integration.status().name());
    body.addProperty("occurred_at", at.toString());
    body.add("integration", WireJson.GSON.toJsonTree(integration));
    return body;
  }
}
