package run.edges.companion.server.administration;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.edges.companion.server.testing.Api;
import run.edges.companion.server.testing.Dashboard;
import run.edges.companion.server.testing.RunningServer;

/** Members, API keys and webhooks in the dashboard, and who may see them. */
class AdministrationTest {
  private static final List<String> ADMIN_PAGES =
      List.of("/dashboard/members", "/dashboard/keys", "/dashboard/webhooks", "/dashboard/audit");

  @AutoClose private RunningServer server;
  private Dashboard admin;

  @BeforeEach
  void start(@TempDir Path folder) {
    server = RunningServer.start(folder);
    admin = Dashboard.accept(server.address(), server.invitation(), "Ada Admin", "ada@example.com");
  }

  @Test
  void page_forOpsAndUsers_isForbiddenWhereItMustBe() {
    Dashboard ops = member("Olga Ops", "OPS");
    Dashboard user = member("Uma User", "USER");
    for (String path : ADMIN_PAGES) {
      assertThat(admin.get(path).statusCode()).as(path).isEqualTo(200);
      assertForbidden(ops.get(path));
      assertForbidden(user.get(path));
    }
    assertThat(admin.get("/dashboard/server").statusCode()).isEqualTo(200);
    assertForbidden(ops.get("/dashboard/server"));
    assertForbidden(user.get("/dashboard/server"));
    assertThat(ops.get("/dashboard/import").statusCode()).isEqualTo(200);
    assertThat(ops.get("/dashboard/export.csv").statusCode()).isEqualTo(200);
    assertForbidden(user.get("/dashboard/import"));
    assertForbidden(user.get("/dashboard/export.csv"));
    assertThat(ops.get("/dashboard").body())
        .contains("/dashboard/import\"")
        .doesNotContain("/dashboard/members", "/dashboard/server");
    assertThat(user.get("/dashboard").body())
        .doesNotContain("/dashboard/import", "/dashboard/members", "export.csv");
  }

