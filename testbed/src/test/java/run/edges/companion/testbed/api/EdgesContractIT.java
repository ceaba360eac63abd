package run.edges.companion.testbed.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.edges.companion.testbed.linkedin.LinkedInMember;

/** A script that knows the public documentation of the Edges API v1 and nothing else of us. */
class EdgesContractIT {
  @RegisterExtension static final Companion COMPANION = new Companion();

  @Test
  void identity_wholeLife_isAsDocumented() throws Exception {
    JsonObject made =
        ok(
            "POST",
            "/v1/identities",
            "{\"name\":\"Ada at work\",\"timezone\":\"Europe/Paris\",\"type\":\"standard\"}");
    String uid = made.get("uid").getAsString();
    assertIsIdentity(made, "Ada at work");
    assertThat(made.getAsJsonObject("identity_login_links").get("linkedin").getAsString())
        .startsWith("https://");

    assertIsIdentity(ok("GET", "/v1/identities/" + uid, null), "Ada at work");

    JsonObject updated =
        ok(
            "PUT",
            "/v1/identities/" + uid,
            "{\"name\":\"Ada at home\",\"timezone\":\"Europe/Berlin\"}");
    assertIsIdentity(updated, "Ada at home");
    assertThat(updated.get("timezone").getAsString()).isEqualTo("Europe/Berlin");
    assertThat(updated.get("is_active").getAsJsonPrimitive().isString()).isTrue();
    assertThat(updated.get("is_active").getAsString()).isEqualTo("false");

    assertThat(ok("DELETE", "/v1/identities/" + uid, null)).isEqualTo(new JsonObject());
    assertIsError(call("GET", "/v1/identities/" + uid, null), 404);
    assertIsError(call("DELETE", "/v1/identities/" + uid, null), 404);
    assertThat(findOrNull(uid, "")).isNull();
  }

  @Test
  void identity_minimalBody_hasTheDocumentedDefaults() throws Exception {
    JsonObject made = ok("POST", "/v1/identities", "{\"name\":\"Ada\"}");

    assertThat(made.get("timezone").getAsString()).isEqualTo("Europe/Paris");
    assertThat(made.get("type").getAsString()).isEqualTo("standard");
    assertThat(made.getAsJsonArray("integrations")).isEmpty();
  }

  @Test
  void integration_wholeLife_isAsDocumented() throws Exception {
    String uid = newIdentity("Ada at work");
    String integration = "/v1/identities/" + uid + "/integrations/linkedin";
    assertIsError(call("GET", integration, null), 404);
    assertThat(find(uid, "&retrieve_accounts=true").getAsJsonArray("accounts")).isEmpty();

    JsonObject made = ok("POST", integration, connectBody());
    assertIsIntegration(made, uid);
    assertThat(ok("GET", integration, null).get("uid")).isEqualTo(made.get("uid"));

    JsonObject listed = find(uid, "&retrieve_accounts=true");
    assertThat(listed.getAsJsonArray("integrations").toString()).isEqualTo("[\"linkedin\"]");
    JsonObject account = listed.getAsJsonArray("accounts").get(0).getAsJsonObject();
    assertThat(account.get("integration").getAsString()).isEqualTo("linkedin");
    assertThat(account.get("type").getAsString()).isEqualTo("linkedin");
    assertThat(account.get("status").getAsString()).isEqualTo("VALID");
    assertThat(account.get("account_name").getAsString()).isEqualTo("Ada's account");
    assertThat(ok("GET", "/v1/identities/" + uid, null).get("is_active").getAsString())
        .isEqualTo("true");

    assertThat(ok("DELETE", integration, null)).isEqualTo(new JsonObject());
    assertIsError(call("GET", integration, null), 404);
    assertIsError(call("DELETE", integration, null), 404);
    assertThat(find(uid, "&retrieve_accounts=true").getAsJsonArray("integrations")).isEmpty();
  }

