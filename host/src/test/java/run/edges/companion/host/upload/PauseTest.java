package run.edges.companion.host.upload;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import run.edges.companion.host.TestServer;
import run.edges.companion.host.training.LoopbackPeer;
import run.edges.companion.protocol.seal.Purpose;
import run.edges.companion.protocol.wire.DeviceMessage;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.ServerMessage;

/** The owner pauses sharing: nothing is read until that is over. */
class PauseTest extends ChannelFixture {
  @Test
  void pause_untilATime_isSealedAndNothingIsRead() throws IOException {
    try (LoopbackPeer peer = accepted()) {
      Instant until = Instant.now().plusSeconds(3600);

      JsonObject paused = pause(peer, until, 2);

      assertThat(paused.get("id").getAsString()).isEqualTo("p");
      assertThat(paused.getAsJsonObject("integration").get("paused_until").getAsString())
          .isEqualTo(until.toString());
      extension.status("ONLINE");
      changed();
      extension.send(server.connectFrame());
      extension.status("ONLINE");
      assertThat(extension.isQuiet(200)).isTrue();
      peer.send(new ServerMessage.Refresh("s1", server.integrationId(), "OPERATOR"));
      DeviceMessage.Unavailable declined = peer.receive(DeviceMessage.Unavailable.class);
      assertThat(declined.replyTo()).isEqualTo("s1");
      assertThat(server.open(declined, Purpose.UNAVAILABLE))
          .asString()
          .isEqualTo("{\"reason\":\"BROWSER_CLOSED\"}");
    }
  }

  @Test
  void pause_withoutATime_readsAgain() throws IOException {
    try (LoopbackPeer peer = accepted()) {
      pause(peer, Instant.now().plusSeconds(3600), 2);
      extension.status("ONLINE");

      JsonObject resumed = pause(peer, null, 3);

      assertThat(resumed.getAsJsonObject("integration").has("paused_until")).isFalse();
      assertThat(extension.next().get("type").getAsString()).isEqualTo("status");
      answerRead("CHANGED", "again");
      assertThat(server.store(peer, 4)).isEqualTo("again");
    }
  }

  @Test
  void pause_over_readsAtTheNextChange() throws IOException {
    try (LoopbackPeer peer = accepted()) {
      Instant until = Instant.now().plusMillis(700);
      pause(peer, until, 2);
      extension.status("ONLINE");
      changed();
      assertThat(extension.isQuiet(1000)).isTrue();
      assertThat(Instant.now()).isAfter(until);

      changed();

      answerRead("CHANGED", "later");
      assertThat(server.store(peer, 3)).isEqualTo("later");
    }
  }

  @Test
  void pause_whileTheExtensionReads_dropsItsAnswer() throws IOException {
    try (LoopbackPeer peer = accepted()) {
      changed();
      String read = extension.next("read").get("id").getAsString();
      peer.send(new ServerMessage.Status(server.pausedState(1, Instant.now().plusSeconds(3600))));
      extension.status("ONLINE");

      extension.send(TestServer.sessionFrame(read, "late"));

      assertThat(extension.isQuiet(200)).isTrue();
      peer.send(new ServerMessage.Status(server.state(1)));
      assertThat(extension.next().get("type").getAsString()).isEqualTo("status");
      answerRead("CHANGED", "fresh");
      assertThat(server.store(peer, 2)).isEqualTo("fresh");
    }
  }

  @Test
  void welcome_paused_readsNothing() throws IOException {
    LoopbackPeer peer = accepted();
    peer.close();
    try (LoopbackPeer next = server.challenge()) {
      server.welcome(next, server.pausedState(1, Instant.now().plusSeconds(3600)));
      JsonObject status = extension.status("ONLINE");
      assertThat(status.getAsJsonArray("integrations").get(0).getAsJsonObject().has("paused_until"))
          .isTrue();
      assertThat(extension.isQuiet(200)).isTrue();
      next.send(new ServerMessage.Status(server.state(1)));
      extension.status("ONLINE");
      answerRead("CHANGED", "fresh");
      assertThat(server.store(next, 2)).isEqualTo("fresh");
      assertThat(extension.next("stored").has("integration")).isTrue();
      assertThat(extension.isQuiet(200)).isTrue();
    }
  }

  @Test
  void pause_refused_errorWithCode() throws IOException {
    try (LoopbackPeer peer = accepted()) {
      extension.send(pauseFrame("\"2020-01-01T00:00:00Z\""));
      DeviceMessage.Pause pause = peer.receive(DeviceMessage.Pause.class);
      peer.send(ServerMessage.Refused.of(pause.id(), ErrorCode.MESSAGE_INVALID));
      JsonObject error = extension.next("error");
      assertThat(error.get("id").getAsString()).isEqualTo("p");
      assertThat(error.get("error").getAsString()).isEqualTo("MESSAGE_INVALID");
    }
  }

  @Test
  void pause_notATime_isInvalid() {
    extension.send(pauseFrame("\"tomorrow\""));
    assertThat(extension.next("error").get("error").getAsString()).isEqualTo("MESSAGE_INVALID");
  }

  /** What the extension hears when the server agrees. */
  private JsonObject pause(LoopbackPeer peer, @Nullable Instant until, long sequence)
      throws IOException {
    extension.send(pauseFrame(until == null ? "null" : "\"" + until + "\""));
    DeviceMessage.Pause pause = peer.receive(DeviceMessage.Pause.class);
    assertThat(pause.sequence()).isEqualTo(sequence);
    assertThat(server.open(pause, Purpose.PAUSE))
        .asString()
        .isEqualTo(until == null ? "{}" : "{\"until\":\"" + until + "\"}");
    peer.send(
        new ServerMessage.Stored(
            pause.id(),
            until == null ? server.state(sequence) : server.pausedState(sequence, until)));
    return extension.next("paused");
  }

  private String pauseFrame(String until) {
    return """
    {"type": "pause", "id": "p", "server": %s, "integration_id": "%s", "until": %s}
    """
        .formatted(server.serverJson(), server.integrationId(), until);
  }
}
