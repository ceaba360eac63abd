package run.edges.companion.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.edges.companion.protocol.wire.SharedLink;
import run.edges.companion.server.testing.Api;
import run.edges.companion.server.testing.RunningServer;
import run.edges.companion.server.testing.Samples;
import run.edges.companion.server.testing.TestDevice;

/** What belongs to one workspace is not there for another. */
class WorkspaceIsolationTest {
  @AutoClose private RunningServer server;
  @AutoClose private TestDevice device;
  private Api stranger;
  private String identity;
  private SharedLink link;

  @BeforeEach
  void share(@TempDir Path folder) {
    server = RunningServer.start(folder);
    stranger = server.otherWorkspace("Strangers");
    identity = server.api().createIdentity("Ada");
    link = server.api().issueLink(identity);
    device = server.device();
    device.store(device.accept(link).integrationId(), Samples.session("one"));
  }

  @Test
  void request_forAnotherWorkspacesIdentity_isNotFound() {
    String identityPath = "/v1/identities/" + identity;
    String integrationPath = Api.integrationPath(identity);
    assertNotFound(stranger.get(identityPath));
    assertNotFound(stranger.get(identityPath + "/shared-links"));
    assertNotFound(stranger.post(identityPath + "/shared-links", "{}"));
    assertNotFound(stranger.delete(identityPath + "/shared-links/" + link.id()));
    assertNotFound(stranger.get(integrationPath));
    assertNotFound(stranger.post(integrationPath + "/refresh", "{}"));
    assertNotFound(stranger.get(integrationPath + "/consent-record"));
    assertNotFound(stranger.delete(integrationPath));
    assertNotFound(stranger.get(integrationPath + "/session"));
    assertNotFound(
        stranger.post(integrationPath, "{\"auth_data\":{\"cookies\":{\"li_at\":\"AQEDA\"}}}"));
    assertNotFound(stranger.post(identityPath + "/generate-login-links", "{}"));
    assertNotFound(stranger.put(identityPath, "{\"name\":\"Mine now\"}"));
    assertNotFound(stranger.delete(identityPath));
    assertThat(server.api().integration(identity).get("status").getAsString()).isEqualTo("VALID");
  }

  @Test
  void delete_anotherWorkspacesLinkUnderAnOwnIdentity_isNotFound() {
    String own = stranger.createIdentity("Own");
    assertNotFound(stranger.delete("/v1/identities/" + own + "/shared-links/" + link.id()));
    assertThat(server.api().get("/share/" + link.id()).body()).contains("asks to use");
  }

  @Test
  void request_forAnotherWorkspacesPeopleKeysAndWebhooks_isNotFound() {
    String member = firstOf("/v1/members").get("uid").getAsString();
    String key = firstOf("/v1/api-keys").get("id").getAsString();
    String webhook =
        Api.object(server.api().post("/v1/webhooks", "{\"url\":\"https://hook.example/\"}"))
            .get("uid")
            .getAsString();
    assertNotFound(
        stranger.put("/v1/members/" + member, "{\"name\":\"Mine now\",\"role\":\"USER\"}"));
    assertNotFound(stranger.delete("/v1/members/" + member));
    assertNotFound(
        stranger.post("/v1/api-keys", "{\"name\":\"theirs\",\"member_uid\":\"" + member + "\"}"));
    assertNotFound(stranger.delete("/v1/api-keys/" + key));
    String webhookPath = "/v1/webhooks/" + webhook;
    assertNotFound(stranger.delete(webhookPath));
    assertNotFound(stranger.post(webhookPath + "/rotate-secret", "{}"));
    assertNotFound(stranger.post(webhookPath + "/test", "{}"));
    assertNotFound(stranger.get(webhookPath + "/deliveries"));
    assertNotFound(stranger.post(webhookPath + "/deliveries/any/replay", "{}"));
    assertThat(server.api().get("/v1/members").statusCode()).as("the key works").isEqualTo(200);
  }

  private JsonObject firstOf(String path) {
    return Api.json(server.api().get(path)).getAsJsonArray().get(0).getAsJsonObject();
  }

  @Test
  void list_ofAnotherWorkspace_isEmpty() {
    assertThat(Api.json(stranger.get("/v1/identities")).getAsJsonArray()).isEmpty();
    assertThat(Api.json(stranger.get("/v1/integrations")).getAsJsonArray()).isEmpty();
    assertThat(Api.json(stranger.get("/v1/integrations?identity_uid=" + identity)).getAsJsonArray())
        .isEmpty();
  }

  private static void assertNotFound(java.net.http.HttpResponse<String> response) {
    Api.assertError(response, 404, "STATUS_404");
  }
}
