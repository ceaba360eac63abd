package run.edges.companion.server.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.SharedLink;
import run.edges.companion.server.testing.MovableClock;
import run.edges.companion.server.testing.RunningServer;

class SharePageTest {
  private final MovableClock clock = new MovableClock();
  @AutoClose private RunningServer server;

  @BeforeEach
  void start(@TempDir Path folder) {
    server =
        RunningServer.start(
            RunningServer.configuration(
                folder, Map.of("WORKSPACE_NAME", "Acme <script>alert(1)</script> \"&'")),
            clock);
  }

  private HttpResponse<String> open(String linkId) {
    return server.api().send(server.api().bare("/share/" + linkId).GET());
  }

  @Test
  void open_activeLink_saysWhoAsksEscaped() {
    String identity = server.api().createIdentity("<img src=x onerror=alert(2)>");
    HttpResponse<String> page = open(server.api().issueLink(identity).id());
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type").orElse(""))
        .isEqualToIgnoringCase("text/html;charset=utf-8");
    assertThat(page.body())
        .contains("Acme &lt;script&gt;alert(1)&lt;/script&gt;")
        .contains("&lt;img src=x onerror=alert(2)&gt;")
        .doesNotContain("<script>alert")
        .doesNotContain("<img src=x");
  }

  @Test
  void open_activeLink_holdsNoSecret() {
    SharedLink link = server.newLink();
    assertThat(open(link.id()).body()).doesNotContain(link.secret().reveal(SecretAccess.granted()));
  }

  @Test
  void open_unknownLink_isNotFoundAndSaysSo() {
    HttpResponse<String> page = open("AAAAAAAAAAAAAAAAAAAAAA");
    assertThat(page.statusCode()).isEqualTo(404);
    assertThat(page.body()).contains(ErrorCode.LINK_UNKNOWN.text()).doesNotContain("Acme");
  }

  @Test
  void open_revokedLink_saysSo() {
    String identity = server.api().createIdentity("Ada");
    SharedLink link = server.api().issueLink(identity);
    assertThat(
            server
                .api()
                .delete("/v1/identities/" + identity + "/shared-links/" + link.id())
                .statusCode())
        .isEqualTo(200);
    assertThat(open(link.id()).body())
        .contains(ErrorCode.LINK_REVOKED.text())
        .doesNotContain("Review and accept");
  }

  @Test
  void open_expiredLink_saysSo() {
    SharedLink link =
        server.api().issueLink(server.api().createIdentity("Ada"), "{\"lifetime\":\"PT1H\"}");
    assertThat(open(link.id()).body()).contains("Review and accept");
    clock.advance(Duration.ofHours(1));
    assertThat(open(link.id()).body())
        .contains(ErrorCode.LINK_EXPIRED.text())
        .doesNotContain("Review and accept");
  }
}
