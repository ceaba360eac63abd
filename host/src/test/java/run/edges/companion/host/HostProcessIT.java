package run.edges.companion.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.edges.companion.host.training.LoopbackPeer;

/** The host as a browser meets it. */
@Timeout(120)
class HostProcessIT {
  private static final long EXIT_MILLIS = 2000;

  @TempDir Path home;

  private HostProcess greeted() {
    HostProcess host = HostProcess.start(home);
    host.frames().hello(HostProcess.PROFILE);
    assertThat(host.frames().next().get("type").getAsString()).isEqualTo("hello");
    return host;
  }

  private static void assertError(JsonObject frame, String label) {
    assertThat(frame.get("type").getAsString()).isEqualTo("error");
    assertThat(frame.get("error").getAsString()).isEqualTo(label);
  }

  /** Whether the host still answers. */
  private static void assertAlive(HostProcess host) {
    host.frames().send("{\"type\":\"shout\",\"id\":\"alive\"}");
    JsonObject frame = host.frames().next();
    assertError(frame, "MESSAGE_UNKNOWN");
    assertThat(frame.get("id").getAsString()).isEqualTo("alive");
  }

  private static byte[] padded(int size) {
    byte[] body = new byte[size];
    Arrays.fill(body, (byte) ' ');
    byte[] json = "{\"type\":\"shout\",\"id\":\"big\"}".getBytes(StandardCharsets.UTF_8);
    System.arraycopy(json, 0, body, 0, json.length);
    return FrameClient.frame(body);
  }

  @Test
  void hello_wellFormed_answersWithCapabilities() {
    try (HostProcess host = HostProcess.start(home)) {
      host.frames().hello(HostProcess.PROFILE);
      JsonObject hello = host.frames().next();
      assertThat(hello.get("id").getAsString()).isEqualTo("h");
      assertThat(hello.get("protocol").getAsInt()).isEqualTo(1);
      assertThat(hello.get("host_version").getAsString()).isEqualTo(HostVersion.TEXT);
      assertThat(hello.getAsJsonArray("capabilities").toString())
          .isEqualTo(
              "[\"inspect\",\"accept\",\"revoke\",\"record\",\"pause\",\"owner_page\",\"doctor\"]");
    }
  }

  @Test
  void hello_laterProtocolOnly_unsupportedAndOlderOneAfterwardsFits() {
    try (HostProcess host = HostProcess.start(home)) {
      host.frames()
          .send(
              """
              {"type": "hello", "id": "1", "protocol": {"min": 2, "max": 3},
               "extension_version": "9", "profile_id": "%s", "device_name": "x"}
              """
                  .formatted(HostProcess.PROFILE));
      assertError(host.frames().next(), "PROTOCOL_UNSUPPORTED");
      host.frames().hello(HostProcess.PROFILE);
      assertThat(host.frames().next().get("type").getAsString()).isEqualTo("hello");
    }
  }

  @Test
  void hello_profileIdIsAPath_invalid() {
    try (HostProcess host = HostProcess.start(home)) {
      host.frames().hello("../../../etc");
      assertError(host.frames().next(), "MESSAGE_INVALID");
    }
  }

  @Test
  void message_beforeHello_unexpected() {
    try (HostProcess host = HostProcess.start(home)) {
      host.frames().send("{\"type\":\"changed\",\"id\":\"1\",\"reason\":\"COOKIE\"}");
      JsonObject frame = host.frames().next();
      assertError(frame, "MESSAGE_UNEXPECTED");
      assertThat(frame.get("id").getAsString()).isEqualTo("1");
    }
  }

  @Test
  void hello_twice_unexpected() {
    try (HostProcess host = greeted()) {
      host.frames().hello(HostProcess.PROFILE);
      assertError(host.frames().next(), "MESSAGE_UNEXPECTED");
      assertAlive(host);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "not json", "[1]", "{\"type\":", "\"text\""})
  void message_garbage_malformedAndGoesOn(String body) {
    try (HostProcess host = greeted()) {
      host.frames().send(body);
      assertError(host.frames().next(), "MESSAGE_MALFORMED");
      assertAlive(host);
    }
  }

