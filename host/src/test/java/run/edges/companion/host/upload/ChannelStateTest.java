package run.edges.companion.host.upload;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.edges.companion.host.TestServer;
import run.edges.companion.host.training.LoopbackPeer;
import run.edges.companion.host.wire.Timing;
import run.edges.companion.protocol.seal.Purpose;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.wire.DeviceMessage;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.ServerMessage;

/** Revocation, the consent record, and how the channel stands. */
class ChannelStateTest extends ChannelFixture {
  @Test
  void revoke_online_answersWithReceipt() throws IOException {
    try (LoopbackPeer peer = accepted()) {
      extension.send(
          """
          {"type": "revoke", "id": "v", "server": %s, "integration_id": "%s"}
          """
              .formatted(server.serverJson(), server.integrationId()));
      DeviceMessage.Revoke revoke = peer.receive(DeviceMessage.Revoke.class);
      assertThat(server.open(revoke, Purpose.REVOKE)).asString().isEqualTo("{}");
      peer.send(new ServerMessage.Status(server.revokedState(2)));
      peer.send(
          new ServerMessage.Receipt(
              revoke.id(),
              server.integrationId(),
              server.receipt(),
              server.identity().publicKey()));
      JsonObject asked = extension.next("receipt");
      while (!asked.has("id")) {
        asked = extension.next("receipt");
      }
      assertThat(asked.get("id").getAsString()).isEqualTo("v");
      changed();
      assertThat(extension.isQuiet(200)).isTrue();
    }
  }

  @Test
  void revoke_receiptOfAnotherServer_error() throws IOException {
    try (LoopbackPeer peer = accepted();
        TestServer other = TestServer.start()) {
      extension.send(
          """
          {"type": "revoke", "id": "v", "server": %s, "integration_id": "%s"}
          """
              .formatted(server.serverJson(), server.integrationId()));
      DeviceMessage.Revoke revoke = peer.receive(DeviceMessage.Revoke.class);
      peer.send(
          new ServerMessage.Receipt(
              revoke.id(), server.integrationId(), other.receipt(), other.identity().publicKey()));
      assertThat(extension.next("error").get("error").getAsString())
          .isEqualTo("SERVER_IDENTITY_MISMATCH");
    }
  }

  @Test
  void operatorRevoked_receiptToldOncePerChannel() throws IOException {
    LoopbackPeer peer = accepted();
    peer.send(new ServerMessage.Status(server.revokedState(1)));
    peer.send(new ServerMessage.Status(server.revokedState(1)));
    assertThat(extension.next("receipt").has("id")).isFalse();
    assertThat(extension.next().get("type").getAsString()).isEqualTo("status");
    assertThat(extension.next().get("type").getAsString()).isEqualTo("status");
    peer.close();
    try (LoopbackPeer next = server.challenge()) {
      server.welcome(next, server.revokedState(1));
      assertThat(extension.next("receipt").has("id")).isFalse();
      extension.status("ONLINE");
      assertThat(extension.isQuiet(200)).isTrue();
    }
  }

  @Test
  void record_asked_passesEntriesOn() throws IOException {
    try (LoopbackPeer peer = accepted()) {
      extension.send(
          """
          {"type": "record", "id": "c", "server": %s, "integration_id": "%s"}
          """
              .formatted(server.serverJson(), server.integrationId()));
      DeviceMessage.ReadRecord read = peer.receive(DeviceMessage.ReadRecord.class);
      List<ServerMessage.RecordEntry> entries =
          List.of(new ServerMessage.RecordEntry("{\"index\":0}", "h"));
      peer.send(new ServerMessage.ConsentRecord(read.id(), read.integrationId(), entries));
      JsonObject record = extension.next("record");
      assertThat(record.get("id").getAsString()).isEqualTo("c");
      assertThat(record.getAsJsonArray("entries")).hasSize(1);
    }
  }

