package run.edges.companion.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.server.testing.Api;
import run.edges.companion.server.testing.ChildServer;
import run.edges.companion.server.testing.ChildServer.Result;
import run.edges.companion.server.testing.RunningServer;
import run.edges.companion.server.testing.TestDevice;

/** The program, as an administrator starts and stops it. */
class StartIT {
  private static final Map<String, String> FREE_PORT = Map.of("EDGES_COMPANION_HTTP_PORT", "0");

  @TempDir private Path scratch = Path.of("");

  private Path defaultFolder() {
    return scratch.resolve(".local/share/edges-companion-server");
  }

  @Test
  void serve_noConfiguration_makesItsKeysAndKeepsThem() throws Exception {
    Map<String, String> first;
    Path folder = defaultFolder();
    try (ChildServer server = ChildServer.serve(scratch, FREE_PORT)) {
      assertThat(server.printed("data folder")).isEqualTo(folder.toString());
      Api api = new Api(server.address(folder), RunningServer.apiKey(folder));
      assertThat(api.createIdentity("Ada")).isNotEmpty();
      first = keys(folder);
      Result result = server.terminate();
      assertThat(result.status()).as("exit status after SIGTERM").isZero();
      assertThat(result.out()).doesNotContain(RunningServer.apiKey(folder));
    }
    try (ChildServer server = ChildServer.serve(scratch, FREE_PORT)) {
      Api api = new Api(server.address(folder), RunningServer.apiKey(folder));
      assertThat(api.get("/v1/identities").body()).contains("Ada");
      assertThat(keys(folder)).isEqualTo(first);
    }
  }

  @Test
  void serve_files_areTheOwnersOnly() throws Exception {
    try (ChildServer server = ChildServer.serve(scratch, FREE_PORT)) {
      assertThat(server.printed("fingerprint")).hasSize(43);
      try (Stream<Path> paths = Files.walk(defaultFolder())) {
        for (Path path : paths.toList()) {
          if (Files.isDirectory(path) || !path.toString().contains("companion.db")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .as("%s", path)
                .endsWith("------");
          }
        }
      }
    }
  }

  @Test
  void serve_devicesConnected_endsPromptlyAndTellsThem() throws Exception {
    try (ChildServer server = ChildServer.serve(scratch, FREE_PORT);
        TestDevice device = TestDevice.connect(server.address(defaultFolder()))) {
      long start = System.nanoTime();
      Result result = server.terminate();
      assertThat(device.inbox().closeCode()).isEqualTo(1001);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
      assertThat(result.status()).isZero();
    }
  }

  @Test
  void serve_check_endsAsSoonAsItIsReady() throws Exception {
    Result result = ChildServer.run(scratch, FREE_PORT, "serve", "--check");
    assertThat(result.out()).contains("Ready.").doesNotContain("first sign-in");
    assertThat(result.err()).isEmpty();
    assertThat(result.status()).isZero();
  }

  @Test
  void serve_running_warnsOfNothing() throws Exception {
    try (ChildServer server = ChildServer.serve(scratch, FREE_PORT)) {
      assertThat(server.terminate().err()).isEmpty();
    }
  }

  @Test
  void serve_busyPort_isPortBusy() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
      String port = String.valueOf(taken.getLocalPort());
      assertRefused(ErrorCode.PORT_BUSY, port, "EDGES_COMPANION_HTTP_PORT", port);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "EDGES_COMPANION_HTTP_PROT,EDGES_COMPANION_HTTP_PORT",
    "EDGES_COMPANION_DATABASE_URI,EDGES_COMPANION_DATABASE_URL"
  })
  void serve_unknownVariable_namesTheNearest(String variable, String nearest) throws Exception {
    assertRefused(ErrorCode.CONFIG_KEY_UNKNOWN, "Did you mean " + nearest + "?", variable, "1");
  }

  @Test
  void serve_unknownKeyInTheFile_namesTheNearest() throws Exception {
    Path file = Files.writeString(scratch.resolve("server.properties"), "http.prt = 0\n");
    Result result = ChildServer.run(scratch, Map.of(), "serve", "-c", file.toString());
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err())
        .contains("Error 701 CONFIG_KEY_UNKNOWN: ", "http.prt", "Did you mean http.port?");
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP_PORT,70000",
    "HTTP_PORT,x",
    "PUBLIC_URL,http://plain.example",
    "PUBLIC_URL,https://example.com/path?query",
    "PUBLIC_URL,https://example.com/path#fragment",
    "PUBLIC_URL,https://user@example.com",
    "PUBLIC_URL,https://example.com/a/../b",
    "PUBLIC_URL,https://example.com/a//b",
    "DATABASE_URL,jdbc:mysql://localhost/a",
    "DATABASE_URL,jdbc:postgresql://localhost/a?password=secret",
    "LINK_LIFETIME,30",
    "CHANNEL_MESSAGES_PER_MINUTE,0",
    "TLS_CERTIFICATE_FILE,/nowhere.pem"
  })
  void serve_badValue_isConfigValueInvalid(String setting, String value) throws Exception {
    Map<String, String> environment = new TreeMap<>(FREE_PORT);
    environment.put("EDGES_COMPANION_" + setting, value);
    Result result = ChildServer.run(scratch, environment, "serve");
    assertThat(result.status()).as(result.err()).isEqualTo(2);
    assertThat(result.err())
        .contains("Error 702 CONFIG_VALUE_INVALID: ")
        .doesNotContain("password=secret", "\tat ");
  }

  @Test
  void serve_noSuchConfigurationFile_isConfigValueInvalid() throws Exception {
    Result result = ChildServer.run(scratch, FREE_PORT, "serve", "-c", "/nowhere.properties");
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains("702", "/nowhere.properties");
  }

  @Test
  void serve_dataFolderBelowAFile_isDataFolderUnusable() throws Exception {
    Path file = Files.writeString(scratch.resolve("file"), "not a folder");
    assertRefused(
        ErrorCode.DATA_FOLDER_UNUSABLE,
        file.toString(),
        "EDGES_COMPANION_DATA_FOLDER",
        file.resolve("data").toString());
  }

  @Test
  void serve_damagedKey_isDataFolderUnusable() throws Exception {
    ChildServer.serve(scratch, FREE_PORT).close();
    Path key = defaultFolder().resolve("keys/server-identity.key");
    Files.writeString(key, "damaged");
    assertRefused(ErrorCode.DATA_FOLDER_UNUSABLE, key.toString(), "EDGES_COMPANION_HTTP_PORT", "0");
  }

  @Test
  void serve_damagedRecipientKey_isDataFolderUnusable() throws Exception {
    ChildServer.serve(scratch, FREE_PORT).close();
    Path key = defaultFolder().resolve("keys/recipient.json");
    Files.writeString(key, "{}");
    assertRefused(ErrorCode.DATA_FOLDER_UNUSABLE, key.toString(), "EDGES_COMPANION_HTTP_PORT", "0");
  }

  private void assertRefused(ErrorCode code, String text, String variable, String value)
      throws IOException, InterruptedException {
    Map<String, String> environment = new TreeMap<>(FREE_PORT);
    environment.put(variable, value);
    Result result = ChildServer.run(scratch, environment, "serve");
    assertThat(result.status()).as(result.err()).isEqualTo(2);
    assertThat(result.err())
        .contains("Error " + code.number() + " " + code.name() + ": ")
        .contains(text)
        .doesNotContain("\tat ");
  }

  private static Map<String, String> keys(Path folder) throws IOException {
    Map<String, String> keys = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.toString().contains("companion.db")) {
          keys.put(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
        }
      }
    }
    return keys;
  }
}