  @Test
  void integration_identityDeleted_isGoneToo() throws Exception {
    String uid = newIdentity("Ada at work");
    String integration = "/v1/identities/" + uid + "/integrations/linkedin";
    ok("POST", integration, connectBody());

    ok("DELETE", "/v1/identities/" + uid, null);

    assertIsError(call("GET", integration, null), 404);
    assertIsError(call("POST", integration, connectBody()), 404);
  }

  @Test
  void list_identities_isABareArrayOfPages() throws Exception {
    String name = "Searched " + UUID.randomUUID();
    String uid = newIdentity(name);

    JsonElement all = call("GET", "/v1/identities?query=" + name.replace(" ", "%20"), null).json();

    assertThat(all.isJsonArray()).isTrue();
    assertThat(all.getAsJsonArray()).hasSize(1);
    assertThat(all.getAsJsonArray().get(0).getAsJsonObject().get("uid").getAsString())
        .isEqualTo(uid);
    assertThat(call("GET", "/v1/identities?page=1000", null).body()).isEqualTo("[]");
    assertIsError(call("GET", "/v1/identities?page=0", null), 400);
  }

  @Test
  void generateLoginLinks_each_isANewLink() throws Exception {
    String uid = newIdentity("Ada at work");
    String path = "/v1/identities/" + uid + "/generate-login-links";

    String first = ok("POST", path, null).get("linkedin").getAsString();
    String second = ok("POST", path, null).get("linkedin").getAsString();

    assertThat(first).startsWith("https://").isNotEqualTo(second);
    assertIsError(
        call("POST", "/v1/identities/" + UUID.randomUUID() + "/generate-login-links", null), 404);
  }

  @Test
  void timezone_alias_isRefusedWithTheRightName() throws Exception {
    Companion.Answer refused =
        call("POST", "/v1/identities", "{\"name\":\"Olena\",\"timezone\":\"Europe/Kiev\"}");
    assertIsError(refused, 400);
    assertThat(refused.text("message")).contains("Europe/Kyiv");

    JsonObject made =
        ok("POST", "/v1/identities", "{\"name\":\"Olena\",\"timezone\":\"Europe/Kyiv\"}");
    assertThat(made.get("timezone").getAsString()).isEqualTo("Europe/Kyiv");
    assertIsError(
        call(
            "PUT",
            "/v1/identities/" + made.get("uid").getAsString(),
            "{\"name\":\"Olena\",\"timezone\":\"Europe/Kiev\"}"),
        400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":\"ab\"}",
        "{}",
        "[]",
        "",
        "{\"name\":\"Ada\",\"type\":\"robot\"}",
        "{\"name\":\"Ada\",\"timezone\":\"Mars/Base\"}",
        "{\"name\":\"Ada\",\"favourite_colour\":\"blue\"}",
        "{\"name\":7}"
      })
  void create_badBody_isRefused(String body) throws Exception {
    assertIsError(call("POST", "/v1/identities", body), 400);
  }

  @Test
  void update_badBody_isRefusedAndChangesNothing() throws Exception {
    String path = "/v1/identities/" + newIdentity("Ada at work");

    assertIsError(call("PUT", path, "{\"name\":\"ab\"}"), 400);
    assertIsError(call("PUT", path, "{\"timezone\":\"Europe/Berlin\"}"), 400);
    assertIsError(call("PUT", path, "{\"name\":\"Ada\",\"type\":\"engagement\"}"), 400);

    assertIsIdentity(ok("GET", path, null), "Ada at work");
  }

  @Test
  void key_wrongOrMissing_isUnauthorized() throws Exception {
    assertIsError(COMPANION.call("GET", "/v1/identities", null, "wrong"), 401);
    assertIsError(COMPANION.call("POST", "/v1/identities", "{\"name\":\"Ada\"}", ""), 401);
  }

  @Test
  void unknown_identityOrPlatform_isNotFound() throws Exception {
    String nobody = "/v1/identities/" + UUID.randomUUID();
    assertIsError(call("GET", nobody, null), 404);
    assertIsError(call("PUT", nobody, "{\"name\":\"Ada at work\"}"), 404);
    assertIsError(call("POST", nobody + "/integrations/linkedin", connectBody()), 404);
    String uid = newIdentity("Ada at work");
    assertIsError(call("GET", "/v1/identities/" + uid + "/integrations/facebook", null), 404);
    assertIsError(call("GET", "/v1/nothing", null), 404);
  }

