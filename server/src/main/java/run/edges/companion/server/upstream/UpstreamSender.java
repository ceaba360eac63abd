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
import javax.net.ssl.SSLContext;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.wire.CapturedSession;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.ProtocolException;
import run.edges.companion.protocol.wire.WireJson;
import run.edges.companion.server.consent.ConsentRecord;
import run.edges.companion.server.identity.Identity;
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
      UpstreamStore upstream,
      URI url,
      SecretText apiKey,
      SSLContext tls,
      Clock clock) {
    this.stores = stores;
    this.upstream = upstream;
    this.url = url;
    this.apiKey = apiKey;
    this.http = HttpClient.newBuilder().sslContext(tls).connectTimeout(CONNECT).build();
    this.clock = clock;
  }

  /** What is passed on, and whose. */
  private record Push(
      Identity identity,
      String integrationUid,
      Instant storedAt,
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
    Optional<Instant> paused =
        stores.database().read(handle -> pausedUntil(handle, message.target()));
    if (paused.isPresent()) {
      return Result.later(paused.get(), ErrorCode.INTEGRATION_PAUSED.text());
    }
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

  private Optional<Instant> pausedUntil(Handle handle, String integrationUid) {
    return stores
        .integrations()
        .find(handle, integrationUid)
        .map(integration -> integration.pausedUntil(clock.instant()));
  }

  /** What is to be sent; empty if nothing is, or the upstream has it. */
  private Optional<Push> find(Handle handle, String integrationUid) {
    return stores
        .integrations()
        .find(handle, integrationUid)
        .filter(Integration::isActive)
        .flatMap(one -> find(handle, one));
  }

  private Optional<Push> find(Handle handle, Integration integration) {
    Integration.Stored stored = integration.stored();
    String identityUid = integration.identityUid();
    if (stored == null || upstream.hasPushed(handle, identityUid, stored.at())) {
      return Optional.empty();
    }
    Identity identity = stores.identities().get(handle, integration.workspaceUid(), identityUid);
    Optional<String> upstreamUid = upstream.findUpstreamUid(handle, identityUid);
    return stores
        .sessions()
        .find(handle, integration.uid())
        .map(session -> new Push(identity, integration.uid(), stored.at(), session, upstreamUid));
  }

  private Answer create(Identity identity, String messageId) throws InterruptedException {
    JsonObject body = new JsonObject();
    body.addProperty("name", identity.name());
    body.addProperty("timezone", identity.timezone());
    body.addProperty("type", identity.type());
    // An answer that was lost on the way must not make a second identity there.
    return send(request("/identities", body).header("Idempotency-Key", "identity-" + messageId));
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
    Optional<Instant> paused = noteRelease(push.integrationUid());
    if (paused.isPresent()) {
      return Result.later(paused.get(), ErrorCode.INTEGRATION_PAUSED.text());
    }
    Answer answer = send(request("/identities/" + upstreamUid + "/integrations/linkedin", body));
    String text =
        answer.isSuccess()
            ? WireJson.findString(answer.body(), "status").orElse("HTTP " + answer.status())
            : answer.text();
    // An identity that was deleted there is made again by the next attempt.
    note(push, answer.status() == 404 ? null : upstreamUid, text, answer.isSuccess());
    return answer.isSuccess() ? Result.delivered(text) : Result.failed(text);
  }

  /**
   * Stands in the owner's consent record before the session leaves, unless the owner paused sharing
   * at the last moment: then it returns until when.
   */
  private Optional<Instant> noteRelease(String integrationUid) {
    JsonObject details = new JsonObject();
    details.addProperty("to", url.getHost());
    return stores
        .database()
        .write(handle -> {
          Optional<Instant> paused = pausedUntil(handle, integrationUid);
          if (paused.isEmpty()) {
            stores
                .consent()
                .append(
                    handle,
                    integrationUid,
                    ConsentRecord.Event.SESSION_RELEASED,
                    clock.instant(),
                    details);
          }
          return paused;
        });
  }

  private HttpRequest.Builder request(String path, JsonObject body) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .timeout(ANSWER)
        .header("X-API-Key", apiKey.reveal(SecretAccess.granted()))
        .header("Accept", "application/json")
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
  }

  private Answer send(HttpRequest.Builder request) throws InterruptedException {
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
    stores
        .database()
        .write(handle -> {
          upstream.put(
              handle,
              push.identity().uid(),
              new UpstreamStore.Known(
                  upstreamUid, answer, clock.instant(), pushed ? push.storedAt() : null));
          return true;
        });
  }
}