  @Test
  void change_byOpsAndUsers_isForbiddenAndChangesNothing() {
    Dashboard user = member("Uma User", "USER");
    String members = server.api().get("/v1/members").body();
    assertThat(
            user.part("/dashboard/members", Map.of("name", "Eve Extra", "role", "ADMIN"))
                .statusCode())
        .isEqualTo(403);
    assertThat(
            user.upload(
                    "/dashboard/import",
                    "name\nAda\n".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .statusCode())
        .isEqualTo(403);
    assertThat(server.api().get("/v1/members").body()).isEqualTo(members);
  }

  @Test
  void form_ofAnotherSite_isRefused() {
    Map<String, String> form = Map.of("name", "Eve Extra", "role", "ADMIN");
    assertThat(admin.send(admin.bareForm("/dashboard/members", form)).statusCode())
        .as("neither Sec-Fetch-Site nor Origin")
        .isEqualTo(403);
    for (String site : List.of("cross-site", "same-site", "none")) {
      assertThat(
              admin
                  .send(admin.bareForm("/dashboard/members", form).header("Sec-Fetch-Site", site))
                  .statusCode())
          .as(site)
          .isEqualTo(403);
    }
    assertThat(
            admin
                .send(
                    admin
                        .bareForm("/dashboard/members", form)
                        .header("Origin", "https://evil.test"))
                .statusCode())
        .isEqualTo(403);
    assertThat(server.api().get("/v1/members").body()).doesNotContain("Eve Extra");
  }

  @Test
  void request_forAnotherWorkspacesThings_isNotFound() {
    Api stranger = server.otherWorkspace("Strangers");
    String member = first(stranger, "/v1/members").get("uid").getAsString();
    String key = first(stranger, "/v1/api-keys").get("id").getAsString();
    String webhook =
        Api.object(stranger.post("/v1/webhooks", "{\"url\":\"https://hook.example/\"}"))
            .get("uid")
            .getAsString();
    for (String path :
        List.of(
            "/dashboard/members/" + member,
            "/dashboard/members/" + member + "/remove",
            "/dashboard/keys/" + key + "/revoke",
            "/dashboard/webhooks/" + webhook,
            "/dashboard/webhooks/" + webhook + "/rotate",
            "/dashboard/webhooks/" + webhook + "/delete")) {
      assertThat(admin.get(path).statusCode()).as(path).isEqualTo(404);
    }
    Map<String, String> form = Map.of("name", "Mine now", "role", "USER");
    for (String path :
        List.of(
            "/dashboard/members/" + member,
            "/dashboard/members/" + member + "/invitation",
            "/dashboard/members/" + member + "/sign-out",
            "/dashboard/members/" + member + "/remove",
            "/dashboard/keys/" + key + "/revoke",
            "/dashboard/webhooks/" + webhook + "/test",
            "/dashboard/webhooks/" + webhook + "/rotate",
            "/dashboard/webhooks/" + webhook + "/delete",
            "/dashboard/webhooks/" + webhook + "/deliveries/any/replay")) {
      assertThat(admin.post(path, form).statusCode()).as(path).isEqualTo(404);
    }
    assertThat(stranger.get("/v1/members").body()).doesNotContain("Mine now");
  }

  @Test
  void member_demotedOrRemoved_isRefusedAtOnce() {
    Dashboard other = member("Olga Ops", "ADMIN");
    String uid = uidOf("Olga Ops");
    assertThat(other.get("/dashboard/members").statusCode()).isEqualTo(200);
    assertThat(
            admin
                .post(
                    "/dashboard/members/" + uid,
                    Map.of("name", "Olga Ops", "role", "USER", "was", "ADMIN Olga Ops"))
                .statusCode())
        .isEqualTo(303);
    assertForbidden(other.get("/dashboard/members"));
    assertThat(other.get("/dashboard").statusCode()).isEqualTo(200);
    assertThat(admin.post("/dashboard/members/" + uid + "/remove", Map.of()).statusCode())
        .isEqualTo(303);
    assertThat(other.get("/dashboard").headers().firstValue("Location").orElse(""))
        .contains("/dashboard/sign-in");
  }

  @Test
  void member_changedByTwoAtOnce_theSecondIsToldAndChangesNothing() {
    Dashboard other = member("Olga Ops", "ADMIN");
    var _ = member("Uma User", "USER");
    String path = "/dashboard/members/" + uidOf("Uma User");
    String was =
        Dashboard.found(Pattern.compile("name=\"was\" value=\"([^\"]+)\""), admin.get(path).body());
    assertThat(
            other.post(path, Map.of("name", "Uma Upward", "role", "OPS", "was", was)).statusCode())
        .isEqualTo(303);

    HttpResponse<String> second =
        admin.post(path, Map.of("name", "Uma Lower", "role", "USER", "was", was));

    assertThat(second.statusCode()).isEqualTo(409);
    assertThat(second.body())
        .contains("Somebody else changed this member", "Uma Upward")
        .doesNotContain("Uma Lower");
  }

  @Test
  void member_signedOutEverywhere_isSignedOutAndCanComeBack() {
    Dashboard olga = member("Olga Ops", "OPS");
    String path = "/dashboard/members/" + uidOf("Olga Ops") + "/sign-out";
    assertThat(admin.post(path, Map.of()).statusCode()).isEqualTo(303);
    assertThat(olga.get("/dashboard").statusCode()).isEqualTo(303);
    assertThat(olga.signIn("olga@example.com", Dashboard.PASSWORD).statusCode()).isEqualTo(303);
    assertThat(olga.get("/dashboard").statusCode()).isEqualTo(200);
  }

  @Test
  void admin_theLast_staysWithAWordWhy() {
    String uid = uidOf("Ada Admin");
    String other = uidOf("Command line");
    assertThat(admin.post("/dashboard/members/" + other + "/remove", Map.of()).statusCode())
        .isEqualTo(303);
    for (HttpResponse<String> refused :
        List.of(
            admin.post(
                "/dashboard/members/" + uid,
                Map.of("name", "Ada Admin", "role", "OPS", "was", "ADMIN Ada Admin")),
            admin.post("/dashboard/members/" + uid + "/remove", Map.of()))) {
      assertThat(refused.statusCode()).isEqualTo(409);
      assertThat(refused.body()).contains("only Admin", "role=\"alert\"");
    }
    assertThat(admin.get("/dashboard/members").statusCode()).isEqualTo(200);
  }

  @Test
  void invitation_made_isShownOnceAndReplacesTheOneBefore() {
    String first = admin.invite("Olga Ops", "OPS");
    String again =
        Api.object(server.api().post("/v1/members/" + uidOf("Olga Ops") + "/invitation", "{}"))
            .get("url")
            .getAsString();
    assertThat(admin.get("/dashboard/members").body()).doesNotContain("invitation#");
    assertThat(
            Dashboard.stranger(server.address())
                .post(
                    "/dashboard/invitation",
                    Map.of(
                        "token",
                        first.substring(first.indexOf('#') + 1),
                        "name",
                        "Olga Ops",
                        "email",
                        "olga@example.com",
                        "password",
                        Dashboard.PASSWORD))
                .statusCode())
        .isEqualTo(422);
    assertThat(
            Dashboard.accept(server.address(), again, "Olga Ops", "olga@example.com")
                .get("/dashboard")
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void key_made_worksAndIsInNoPageAgain() {
    String uid = uidOf("Ada Admin");
    HttpResponse<String> dialog =
        admin.part("/dashboard/keys", Map.of("name", "automation", "member", uid, "scope", "read"));
    String key = Dashboard.found(Pattern.compile("value=\"(ec_[A-Za-z0-9_-]+)\""), dialog.body());
    assertThat(new Api(server.address(), key).get("/v1/identities").statusCode()).isEqualTo(200);
    for (String path : ADMIN_PAGES) {
      assertThat(admin.get(path).body()).as(path).doesNotContain(key);
    }
    String id =
        Dashboard.found(
            Pattern.compile("automation.*?id=\"revoke-([0-9a-f-]{36})\"", Pattern.DOTALL),
            admin.get("/dashboard/keys").body());
    assertThat(admin.post("/dashboard/keys/" + id + "/revoke", Map.of()).statusCode())
        .isEqualTo(303);
    assertThat(new Api(server.address(), key).get("/v1/identities").statusCode()).isEqualTo(401);
  }

  @Test
  void key_withAScopeThatTheRoleForbids_isRefused() {
    var _ = member("Uma User", "USER");
    HttpResponse<String> refused =
        admin.part(
            "/dashboard/keys",
            Map.of("name", "automation", "member", uidOf("Uma User"), "scope", "admin"));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(admin.get("/dashboard/keys/scopes?member=" + uidOf("Uma User")).body())
        .contains("value=\"read\"")
        .doesNotContain("value=\"write\"", "value=\"admin\"");
  }

  @Test
  void webhook_added_itsSecretIsShownOnceAndChanges() {
    HttpResponse<String> dialog =
        admin.part("/dashboard/webhooks", Map.of("url", "https://hook.example/", "extra", "true"));
    Pattern secret = Pattern.compile("value=\"(whsec_[^\"]+)\"");
    String first = Dashboard.found(secret, dialog.body());
    String list = admin.get("/dashboard/webhooks").body();
    String uid = Dashboard.found(Pattern.compile("id=\"open-([0-9a-f-]{36})\""), list);
    String second =
        Dashboard.found(
            secret, admin.part("/dashboard/webhooks/" + uid + "/rotate", Map.of()).body());
    assertThat(second).isNotEqualTo(first);
    assertThat(list + admin.get("/dashboard/webhooks/" + uid).body())
        .contains("https://hook.example/")
        .doesNotContain(first, second);
    assertThat(admin.part("/dashboard/webhooks", Map.of("url", "ftp://x")).statusCode())
        .isEqualTo(400);
    assertThat(admin.post("/dashboard/webhooks/" + uid + "/delete", Map.of()).statusCode())
        .isEqualTo(303);
    assertThat(admin.get("/dashboard/webhooks/" + uid).statusCode()).isEqualTo(404);
  }

  @Test
  void health_withoutAKey_isOk() {
    HttpResponse<String> answer = server.api().send(server.api().bare("/healthz").GET());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("ok");
  }

  private Dashboard member(String name, String role) {
    String email = name.substring(0, name.indexOf(' ')).toLowerCase(java.util.Locale.ROOT);
    return Dashboard.accept(
        server.address(), admin.invite(name, role), name, email + "@example.com");
  }

  private String uidOf(String name) {
    return Api.json(server.api().get("/v1/members")).getAsJsonArray().asList().stream()
        .map(one -> one.getAsJsonObject())
        .filter(one -> one.get("name").getAsString().equals(name))
        .map(one -> one.get("uid").getAsString())
        .findFirst()
        .orElseThrow();
  }

  private static JsonObject first(Api api, String path) {
    return Api.json(api.get(path)).getAsJsonArray().get(0).getAsJsonObject();
  }

  private static void assertForbidden(HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(response.body()).contains("<!doctype html>", "Not allowed");
  }
}
