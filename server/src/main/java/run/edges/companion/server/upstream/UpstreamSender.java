package run.edges.companion.server.upstream;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.wire.CapturedSession;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.ProtocolException;
import run.edges.companion.protocol.wire.WireJson;
import run.edges.companion.server.identity.Identity;
import run.edges.companion.server.identity.IdentityStore;
import run.edges.companion.server.integration.Integration;
import run.edges.companion.server.integration.Revocation;
import run.edges.companion.server.outbox.Message;
import run.edges.companion.server.outbox.Outbox.Result;
import run.edges.companion.server.outbox.Outbox.Sender;

/**
 * Passes the session of the moment on to an Edges API, by its connect call. An identity that is new
 * to it is made there first.
 */
public final class UpstreamSender implements Sender {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(30);

  private final Revocation.Stores stores;
  private final IdentityStore identities;
  private final UpstreamStore upstream;
  private final URI url;
  private final SecretText apiKey;
  private final HttpClient http;
  private final Clock clock;

  /**
   * A sender.
   *
   * @param url with the API's version, such as {@code https://api.edges.run/v1}
   */
  public UpstreamSender(
      Revocation.Stores stores,
      IdentityStore identities,
      UpstreamStore upstream,
      URI url,
      SecretText apiKey,
      SSLContext tls,
      Clock clock) {
    this.stores = stores;
    this.identities = identities;
    this.upstream = upstream;
    this.url = url;
    this.apiKey = apiKey;
    this.http = HttpClient.newBuilder().sslContext(tls).connectTimeout(CONNECT).build();
    this.clock = clock;
  }

  private record Push(
      Identity identity,
      Integration integration,
      CapturedSession session,
      Optional<String> upstreamUid) {}

  /**
   * What the upstream said.
   *
   * @param status 0 if it could not be reached
   */
  private record Answer(int status, JsonObject body) {
    boolean isSuccess() {
      return status >= 200 && status < 300;
    }

    /** The upstream's own words; an older Edges API says {@code label}. */
    String text() {
      String label =
          WireJson.findString(body, "error_label")
              .or(() -> WireJson.findString(body, "label"))
              .orElse("HTTP " + status);
      return WireJson.findString(body, "message").map(text -> label + ": " + text).orElse(label);
    }
  }

  @Override
  public Result send(Message message) {
    Optional<Push> found = stores.database().read(handle -> find(handle, message.target()));
    if (found.isEmpty()) {
      return Result.delivered("Nothing newer to send.");
    }
    Push push = found.get();
    try {
      String upstreamUid = push.upstreamUid().orElse(null);
      if (upstreamUid == null) {
        Answer created = create(push.identity(), message.id());
        upstreamUid = WireJson.findString(created.body(), "uid").orElse(null);
        if (!created.isSuccess() || upstreamUid == null) {
          note(push, null, created.text(), false);
          return Result.failed(created.text());
        }
        note(push, upstreamUid, "Identity created.", false);
      }
      return connect(push, upstreamUid);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Result.failed("The server is stopping.");
    }
  }

  /** What is to be sent; empty if nothing is, or the upstream has it. */
  private Optional<Push> find(org.jdbi.v3.core.Handle handle, String integrationUid) {
    return stores
        .integrations()
        .find(handle, integrationUid)
        .filter(Integration::isActive)
        .filter(one ->
            one.stored() != null
                && !upstream.hasPushed(handle, one.identityUid(), one.stored().at()))
        .flatMap(integration ->
            identities
                .find(handle, integration.workspaceUid(), integration.identityUid())
                .flatMap(identity ->
                    stores
                        .sessions()
                        .find(handle, integrationUid)
                        .map(session ->
                            new Push(
                                identity,
                                integration,
                                session,
                                upstream.findUpstreamUid(handle, identity.uid())))));
  }

  private Answer create(Identity identity, String messageId) throws InterruptedException {
    JsonObject body = new JsonObject();
    body.addProperty("name", identity.name());
    body.addProperty("timezone", identity.timezone());
    body.addProperty("type", identity.type());
    // An answer that was lost on the way must not make a second identity there.
    return post("/identities", body, "identity-" + messageId);
  }

  private Result connect(Push push, String upstreamUid) throws InterruptedException {
    JsonObject cookies = new JsonObject();
    for (CapturedSession.Cookie cookie : push.session().cookies()) {
      cookies.addProperty(cookie.name(), cookie.value().reveal(SecretAccess.granted()));
    }
    JsonObject authData = new JsonObject();
    authData.add("cookies", cookies);
    JsonObject body = new JsonObject();
    body.add("auth_data", authData);
    Answer answer =
        post(
            "/identities/" + upstreamUid + "/integrations/linkedin",
            body,
            UUID.randomUUID().toString());
    String text =
        answer.isSuccess()
            ? WireJson.findString(answer.body(), "status").orElse("HTTP " + answer.status())
            : answer.text();
    // An identity that was deleted there is made again by the next attempt.
    note(push, answer.status() == 404 ? null : upstreamUid, text, answer.isSuccess());
    return answer.isSuccess() ? Result.delivered(text) : Result.failed(text);
  }

  private Answer post(String path, JsonObject body, String idempotencyKey)
      throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(ANSWER)
            .header("X-API-Key", apiKey.reveal(SecretAccess.granted()))
            .header("Accept", "application/json")
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", idempotencyKey)
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), parse(response.body()));
    } catch (IOException unreachable) {
      JsonObject none = new JsonObject();
      none.addProperty("error_label", ErrorCode.SERVER_UNREACHABLE.name());
      none.addProperty("message", "The upstream cannot be reached.");
      return new Answer(0, none);
    }
  }

  private static JsonObject parse(String body) {
    try {
      return WireJson.parseObject(body);
    } catch (ProtocolException notAnObject) {
      return new JsonObject();
    }
  }

  private void note(Push push, @Nullable String upstreamUid, String answer, boolean pushed) {
    Instant storedAt =
        push.integration().stored() == null ? null : push.integration().stored().at();
    stores
        .database()
        .write(handle -> {
          upstream.put(
              handle,
              push.identity().uid(),
              new UpstreamStore.Known(
                  upstreamUid, answer, clock.instant(), pushed ? storedAt : null));
          return true;
        });
  }
}
