package run.edges.companion.host.nativemessage;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import run.edges.companion.host.frame.FrameWriter;
import run.edges.companion.host.frame.LightJson;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.statement.Statement;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.IntegrationState;
import run.edges.companion.protocol.wire.ServerMessage;
import run.edges.companion.protocol.wire.WireJson;

/** What the host tells the extension, one method per message. Safe for many threads. */
public final class Extension {
  /** Why the live session is read. */
  public enum ReadReason {
    ACCEPTED,
    CHANGED,
    CONNECTED,
    REFRESH
  }

  /** How a channel stands. */
  public enum ChannelStatus {
    ONLINE,
    CONNECTING,
    OFFLINE,
    REFUSED
  }

  private final FrameWriter writer;

  Extension(FrameWriter writer) {
    this.writer = writer;
  }

  public void offer(String id, ServerRef server, ServerMessage.Offer offer) {
    JsonObject frame = frame("offer", id);
    frame.add("server", json(server));
    frame.addProperty("workspace", offer.workspace());
    frame.addProperty("identity", offer.identity());
    if (offer.expiresAt() != null) {
      frame.addProperty("expires_at", offer.expiresAt().toString());
    }
    send(frame);
  }

  public void accepted(String id, ServerRef server, IntegrationState integration) {
    JsonObject frame = frame("accepted", id);
    frame.add("server", json(server));
    frame.add("integration", WireJson.GSON.toJsonTree(integration));
    send(frame);
  }

  public void read(String id, String integrationId, ReadReason reason) {
    JsonObject frame = frame("read", id);
    frame.addProperty("integration_id", integrationId);
    frame.addProperty("reason", reason.name());
    send(frame);
  }

  public void stored(IntegrationState integration) {
    JsonObject frame = frame("stored", null);
    frame.add("integration", WireJson.GSON.toJsonTree(integration));
    send(frame);
  }

  public void refused(String integrationId, Problem problem) {
    JsonObject frame = frame("refused", null);
    frame.addProperty("integration_id", integrationId);
    send(problem.addTo(frame));
  }

  public void status(
      ServerRef server,
      ChannelStatus channel,
      @Nullable Problem problem,
      Collection<IntegrationState> integrations) {
    JsonObject frame = frame("status", null);
    frame.add("server", json(server));
    frame.addProperty("channel", channel.name());
    if (problem != null) {
      frame.add("error", problem.addTo(new JsonObject()));
    }
    if (!integrations.isEmpty()) {
      frame.add("integrations", WireJson.GSON.toJsonTree(integrations));
    }
    send(frame);
  }

  /**
   * Tells that a session was deleted.
   *
   * @param id null if the extension did not ask
   */
  public void receipt(
      @Nullable String id, String integrationId, Statement receipt, String serverIdentityKey) {
    JsonObject frame = frame("receipt", id);
    frame.addProperty("integration_id", integrationId);
    frame.add("receipt", WireJson.GSON.toJsonTree(receipt));
    frame.addProperty("server_identity_key", serverIdentityKey);
    send(frame);
  }

  public void record(String id, String integrationId, List<ServerMessage.RecordEntry> entries) {
    JsonObject frame = frame("record", id);
    frame.addProperty("integration_id", integrationId);
    frame.add("entries", WireJson.GSON.toJsonTree(entries));
    send(frame);
  }

  public void paused(String id, IntegrationState integration) {
    JsonObject frame = frame("paused", id);
    frame.add("integration", WireJson.GSON.toJsonTree(integration));
    send(frame);
  }

  /**
   * Hands the owner's page to the browser, which opens it. False, and nothing is sent, if the
   * address is not one of a page for this integration.
   */
  public boolean ownerPage(String id, String integrationId, SecretText url) {
    String address = url.reveal(SecretAccess.granted());
    String form = "https://[^/?#@\\s]+(?:/[^/?#\\s]+)*/owner/" + integrationId + "#[A-Za-z0-9_-]+";
    if (!Pattern.matches(form, address)) {
      return false;
    }
    JsonObject frame = frame("owner_page", id);
    frame.addProperty("integration_id", integrationId);
    frame.addProperty("url", address);
    send(frame);
    return true;
  }

  /**
   * What the doctor found.
   *
   * @param findings one object each, without members that have nothing to say
   */
  public void doctor(String id, String hostVersion, JsonArray findings) {
    JsonObject frame = frame("doctor", id);
    frame.addProperty("host_version", hostVersion);
    frame.add("findings", findings);
    send(frame);
  }

  public void error(@Nullable String id, Problem problem) {
    send(problem.frame(id));
  }

  void send(JsonObject frame) {
    if (!writer.write(LightJson.write(frame))) {
      String id =
          frame.get("id") instanceof JsonPrimitive primitive ? primitive.getAsString() : null;
      writer.write(LightJson.write(Problem.of(ErrorCode.MESSAGE_TOO_LARGE).frame(id)));
    }
  }

  private static JsonObject frame(String type, @Nullable String id) {
    JsonObject frame = new JsonObject();
    frame.addProperty("type", type);
    if (id != null) {
      frame.addProperty("id", id);
    }
    return frame;
  }

  private static JsonElement json(ServerRef server) {
    JsonObject object = new JsonObject();
    object.addProperty("url", server.url().toString());
    object.addProperty("fingerprint", server.fingerprint());
    return object;
  }
}
