package run.edges.companion.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import run.edges.companion.protocol.wire.SharedLink;

/** A REST client of one workspace, which remembers all that it was answered but links. */
public final class Api {
  private final Address address;
  private final String key;
  private final List<String> transcript = new CopyOnWriteArrayList<>();

  public Api(Address address, String key) {
    this.address = address;
    this.key = key;
  }

  public HttpResponse<String> get(String path) {
    return send(request(path).GET());
  }

  public HttpResponse<String> delete(String path) {
    return send(request(path).DELETE());
  }

  public HttpResponse<String> post(String path, String body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  public HttpResponse<String> put(String path, String body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(body)));
  }

  /** A request with the API key. */
  public HttpRequest.Builder request(String path) {
    return bare(path).header("X-API-Key", key);
  }

  /** A request without. */
  public HttpRequest.Builder bare(String path) {
    return HttpRequest.newBuilder(address.url().resolve(path))
        .timeout(Inbox.PATIENCE.multipliedBy(2));
  }

  public HttpResponse<String> send(HttpRequest.Builder request) {
    HttpResponse<String> response = sendUnheard(request);
    transcript.add(response.headers().map() + "\n" + response.body());
    return response;
  }

  /** Headers and bodies of all answers but those to {@link #issueLink}. */
  public List<String> transcript() {
    return transcript;
  }

  /** Creates an identity; returns its uid. */
  public String createIdentity(String name) {
    JsonObject body = new JsonObject();
    body.addProperty("name", name);
    return object(post("/v1/identities", body.toString())).get("uid").getAsString();
  }

  public SharedLink issueLink(String identity) {
    return issueLink(identity, "{}");
  }

  public SharedLink issueLink(String identity, String body) {
    HttpResponse<String> response =
        sendUnheard(
            request("/v1/identities/" + identity + "/shared-links")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    return SharedLink.parse(object(response).get("url").getAsString())
        .orElseThrow(() -> new AssertionError("not a shared link"));
  }

  public static String integrationPath(String identity) {
    return "/v1/identities/" + identity + "/integrations/linkedin";
  }

  public JsonObject integration(String identity) {
    return object(get(integrationPath(identity)));
  }

  /** The body of an answer that is a success. */
  public static JsonObject object(HttpResponse<String> response) {
    return json(response).getAsJsonObject();
  }

  public static JsonElement json(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JsonParser.parseString(response.body());
  }

  /** The answer is an error of the documented shape. */
  public static void assertError(HttpResponse<String> response, int status, String label) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    JsonObject body = JsonParser.parseString(response.body()).getAsJsonObject();
    assertThat(body.keySet())
        .containsExactlyInAnyOrder(
            "error_label", "label", "error_scope", "error_ref", "message", "status_code", "params");
    assertThat(body.get("error_label").getAsString()).isEqualTo(label);
    assertThat(body.get("status_code").getAsInt()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
  }

  private HttpResponse<String> sendUnheard(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          address.http().send(request.build(), HttpResponse.BodyHandlers.ofString());
      ApiContract.check(response);
      return response;
    } catch (IOException failed) {
      throw new AssertionError("no answer", failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }
}
