package run.edges.companion.server.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.edges.companion.server.testing.Api;
import run.edges.companion.server.testing.Inbox;
import run.edges.companion.server.testing.MovableClock;
import run.edges.companion.server.testing.RunningServer;

/** Members, their API keys, and what those may do. */
class AccessTest {
  private final MovableClock clock = new MovableClock();
  @AutoClose private RunningServer server;

  @BeforeEach
  void start(@TempDir Path folder) {
    server =
        RunningServer.start(
            RunningServer.configuration(
                folder, Map.of("API_REQUESTS_PER_MINUTE", "30", "API_REFUSALS_PER_MINUTE", "3")),
            clock);
  }

  @Test
  void key_ofAUser_readsOnly() {
    Api user = client(member("Uma User", "USER"), null);
    assertThat(user.get("/v1/identities").statusCode()).isEqualTo(200);
    assertForbidden(user.post("/v1/identities", "{\"name\":\"Ada\"}"), "write");
    assertForbidden(user.get("/v1/members"), "admin");
    assertForbidden(user.get(Api.integrationPath("any") + "/session"), "session:read");
  }

  @Test
  void key_ofOps_writesButAdministersNothing() {
    Api ops = client(member("Otto Ops", "OPS"), null);
    ops.createIdentity("Ada");
    assertForbidden(ops.get("/v1/api-keys"), "admin");
    assertForbidden(ops.post("/v1/webhooks", "{}"), "admin");
    assertForbidden(ops.post("/v1/workspaces", "{\"name\":\"New\"}"), "server");
  }

  @Test
  void key_withFewerScopesThanTheRole_hasThose() {
    Api reader = client(member("Ann Admin", "ADMIN"), "[\"read\"]");
    assertThat(reader.get("/v1/identities").statusCode()).isEqualTo(200);
    assertForbidden(reader.get("/v1/members"), "admin");
  }

  @Test
  void key_moreThanTheCallersOrTheRoles_isRefused() {
    String user = member("Uma User", "USER");
    Api.assertError(newKey(server.api(), user, "[\"write\"]"), 400, "BAD_PARAMETERS");
    Api.assertError(newKey(server.api(), user, "[\"nonsense\"]"), 400, "BAD_PARAMETERS");
    Api.assertError(newKey(server.api(), user, "[]"), 400, "BAD_PARAMETERS");
    Api admin = client(member("Ann Admin", "ADMIN"), "[\"read\", \"admin\"]");
    String other = member("Bob Admin", "ADMIN");
    Api.assertError(newKey(admin, other, "[\"server\"]"), 400, "BAD_PARAMETERS");
    Api.assertError(newKey(admin, other, "[\"session:read\"]"), 400, "BAD_PARAMETERS");
  }

  @Test
  void key_revoked_isNotKnown() {
    String member = member("Otto Ops", "OPS");
    JsonObject key = Api.object(newKey(server.api(), member, null));
    Api ops = new Api(server.address(), key.get("key").getAsString());
    assertThat(ops.get("/v1/identities").statusCode()).isEqualTo(200);
    Api.object(server.api().delete("/v1/api-keys/" + key.get("id").getAsString()));
    Api.assertError(ops.get("/v1/identities"), 401, "STATUS_401");
  }

  @Test
  void member_removed_losesTheKeys() {
    String member = member("Otto Ops", "OPS");
    Api ops = client(member, null);
    Api.object(server.api().delete("/v1/members/" + member));
    Api.assertError(ops.get("/v1/identities"), 401, "STATUS_401");
    Api.assertError(server.api().delete("/v1/members/" + member), 404, "STATUS_404");
  }

  @Test
  void member_demoted_losesWhatTheRoleForbids() {
    String member = member("Ann Admin", "ADMIN");
    Api admin = client(member, null);
    assertThat(admin.get("/v1/members").statusCode()).isEqualTo(200);
    Api.object(server.api().put("/v1/members/" + member, "{\"name\":\"Ann\",\"role\":\"USER\"}"));
    assertForbidden(admin.get("/v1/members"), "admin");
  }

  @Test
  void member_lastAdmin_stays() {
    String only = list("/v1/members").get(0).getAsJsonObject().get("uid").getAsString();
    Api.assertError(server.api().delete("/v1/members/" + only), 409, "LAST_ADMIN");
  }

  @Test
  void keys_listed_showTheirLastUseAndNeverThemselves() {
    String member = member("Otto Ops", "OPS");
    JsonObject key = Api.object(newKey(server.api(), member, null));
    assertThat(listed(key).get("last_used_at").isJsonNull()).isTrue();
    new Api(server.address(), key.get("key").getAsString()).get("/v1/identities");
    Awaitility.await()
        .atMost(Inbox.PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !listed(key).get("last_used_at").isJsonNull());
    assertThat(listed(key).get("key").isJsonNull()).isTrue();
  }

  @Test
  void requests_tooMany_areToldWhenToComeBack() {
    Api ops = client(member("Otto Ops", "OPS"), null);
    HttpResponse<String> last = ops.get("/v1/identities");
    for (int i = 1; i <= 30 && last.statusCode() == 200; i++) {
      last = ops.get("/v1/identities");
    }
    Api.assertError(last, 429, "STATUS_429");
    assertThat(last.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 3L);
    assertThat(last.body()).contains("postponed_until");
    assertThat(server.api().get("/v1/identities").statusCode()).as("another key").isEqualTo(200);
  }

  @Test
  void guesses_tooMany_areSlowedDownWhateverTheyForwardAndKnownKeysAreNot() {
    Api guesser = new Api(server.address(), "ec_guess");
    for (int i = 0; i < 3; i++) {
      Api.assertError(guesser.get("/v1/identities"), 401, "STATUS_401");
    }
    HttpResponse<String> slowed =
        guesser.send(guesser.request("/v1/identities").header("X-Forwarded-For", "8.8.8.8"));
    Api.assertError(slowed, 429, "STATUS_429");
    assertThat(slowed.headers().firstValue("Retry-After")).isPresent();
    assertThat(server.api().get("/v1/identities").statusCode()).isEqualTo(200);
  }

  private String member(String name, String role) {
    JsonObject body = new JsonObject();
    body.addProperty("name", name);
    body.addProperty("role", role);
    return Api.object(server.api().post("/v1/members", body.toString())).get("uid").getAsString();
  }

  private Api client(String member, @org.jspecify.annotations.Nullable String scopes) {
    JsonObject key = Api.object(newKey(server.api(), member, scopes));
    return new Api(server.address(), key.get("key").getAsString());
  }

  private static HttpResponse<String> newKey(
      Api api, String member, @org.jspecify.annotations.Nullable String scopes) {
    return api.post(
        "/v1/api-keys",
        "{\"name\":\"test\",\"member_uid\":\"%s\",\"scopes\":%s}".formatted(member, scopes));
  }

  private JsonArray list(String path) {
    return Api.json(server.api().get(path)).getAsJsonArray();
  }

  private JsonObject listed(JsonObject key) {
    return StreamSupport.stream(list("/v1/api-keys").spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .filter(one -> one.get("id").equals(key.get("id")))
        .findFirst()
        .orElseThrow();
  }

  private static void assertForbidden(HttpResponse<String> response, String scope) {
    Api.assertError(response, 403, "STATUS_403");
    assertThat(response.body()).contains(scope);
  }
}
