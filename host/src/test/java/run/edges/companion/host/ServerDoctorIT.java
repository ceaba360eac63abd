package run.edges.companion.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import run.edges.companion.host.InstalledHost.Result;
import run.edges.companion.host.training.LoopbackPeer;
import run.edges.companion.protocol.statement.ServerIdentity;

/** Whether the host reaches the servers it shares with, said by the command and to the popup. */
@Timeout(120)
class ServerDoctorIT {
  @TempDir Path folder;
  private InstalledHost host;

  @BeforeEach
  void register() throws IOException {
    host = InstalledHost.copy(folder);
    Files.createDirectories(host.home().resolve(".config/chromium"));
    assertThat(host.run(Map.of(), "register", "--no-cache").status()).isZero();
  }

  private HostProcess start() {
    HostProcess started =
        HostProcess.start(host.dist(), host.home(), Map.of(), true, HostProcess.ORIGIN);
    started.frames().hello(HostProcess.PROFILE);
    started.frames().next("hello");
    return started;
  }

  private void accept(TestServer server) throws IOException {
    try (HostProcess started = start()) {
      started.frames().send(server.acceptFrame("a"));
      LoopbackPeer peer = server.challenge();
      server.enrol(peer, 0);
      started.frames().next("read");
    }
  }

  private Result doctor() throws IOException {
    return host.run(Map.of(), "doctor");
  }

  private CompletableFuture<Result> doctorMeanwhile() {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return doctor();
      } catch (IOException failed) {
        throw new IllegalStateException(failed);
      }
    });
  }

  @Test
  void nothingAccepted_isSaidAndNoFault() throws IOException {
    Result result = doctor();
    assertThat(result.status()).isZero();
    assertThat(result.out()).contains("Servers\n  ok     none: nothing was accepted yet");
  }

  @Test
  void server_withTheAcceptedKey_isReached() throws IOException {
    try (TestServer server = TestServer.start()) {
      accept(server);
      CompletableFuture<Result> result = doctorMeanwhile();
      server.challenge();
      assertThat(result.join().out())
          .contains("Server localhost\n  ok     is reached, and has the key you accepted")
          .doesNotContain(server.identity().fingerprint());
      assertThat(result.join().status()).isZero();
    }
  }

  @Test
  void server_keptBeforeItsAddressWas_isRememberedAtTheNextChannel() throws IOException {
    try (TestServer server = TestServer.start()) {
      accept(server);
      Path key =
          host.home()
              .resolve(".local/share/edges-companion/devices")
              .resolve(HostProcess.PROFILE)
              .resolve(server.identity().fingerprint() + ".json");
      String kept = Files.readString(key);
      Files.writeString(key, kept.replaceAll(",\"server_url\":\"[^\"]*\"", ""));
      assertThat(doctor().out()).contains("none: nothing was accepted");
      try (HostProcess started = start()) {
        started.frames().send(server.connectFrame());
        server.welcome(server.challenge(), server.state(0));
        started.frames().status("ONLINE");
      }
      assertThat(key).hasContent(kept);
    }
  }

  @Test
  void server_gone_isUnreachable() throws IOException {
    try (TestServer server = TestServer.start()) {
      accept(server);
    }
    Result result = doctor();
    assertThat(result.status()).as(result.out()).isEqualTo(23);
    assertThat(result.out()).contains("(23 SERVER_UNREACHABLE)");
  }

  @Test
  void server_withAnotherKey_isNamed() throws IOException {
    int port;
    try (TestServer server = TestServer.start()) {
      accept(server);
      port = server.listener().port();
    }
    try (TestServer other =
        TestServer.start(TestServer.tlsKey(), port, ServerIdentity.generate())) {
      CompletableFuture<Result> result = doctorMeanwhile();
      other.challenge();
      assertThat(result.join().status()).as(result.join().out()).isEqualTo(24);
      assertThat(result.join().out()).contains("(24 SERVER_OTHER_KEY)", "new link");
    }
  }

  @Test
  void server_whoseCertificateNobodyVouchesFor_isNamed() throws IOException {
    try (TestServer server = TestServer.start()) {
      accept(server);
      CompletableFuture<Result> result = doctorMeanwhile();
      server.challenge(List.of());
      // The second attempt relies on this computer's trust store, and ends in the handshake.
      // The second attempt relies on this computer's trust store, and ends in the handshake.
      assertThatThrownBy(server.listener()::accept).isInstanceOf(IOException.class);
      assertThat(result.join().status()).as(result.join().out()).isEqualTo(25);
      assertThat(result.join().out()).contains("(25 SERVER_TLS)");
    }
  }

  @Test
  void message_doctor_answersWithTheSameFindings() throws IOException {
    try (TestServer server = TestServer.start()) {
      accept(server);
    }
    Files.delete(
        host.home().resolve(".config/chromium/NativeMessagingHosts/run.edges.companion.json"));
    try (HostProcess started = start()) {
      started.frames().send("{\"type\":\"doctor\",\"id\":\"d\"}");
      JsonObject answer = started.frames().next("doctor");

      assertThat(answer.get("id").getAsString()).isEqualTo("d");
      assertThat(answer.get("host_version").getAsString()).isEqualTo(HostVersion.TEXT);
      List<JsonObject> findings =
          answer.getAsJsonArray("findings").asList().stream()
              .map(JsonElement::getAsJsonObject)
              .toList();
      assertThat(findings)
          .extracting(finding -> finding.get("about").getAsString())
          .containsExactly("This browser", "Chromium", "Server localhost");
      assertThat(findings.getFirst().keySet()).containsExactly("about", "text");
      assertThat(findings.get(1).keySet())
          .containsExactly("about", "text", "code", "fault", "remedy");
      assertThat(findings.get(1).get("code").getAsInt()).isEqualTo(11);
      assertThat(findings.get(1).get("fault").getAsString()).isEqualTo("NOT_REGISTERED");
      assertThat(findings.get(2).get("code").getAsInt()).isEqualTo(23);
      started.endInput();
      assertThat(started.exit(2000)).isZero();
    }
  }

  @Test
  void message_doctor_withAServerThatIsSilent_isAnsweredAndKeepsNothingUp() throws IOException {
    int port;
    try (TestServer server = TestServer.start()) {
      accept(server);
      port = server.listener().port();
    }
    try (ServerSocket silent = new ServerSocket(port);
        HostProcess started = start()) {
      assertThat(silent.isBound()).isTrue();
      started.frames().send("{\"type\":\"doctor\",\"id\":\"d\"}");
      started.frames().send("{\"type\":\"doctor\"}");
      assertThat(started.frames().next().get("error").getAsString()).isEqualTo("MESSAGE_INVALID");
      assertThat(started.frames().next("doctor").toString()).contains("SERVER_UNREACHABLE");
    }
  }
}
