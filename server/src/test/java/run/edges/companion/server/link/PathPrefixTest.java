package run.edges.companion.server.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.edges.companion.protocol.wire.SharedLink;
import run.edges.companion.server.testing.Api;
import run.edges.companion.server.testing.RunningServer;
import run.edges.companion.server.testing.Samples;
import run.edges.companion.server.testing.TestDevice;

/**
 * A server that owners reach below a path of a proxy; requests come here without it, as from the
 * proxy.
 */
class PathPrefixTest {
  @AutoClose private static RunningServer server;
  private static String publicUrl;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    int port = freePort();
    publicUrl = "https://localhost:" + port + "/sites/companion";
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
  void pages_ofLinks_nameTheirFilesRelatively() {
    SharedLink link = server.newLink();
    for (String page : new String[] {"/share/", "/login/"}) {
      String html = server.api().send(server.api().bare(page + link.id()).GET()).body();
      assertThat(html).contains("\"../assets/").doesNotContain("\"/");
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