  @Test
  void message_atTheLimit_isRead() {
    try (HostProcess host = greeted()) {
      host.frames().sendRaw(padded(FrameClient.MAX_BYTES));
      assertError(host.frames().next(), "MESSAGE_UNKNOWN");
      assertAlive(host);
    }
  }

  @Test
  void message_oneByteOverTheLimit_tooLargeAndGoesOn() {
    try (HostProcess host = greeted()) {
      host.frames().sendRaw(padded(FrameClient.MAX_BYTES + 1));
      assertError(host.frames().next(), "MESSAGE_TOO_LARGE");
      assertAlive(host);
    }
  }

  @Test
  void message_countOf4GiB_isNotAllocated() {
    try (HostProcess host = greeted()) {
      host.frames().sendRaw(new byte[] {-1, -1, -1, -1, '{', '}'});
      host.endInput();
      assertThat(host.exit(EXIT_MILLIS)).isEqualTo(1);
    }
  }

  @Test
  void message_byteAtATime_isRead() {
    try (HostProcess host = greeted()) {
      byte[] frame = FrameClient.frame("{\"type\":\"shout\"}".getBytes(StandardCharsets.UTF_8));
      for (byte one : frame) {
        host.frames().sendRaw(new byte[] {one});
      }
      assertError(host.frames().next(), "MESSAGE_UNKNOWN");
    }
  }

  @Test
  void input_endsBeforeHello_exits() {
    try (HostProcess host = HostProcess.start(home)) {
      host.endInput();
      assertThat(host.exit(EXIT_MILLIS + 3000)).isZero();
      assertThat(host.frames().isOver()).isTrue();
      assertThat(host.errors()).isEmpty();
    }
  }

