package run.edges.companion.server;

import static org.assertj.core.api.Assertions.assertThat;

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
    assertThat(server.api().integration(identity).get("status").getAsString()).isEqualTo("VALID");
  }

  @Test
  void delete_anotherWorkspacesLinkUnderAnOwnIdentity_isNotFound() {
    String own = stranger.createIdentity("Own");
    assertNotFound(stranger.delete("/v1/identities/" + own + "/shared-links/" + link.id()));
    assertThat(server.api().get("/share/" + link.id()).body()).contains("asks to use");
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