  @Test
  void ownerPage_asked_passesTheAddressOn() throws IOException {
    try (LoopbackPeer peer = accepted()) {
      extension.send(ownerPageFrame());
      DeviceMessage.OwnerPage asked = peer.receive(DeviceMessage.OwnerPage.class);
      assertThat(asked.integrationId()).isEqualTo(server.integrationId());
      String url = server.listener().url() + "/owner/" + server.integrationId() + "#token";
      peer.send(new ServerMessage.OwnerPage(asked.id(), asked.integrationId(), SecretText.of(url)));
      JsonObject page = extension.next("owner_page");
      assertThat(page.get("id").getAsString()).isEqualTo("o");
      assertThat(page.get("integration_id").getAsString()).isEqualTo(server.integrationId());
      assertThat(page.get("url").getAsString()).isEqualTo(url);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "javascript:alert(1)//owner/%s#token",
        "http://localhost/owner/%s#token",
        "https://localhost/owner/%s/more#token",
        "https://localhost/owner/%s",
        "https://localhost/share/%s#token",
        "https://local host/owner/%s#token"
      })
  void ownerPage_anotherAddress_isNotPassedOn(String form) throws IOException {
    try (LoopbackPeer peer = accepted()) {
      extension.send(ownerPageFrame());
      DeviceMessage.OwnerPage asked = peer.receive(DeviceMessage.OwnerPage.class);
      SecretText url = SecretText.of(form.formatted(server.integrationId()));
      peer.send(new ServerMessage.OwnerPage(asked.id(), asked.integrationId(), url));
      JsonObject error = extension.next("error");
      assertThat(error.get("id").getAsString()).isEqualTo("o");
      assertThat(error.get("error").getAsString()).isEqualTo("SERVER_FAILED");
    }
  }

  @Test
  void ownerPage_refused_errorWithCode() throws IOException {
    try (LoopbackPeer peer = accepted()) {
      extension.send(ownerPageFrame());
      DeviceMessage.OwnerPage asked = peer.receive(DeviceMessage.OwnerPage.class);
      peer.send(ServerMessage.Refused.of(asked.id(), ErrorCode.INTEGRATION_UNKNOWN));
      assertThat(extension.next("error").get("error").getAsString())
          .isEqualTo("INTEGRATION_UNKNOWN");
    }
  }

  private String ownerPageFrame() {
    return """
    {"type": "owner_page", "id": "o", "server": %s, "integration_id": "%s"}
    """
        .formatted(server.serverJson(), server.integrationId());
  }

  @Test
  void statusOfServer_isPassedOn() throws IOException {
    try (LoopbackPeer peer = accepted()) {
      peer.send(new ServerMessage.Status(server.state(7)));
      JsonObject status = extension.status("ONLINE");
      assertThat(
              status
                  .getAsJsonArray("integrations")
                  .get(0)
                  .getAsJsonObject()
                  .get("sequence")
                  .getAsLong())
          .isEqualTo(7);
      changed();
      answerRead("CHANGED", "x");
      assertThat(server.receiveSession(peer).sequence()).isEqualTo(8);
    }
  }

  @Test
  void connect_emptyList_closesTheChannel() throws IOException {
    LoopbackPeer peer = accepted();
    extension.send("{\"type\": \"connect\", \"servers\": []}");
    assertThat(catchClosed(peer)).isTrue();
    assertThat(server.listener().isLeftAlone(500)).isTrue();
  }

  @Test
  void connect_noDeviceKey_isRefused() throws IOException {
    extension.send(server.connectFrame());
    try (LoopbackPeer peer = server.challenge()) {
      JsonObject status = extension.status("REFUSED");
      assertThat(status.getAsJsonObject("error").get("error").getAsString())
          .isEqualTo("DEVICE_UNKNOWN");
      assertThat(catchClosed(peer)).isTrue();
    }
    assertThat(server.listener().isLeftAlone(500)).isTrue();
  }

  @Test
  void channelRefused_closeCode_isTold() throws IOException {
    LoopbackPeer peer = accepted();
    peer.close(ErrorCode.RATE_LIMITED.closeCode());
    JsonObject status = extension.status("OFFLINE");
    assertThat(status.getAsJsonObject("error").get("error").getAsString())
        .isEqualTo("RATE_LIMITED");
  }

  @Test
  void silence_tooLong_isLost() throws IOException {
    host.close();
    Timing shortSilence =
        new Timing(
            Duration.ofSeconds(10),
            Duration.ofSeconds(3),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofMillis(20),
            Duration.ofMillis(200),
            Duration.ofMillis(300),
            Duration.ofMillis(50));
    host = Host.start(folder, shortSilence, null);
    extension = host.frames();
    try (LoopbackPeer peer = accepted()) {
      for (int i = 0; i < 4; i++) {
        assertThat(extension.isQuiet(1000)).isTrue();
        peer.ping();
      }
      extension.status("OFFLINE");
    }
    server.challenge().close();
  }
}