  @Test
  void input_ends_exitsAtOnce() {
    try (HostProcess host = greeted()) {
      host.endInput();
      assertThat(host.exit(EXIT_MILLIS)).isZero();
      assertThat(host.frames().isOver()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 10})
  void input_endsInsideAFrame_exits(int bytes) {
    try (HostProcess host = greeted()) {
      byte[] frame = FrameClient.frame("{\"type\":\"shout\"}".getBytes(StandardCharsets.UTF_8));
      host.frames().sendRaw(Arrays.copyOf(frame, bytes));
      host.endInput();
      assertThat(host.exit(EXIT_MILLIS)).isEqualTo(1);
      assertThat(host.frames().isOver()).isTrue();
    }
  }

  @Test
  void output_closed_exitsAtOnce() throws IOException {
    try (HostProcess host =
        HostProcess.start(HostProcess.dist(), home, Map.of(), false, HostProcess.ORIGIN)) {
      host.process().getInputStream().close();
      host.frames().hello(HostProcess.PROFILE);
      assertThat(host.exit(EXIT_MILLIS + 3000)).isZero();
    }
  }

  @Test
  void input_endsWithAServerThatDoesNotAnswer_exitsAtOnce() throws IOException {
    try (TestServer server = TestServer.start();
        HostProcess host = greeted()) {
      host.frames().send(server.acceptFrame("a"));
      server.listener().accept();
      host.endInput();
      assertThat(host.exit(EXIT_MILLIS)).isZero();
    }
  }

  @Test
  void input_endsWithAPushInFlight_exitsAtOnce() throws IOException {
    try (TestServer server = TestServer.start();
        HostProcess host = greeted()) {
      host.frames().send(server.acceptFrame("a"));
      LoopbackPeer peer = server.challenge();
      server.enrol(peer, 0);
      String read = host.frames().next("read").get("id").getAsString();
      host.frames().send(TestServer.sessionFrame(read, TestServer.COOKIE));
      server.receiveSession(peer);
      host.endInput();
      assertThat(host.exit(EXIT_MILLIS)).isZero();
      assertThat(host.errors()).doesNotContain(TestServer.COOKIE);
    }
  }

  @Test
  void sigterm_exits() throws IOException, InterruptedException {
    try (HostProcess host = greeted()) {
      new ProcessBuilder("kill", "-TERM", Long.toString(host.process().pid())).start().waitFor();
      assertThat(host.exit(EXIT_MILLIS)).isEqualTo(143);
      assertThat(host.frames().isOver()).isTrue();
    }
  }

  @Test
  void caller_otherExtension_forbiddenAndExits() {
    try (HostProcess host =
        HostProcess.start(
            HostProcess.dist(),
            home,
            Map.of(),
            true,
            "chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/")) {
      assertError(host.frames().next(), "CALLER_FORBIDDEN");
      assertThat(host.frames().isOver()).isTrue();
      assertThat(host.exit(EXIT_MILLIS)).isEqualTo(1);
    }
  }

  @Test
  void caller_none_forbiddenAndExits() {
    try (HostProcess host = HostProcess.start(HostProcess.dist(), home, Map.of(), true)) {
      assertError(host.frames().next(), "CALLER_FORBIDDEN");
      assertThat(host.exit(EXIT_MILLIS)).isEqualTo(1);
    }
  }

  @Test
  void caller_firefox_isServed() {
    try (HostProcess host =
        HostProcess.start(
            HostProcess.dist(),
            home,
            Map.of(),
            true,
            "/home/x/.mozilla/native-messaging-hosts/run.edges.companion.json",
            "companion@edges.run")) {
      host.frames().hello(HostProcess.PROFILE);
      assertThat(host.frames().next().get("type").getAsString()).isEqualTo("hello");
    }
  }

  @Test
  void caller_chromiumWithMoreArguments_isServed() {
    try (HostProcess host =
        HostProcess.start(
            HostProcess.dist(), home, Map.of(), true, HostProcess.ORIGIN, "--parent-window=0")) {
      host.frames().hello(HostProcess.PROFILE);
      assertThat(host.frames().next().get("type").getAsString()).isEqualTo("hello");
    }
  }

  @Test
  void inspect_malformedLink_error() {
    try (HostProcess host = greeted()) {
      host.frames().send("{\"type\":\"inspect\",\"id\":\"1\",\"link\":\"https://a/share/b\"}");
      assertError(host.frames().next(), "LINK_MALFORMED");
    }
  }

  @Test
  void inspect_unreachableServer_error() throws IOException {
    try (HostProcess host = greeted()) {
      TestServer server = TestServer.start();
      server.close();
      host.frames().send(server.inspectFrame("1"));
      assertError(host.frames().next(), "SERVER_UNREACHABLE");
      assertAlive(host);
    }
  }

  @Test
  void accept_deviceKeyReadableByOthers_errorNamesThePath() throws IOException {
    try (TestServer server = TestServer.start();
        HostProcess host = greeted()) {
      Path file =
          home.resolve(".local/share/edges-companion/devices")
              .resolve(HostProcess.PROFILE)
              .resolve(server.identity().fingerprint() + ".json");
      Files.createDirectories(file.resolveSibling("."));
      Files.writeString(file, "{}");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
      host.frames().send(server.acceptFrame("a"));
      server.challenge();
      JsonObject error = host.frames().next("error");
      assertError(error, "DEVICE_KEY_UNUSABLE");
      assertThat(error.get("message").getAsString()).contains(file.toString());
      assertThat(file).hasContent("{}");
    }
  }

  @Test
  void session_pushed_isNowhereOnDiskOrInTheOutput() throws IOException {
    try (TestServer server = TestServer.start();
        HostProcess host = greeted()) {
      host.frames().send(server.acceptFrame("a"));
      LoopbackPeer peer = server.challenge();
      server.enrol(peer, 0);
      String read = host.frames().next("read").get("id").getAsString();
      host.frames().send(TestServer.sessionFrame(read, TestServer.COOKIE));
      assertThat(server.store(peer, 1)).isEqualTo(TestServer.COOKIE);
      assertThat(host.frames().next().toString()).doesNotContain(TestServer.COOKIE);
      peer.close();
      host.frames().send("{\"type\":\"session\",\"id\":\"r9\"," + TestServer.COOKIE);
      assertThat(host.frames().next("error").toString()).doesNotContain(TestServer.COOKIE);
      host.endInput();
      host.exit(EXIT_MILLIS);
      assertThat(host.errors()).doesNotContain(TestServer.COOKIE);
    }
    List<Path> files;
    try (Stream<Path> all = Files.walk(home)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    assertThat(files).hasSize(1);
    assertThat(Files.readString(files.getFirst())).doesNotContain(TestServer.COOKIE);
  }
}
