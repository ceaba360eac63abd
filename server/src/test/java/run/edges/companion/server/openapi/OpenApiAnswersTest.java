package run.edges.companion.server.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.edges.companion.server.testing.Api;
import run.edges.companion.server.testing.RunningServer;
import run.edges.companion.server.testing.Samples;
import run.edges.companion.server.testing.TestDevice;

/** Calls what no other test calls: {@code ApiContract} looks at each answer. */
class OpenApiAnswersTest {
  private static final String UNKNOWN = "00000000-0000-0000-0000-000000000000";

  @AutoClose private RunningServer server;
  private Api api;

  @BeforeEach
  void start(@TempDir Path folder) {
    server =
        RunningServer.start(
            RunningServer.configuration(folder, Map.of("LINKEDIN_PROBE", "false")),
            Clock.systemUTC());
    api = server.api();
  }

  @Test
  void identity_itsWholeLife_isAsDocumented() {
    String path = "/v1/identities/" + api.createIdentity("Ada");
    assertThat(Api.json(api.get("/v1/identities?retrieve_accounts=true&query=ad")).toString())
        .contains("\"accounts\":[]");
    assertThat(text(put(path, "{\"name\":\"Ada L.\"}"), "name")).isEqualTo("Ada L.");
    Api.assertError(put(path, "{\"name\":\"A\"}"), 400, "BAD_PARAMETERS");
    assertThat(text(api.post(path + "/generate-login-links", ""), "linkedin")).contains("/login/");
    assertThat(Api.json(api.get(path + "/shared-links")).getAsJsonArray()).hasSize(2);
    Api.object(api.delete(path));
    Api.assertError(api.get(path), 404, "STATUS_404");
  }

  @Test
  void list_moreThanAPage_namesTheNext() {
    for (int i = 0; i <= 50; i++) {
      api.createIdentity("Ada " + i);
    }
    HttpResponse<String> first = api.get("/v1/identities");
    assertThat(first.headers().firstValue("X-Pagination-Next").orElse("")).endsWith("page=2");
    assertThat(Api.json(api.get("/v1/identities?page=2")).getAsJsonArray()).hasSize(1);
  }

  @Test
  void integration_itsWholeLife_isAsDocumented() {
    String webhook = createWebhook();
    String identity = api.createIdentity("Ada");
    String path = Api.integrationPath(identity);
    Api.assertError(api.get(path + "/session"), 404, "STATUS_404");
    try (TestDevice device = server.device()) {
      String uid = device.accept(api.issueLink(identity)).integrationId();
      Api.assertError(api.get(path + "/session"), 424, "NO_VALID_ACCOUNT_CONFIGURED");
      device.store(uid, Samples.session("one"));
    }
    assertThat(text(api.get(path + "/session"), "user_agent")).isNotEmpty();
    Api.json(api.get(path + "/consent-record"));
    Api.object(api.post(path + "/refresh", ""));
    assertThat(Api.json(api.get("/v1/integrations?identity_uid=" + identity)).getAsJsonArray())
        .hasSize(1);
    Api.object(api.delete(path));
    String deliveries = webhook + "/deliveries";
    JsonElement newest = Api.json(api.get(deliveries)).getAsJsonArray().get(0);
    String delivery = deliveries + "/" + newest.getAsJsonObject().get("id").getAsString();
    assertThat(text(api.post(delivery + "/replay", ""), "state")).isEqualTo("PENDING");
    Api.assertError(api.post(deliveries + "/unknown/replay", ""), 404, "STATUS_404");
  }

  @Test
  void connect_notPossible_isAsDocumented() {
    String path = Api.integrationPath(api.createIdentity("Ada"));
    Api.assertError(api.post(path, "{}"), 400, "BAD_PARAMETERS");
    Api.assertError(api.post(path, "{\"auth_data\":{\"cookies\":{}}}"), 400, "MISSING_PARAMETER");
    Api.assertError(
        api.post(path, "{\"auth_data\":{\"basic\":{\"username\":\"ada\",\"password\":\"x\"}}}"),
        424,
        "BROWSER_UNAVAILABLE");
    Api.assertError(
        api.post(path, "{\"auth_data\":{\"basic\":{\"username\":\"ada\"}}}"),
        400,
        "MISSING_PARAMETER");
    Api.assertError(api.post(path + "/checkpoint", "{}"), 404, "CHECKPOINT_NONE");
    Api.assertError(api.post(path + "/checkpoint", "{\"code\":\"?\"}"), 400, "BAD_PARAMETERS");
    Api.object(api.delete(path + "/checkpoint"));
    Api.assertError(api.post(path + "/verify", ""), 404, "STATUS_404");
    assertThat(api.post(path, "{\"auth_data\":{\"cookies\":{\"li_at\":\"made-up\"}}}").statusCode())
        .isEqualTo(424);
  }

