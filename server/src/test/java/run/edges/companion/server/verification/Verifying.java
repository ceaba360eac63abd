package run.edges.companion.server.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.stream.StreamSupport;
import run.edges.companion.server.testing.Api;

/** What a workspace does and sees of verification. */
final class Verifying {
  private static final String WEBHOOKS = "/v1/webhooks";

  private final Api api;
  private final String webhook;

  /** From now on the workspace is told of all events; nothing has to arrive. */
  Verifying(Api api) {
    this.api = api;
    this.webhook =
        Api.object(
                api.post(WEBHOOKS, "{\"url\":\"https://webhooks.invalid/\",\"extra_events\":true}"))
            .get("uid")
            .getAsString();
  }

  /** A new identity that is connected with these cookies. */
  String connect(String liAt) {
    String identity = api.createIdentity("Ada");
    connect(identity, "{\"li_at\":\"" + liAt + "\"}");
    return identity;
  }

  void connect(String identity, String cookies) {
    Api.object(
        api.post(Api.integrationPath(identity), "{\"auth_data\":{\"cookies\":" + cookies + "}}"));
  }

  /** The whole answer to a verification. */
  JsonObject verify(String identity) {
    return Api.object(api.post(Api.integrationPath(identity) + "/verify", "{}"));
  }

  String verdict(String identity) {
    return verify(identity).get("verdict").getAsString();
  }

  String status(String identity) {
    return api.integration(identity).get("status").getAsString();
  }

  String error(String identity) {
    JsonElement error = api.integration(identity).get("error");
    return error.isJsonNull() ? "" : error.getAsString();
  }

  /** The value that is stored, as the workspace's automation gets it. */
  String storedLiAt(String identity) {
    return StreamSupport.stream(
            Api.object(api.get(Api.integrationPath(identity) + "/session"))
                .getAsJsonArray("cookies")
                .spliterator(),
            false)
        .map(JsonElement::getAsJsonObject)
        .filter(cookie -> cookie.get("name").getAsString().equals("li_at"))
        .map(cookie -> cookie.get("value").getAsString())
        .findFirst()
        .orElseThrow();
  }

  /** What the workspace was told, oldest first. */
  List<String> told() {
    return StreamSupport.stream(
            Api.json(api.get(WEBHOOKS + "/" + webhook + "/deliveries"))
                .getAsJsonArray()
                .spliterator(),
            false)
        .map(delivery -> delivery.getAsJsonObject().get("event").getAsString())
        .toList()
        .reversed();
  }

  /** LinkedIn said nothing clear, and nothing is other than before. */
  void assertDoubtChangesNothing(String identity) {
    JsonObject before = api.integration(identity);
    List<String> toldBefore = told();
    JsonObject answer = verify(identity);
    assertThat(answer.get("verdict").getAsString()).as("%s", answer).isEqualTo("UNKNOWN");
    assertThat(answer.get("message").getAsString()).endsWith("Nothing was changed.");
    assertThat(answer.getAsJsonObject("integration")).isEqualTo(before);
    assertThat(api.integration(identity)).isEqualTo(before);
    assertThat(told()).isEqualTo(toldBefore);
  }
}