  private static void assertIsIdentity(JsonObject identity, String name) {
    assertThat(UUID.fromString(identity.get("uid").getAsString())).isNotNull();
    assertThat(UUID.fromString(identity.get("workspace_uid").getAsString())).isNotNull();
    assertThat(Instant.parse(identity.get("created_at").getAsString())).isNotNull();
    assertThat(identity.get("name").getAsString()).isEqualTo(name);
    assertThat(identity.get("type").getAsString()).isEqualTo("standard");
    assertThat(identity.get("integrations").isJsonArray()).isTrue();
  }

  private static void assertIsIntegration(JsonObject made, String identity) {
    assertThat(made.get("identity_uid").getAsString()).isEqualTo(identity);
    assertThat(UUID.fromString(made.get("uid").getAsString())).isNotNull();
    assertThat(made.get("integration_permalink").getAsString()).isEqualTo("linkedin");
    assertThat(made.get("status").getAsString()).isEqualTo("VALID");
    assertThat(made.get("auth_type").getAsString()).isEqualTo("COOKIES");
    assertThat(made.get("auth_method").getAsString()).isEqualTo("COOKIES");
    assertThat(made.get("setup_source").getAsString()).isEqualTo("API");
    assertThat(made.get("is_shared").getAsBoolean()).isFalse();
    assertThat(made.get("name").getAsString()).isEqualTo("Ada's account");
    assertThat(made.get("level").getAsString()).isEqualTo("Classic");
    assertThat(made.get("error").isJsonNull()).isTrue();
    assertThat(made.get("checkpoint").isJsonNull()).isTrue();
    assertThat(made.has("meta")).isTrue();
    assertThat(made.has("user_uid")).isTrue();
    assertThat(Instant.parse(made.get("created_at").getAsString())).isNotNull();
  }

  private static void assertIsError(Companion.Answer answer, int status) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    JsonObject error = answer.json().getAsJsonObject();
    assertThat(error.get("status_code").getAsInt()).isEqualTo(status);
    assertThat(error.get("error_label").getAsString()).matches("[A-Z0-9_]+");
    assertThat(error.get("label")).isEqualTo(error.get("error_label"));
    assertThat(error.get("error_scope").getAsString()).isNotEmpty();
    assertThat(error.get("error_ref").getAsString()).isNotEmpty();
    assertThat(error.get("message").getAsString()).isNotEmpty();
  }

  private static @Nullable JsonObject findOrNull(String uid, String query) throws Exception {
    int page = 1;
    while (true) {
      var found = call("GET", "/v1/identities?page=" + page + query, null).json().getAsJsonArray();
      if (found.isEmpty()) {
        return null;
      }
      for (JsonElement one : found) {
        if (one.getAsJsonObject().get("uid").getAsString().equals(uid)) {
          return one.getAsJsonObject();
        }
      }
      page++;
    }
  }

  private static JsonObject find(String uid, String query) throws Exception {
    return Objects.requireNonNull(findOrNull(uid, query));
  }

  private static String newIdentity(String name) throws Exception {
    return ok("POST", "/v1/identities", "{\"name\":\"" + name + "\"}").get("uid").getAsString();
  }

  private static String connectBody() {
    return "{\"auth_data\":{\"cookies\":{\"li_at\":\"%s\"}},\"account_name\":\"Ada's account\"}"
        .formatted(COMPANION.linkedin().sessions().signIn(LinkedInMember.ADA).liAt());
  }

  private static JsonObject ok(String method, String path, @Nullable String body) throws Exception {
    Companion.Answer answer = call(method, path, body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json().getAsJsonObject();
  }

  private static Companion.Answer call(String method, String path, @Nullable String body)
      throws Exception {
    return COMPANION.call(method, path, body);
  }
}