  @Test
  void proxy_itsWholeLife_isAsDocumented() {
    String path = Api.integrationPath(api.createIdentity("Ada")) + "/proxy";
    Api.assertError(api.get(path), 404, "STATUS_404");
    Api.assertError(put(path, "{}"), 400, "MISSING_PARAMETER");
    Api.assertError(put(path, "{\"url\":\"socks://proxy:1\"}"), 400, "BAD_PARAMETERS");
    String proxy = "http://ada:p%40ss@proxy.example:3128";
    assertThat(text(put(path, "{\"url\":\"" + proxy + "\"}"), "host"))
        .isEqualTo("proxy.example:3128");
    assertThat(text(api.get(path), "host")).isEqualTo("proxy.example:3128");
    Api.object(api.delete(path));
    Api.assertError(api.get(path), 404, "STATUS_404");
  }

  @Test
  void workspace_membersAndKeys_areAsDocumented() {
    Api.json(api.get("/v1/workspaces"));
    Api other = server.otherWorkspace("Other");
    String only =
        Api.json(other.get("/v1/members"))
            .getAsJsonArray()
            .get(0)
            .getAsJsonObject()
            .get("uid")
            .getAsString();
    Api.assertError(other.delete("/v1/members/" + only), 409, "LAST_ADMIN");
    String member = uid(api.post("/v1/members", "{\"name\":\"Bob\",\"role\":\"USER\"}"));
    put("/v1/members/" + member, "{\"name\":\"Bob\",\"role\":\"OPS\"}");
    String key = "{\"name\":\"key\",\"member_uid\":\"%s\",\"scopes\":[\"read\"]}";
    JsonObject made = Api.object(api.post("/v1/api-keys", key.formatted(member)));
    Api.assertError(api.post("/v1/api-keys", key.formatted(UNKNOWN)), 404, "STATUS_404");
    Api reading = new Api(server.address(), made.get("key").getAsString());
    Api.json(reading.get("/v1/identities"));
    Api.assertError(reading.get("/v1/members"), 403, "STATUS_403");
    assertThat(Api.json(api.get("/v1/api-keys")).getAsJsonArray()).hasSize(2);
    Api.object(api.delete("/v1/api-keys/" + made.get("id").getAsString()));
    Api.assertError(reading.get("/v1/identities"), 401, "STATUS_401");
    Api.object(api.delete("/v1/members/" + member));
    Api.assertError(put("/v1/members/" + member, "{\"name\":\"Bob\"}"), 400, "BAD_PARAMETERS");
  }

  @Test
  void webhook_itsWholeLife_isAsDocumented() {
    String webhook = createWebhook();
    Api.assertError(api.post("/v1/webhooks", "{\"url\":\"http://a\"}"), 400, "BAD_PARAMETERS");
    assertThat(text(api.post(webhook + "/rotate-secret", ""), "secret")).startsWith("whsec_");
    assertThat(Api.object(api.post(webhook + "/test", "")).get("delivered").getAsBoolean())
        .isFalse();
    assertThat(Api.json(api.get("/v1/webhooks")).getAsJsonArray()).hasSize(1);
    Api.object(api.delete(webhook));
    Api.assertError(api.get(webhook + "/deliveries"), 404, "STATUS_404");
  }

  @Test
  void idempotencyKey_usedAgain_isAsDocumented() {
    String first = create("once", "Ada").body();
    HttpResponse<String> again = create("once", "Ada");
    assertThat(again.body()).isEqualTo(first);
    assertThat(again.headers().firstValue("Idempotency-Replayed")).hasValue("true");
    Api.assertError(create("once", "Eve"), 422, "IDEMPOTENCY_KEY_REUSED");
    Api.assertError(create("two words", "Ada"), 400, "BAD_PARAMETERS");
  }

  private HttpResponse<String> create(String key, String name) {
    return api.send(
        api.request("/v1/identities")
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString("{\"name\":\"" + name + "\"}")));
  }

  /** Of an address that nothing is sent to: it is not public. */
  private String createWebhook() {
    return "/v1/webhooks/"
        + uid(
            api.post("/v1/webhooks", "{\"url\":\"https://127.0.0.1/hook\",\"extra_events\":true}"));
  }

  private HttpResponse<String> put(String path, String body) {
    return api.send(
        api.request(path)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(body)));
  }

  private static String uid(HttpResponse<String> answer) {
    return text(answer, "uid");
  }

  private static String text(HttpResponse<String> answer, String member) {
    return Api.object(answer).get(member).getAsString();
  }
}
