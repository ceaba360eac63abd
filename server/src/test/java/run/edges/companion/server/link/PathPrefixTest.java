package run.edges.companion.server.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.edges.companion.protocol.wire.SharedLink;
import run.edges.companion.server.identity.IdentityStore;
import run.edges.companion.server.testing.Api;
import run.edges.companion.server.testing.RunningServer;
import run.edges.companion.server.testing.Samples;
import run.edges.companion.server.testing.TestDevice;

/**
 * A server that owners reach below a path of a proxy; requests come here without it, as from the
 * proxy.
 */
class PathPrefixTest {
  private static final String PATH = "/sites/companion";

  @AutoClose private static RunningServer server;
  private static String publicUrl;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    int port = freePort();
    publicUrl = "https://localhost:" + port + PATH;
    server =
        RunningServer.start(
            RunningServer.configuration(
                folder, Map.of("HTTP_PORT", Integer.toString(port), "PUBLIC_URL", publicUrl + "/")),
            Clock.systemUTC());
  }

  @Test
  void links_behindAPath_areBelowIt() {
    String identity = server.api().createIdentity("Ada");

    SharedLink link = server.api().issueLink(identity);

    assertThat(link.server()).hasToString(publicUrl);
    String login =
        Api.object(server.api().post("/v1/identities/" + identity + "/generate-login-links", "{}"))
            .get("linkedin")
            .getAsString();
    assertThat(login).startsWith(publicUrl + "/login/");
    try (TestDevice device = server.device()) {
      String uid = device.accept(link).integrationId();
      device.store(uid, Samples.session("one"));
      assertThat(device.ownerPage(uid)).asString().startsWith(publicUrl + "/owner/" + uid + "#");
    }
  }

  @Test
  void nextPage_behindAPath_isBelowIt() {
    for (int i = 0; i <= IdentityStore.PAGE_SIZE; i++) {
      server.api().createIdentity("Paged " + i);
    }
    assertThat(
            server
                .api()
                .get("/v1/identities?query=Paged&retrieve_accounts=true")
                .headers()
                .firstValue("X-Pagination-Next")
                .orElse(""))
        .startsWith(publicUrl + "/v1/identities?")
        .contains("query=Paged", "retrieve_accounts=true", "page=2");
  }

  @Test
  void pages_forOwners_nameTheirFilesBelowIt() {
    String id = server.newLink().id();
    for (String page : List.of("/share/" + id, "/login/" + id, "/owner/" + id, "/api")) {
      String html = server.api().send(server.api().bare(page).GET()).body();
      List<String> places =
          Pattern.compile("\"(/[^\"]*)\"")
              .matcher(html)
              .results()
              .map(match -> match.group(1))
              .toList();
      assertThat(places).as(page).isNotEmpty().allMatch(place -> place.startsWith(PATH + "/"));
      assertThat(html).contains("\"" + PATH + "/assets/base.css?v=").doesNotContain("\"../");
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
