package run.edges.companion.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.edges.companion.protocol.wire.SharedLink;
import run.edges.companion.server.testing.ChildServer;
import run.edges.companion.server.testing.ChildServer.Result;

/** The command line. */
class CommandIT {
  @TempDir private Path scratch = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"--help", "--version"})
  void run_help_isOnStandardOutput(String option) throws Exception {
    Result result = ChildServer.run(scratch, Map.of(), option);
    assertThat(result.status()).isZero();
    assertThat(result.out()).contains("ompanion");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void run_serveHelp_namesTheConfiguration() throws Exception {
    Result result = ChildServer.run(scratch, Map.of(), "serve", "--help");
    assertThat(result.status()).isZero();
    assertThat(result.out()).contains("--configuration");
  }

  @ParameterizedTest
  @ValueSource(strings = {"steal", "--nothing", "link", "identity"})
  void run_wrongCall_exitsWith2(String argument) throws Exception {
    Result result = ChildServer.run(scratch, Map.of(), argument);
    assertThat(result.status()).as(result.err()).isEqualTo(2);
    assertThat(result.err()).isNotBlank().doesNotContain("\tat ");
  }

  @Test
  void config_environmentAndFile_showsOriginsAndNoSecret() throws Exception {
    Path password = Files.writeString(scratch.resolve("password"), "CANARY-password");
    Path file = Files.writeString(scratch.resolve("server.properties"), "workspace.name = Acme\n");
    Result result =
        ChildServer.run(
            scratch,
            Map.of(
                "EDGES_COMPANION_HTTP_PORT",
                "9443",
                "EDGES_COMPANION_CONFIGURATION",
                file.toString(),
                "EDGES_COMPANION_DATABASE_PASSWORD_FILE",
                password.toString()),
            "config");
    assertThat(result.status()).isZero();
    assertThat(result.out())
        .containsPattern("http\\.port +9443 +\\(EDGES_COMPANION_HTTP_PORT\\)")
        .containsPattern("workspace\\.name +Acme +\\(.*server\\.properties\\)")
        .containsPattern("http\\.host +localhost +\\(default\\)")
        .contains(password.toString())
        .doesNotContain("CANARY-password");
  }

  @Test
  void identityList_noServer_saysHowToStartIt() throws Exception {
    Result result = ChildServer.run(scratch, Map.of(), "identity", "list");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains("Start it with: serve").doesNotContain("\tat ");
  }

  @Test
  void commands_runningServer_issueALinkForAnIdentity() throws Exception {
    try (ChildServer server =
        ChildServer.serve(scratch, Map.of("EDGES_COMPANION_HTTP_PORT", "0"))) {
      Map<String, String> environment = new TreeMap<>();
      int port = URI.create(server.printed("listening")).getPort();
      environment.put("EDGES_COMPANION_HTTP_PORT", String.valueOf(port));
      String identity = run(environment, "identity", "create", "Ada");
      assertThat(run(environment, "identity", "list")).contains(identity, "Ada");
      String url = run(environment, "link", "issue", identity, "--lifetime", "P1D");
      SharedLink link = SharedLink.parse(url).orElseThrow();
      assertThat(run(environment, "link", "list", identity)).contains(link.id(), "ACTIVE");
      assertThat(run(environment, "link", "revoke", identity, link.id())).contains("REVOKED");
      assertThat(run(environment, "integration", "list")).contains("No integrations");
      String member = run(environment, "workspace", "member", "add", "Olga Ops", "OPS");
      assertThat(run(environment, "workspace", "member", "invite", member))
          .startsWith("https://localhost:" + port + "/dashboard/invitation#");
    }
  }

  private String run(Map<String, String> environment, String... arguments) throws Exception {
    Result result = ChildServer.run(scratch, environment, arguments);
    assertThat(result.status()).as(result.err()).isZero();
    return result.out().strip();
  }
}
