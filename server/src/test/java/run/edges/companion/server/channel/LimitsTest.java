package run.edges.companion.server.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static run.edges.companion.server.channel.EnrolmentTest.assertRefused;

import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.ServerMessage;
import run.edges.companion.server.testing.Inbox;
import run.edges.companion.server.testing.MovableClock;
import run.edges.companion.server.testing.RawChannel;
import run.edges.companion.server.testing.RunningServer;
import run.edges.companion.server.testing.Samples;
import run.edges.companion.server.testing.TestDevice;

/** What a channel does with messages that it should not have got. */
class LimitsTest {
  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.start(folder);
  }

  @Test
  void session_beforeHello_isNotAuthenticated() {
    try (TestDevice device = server.device();
        TestDevice other = server.device()) {
      String uid = other.accept(server.newLink()).integrationId();
      other.store(uid, Samples.session("one"));
      device.send(
          "{\"type\":\"session\",\"id\":\"1\",\"integration_id\":\"%s\",\"sequence\":9,\"recipient_key_id\":\"%s\",\"envelope\":\"AAAA\"}"
              .formatted(uid, device.recipient().id()));
      assertRefused(
          device.inbox().answer(ServerMessage.Refused.class), ErrorCode.NOT_AUTHENTICATED);
      assertRefused(device.record(uid), ErrorCode.NOT_AUTHENTICATED);
    }
  }

  @ParameterizedTest
  @MethodSource("run.edges.companion.server.testing.Samples#garbage")
  void message_notAnObject_isMessageMalformed(String text) {
    assertAnswered(text, ErrorCode.MESSAGE_MALFORMED);
  }

  @Test
  void message_deeplyNested_isMessageMalformed() {
    assertAnswered("{\"a\":".repeat(3000) + "1" + "}".repeat(3000), ErrorCode.MESSAGE_MALFORMED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\":\"steal\",\"id\":\"1\"}|MESSAGE_UNKNOWN",
        "{\"type\":\"challenge\",\"id\":\"1\"}|MESSAGE_UNKNOWN",
        "{\"id\":\"1\"}|MESSAGE_INVALID",
        "{\"type\":7,\"id\":\"1\"}|MESSAGE_INVALID",
        "{\"type\":\"inspect\"}|MESSAGE_INVALID",
        "{\"type\":\"inspect\",\"id\":\"1\"}|MESSAGE_INVALID",
        "{\"type\":\"inspect\",\"id\":\"1\",\"link_id\":null}|MESSAGE_INVALID",
        "{\"type\":\"inspect\",\"id\":\"1\",\"link_id\":{}}|MESSAGE_INVALID",
        "{\"type\":\"record\",\"id\":\"1\",\"integration_id\":[]}|MESSAGE_INVALID",
        "{\"type\":\"hello\",\"id\":\"1\",\"device_id\":\"\",\"recipient_key_id\":\"a\",\"envelope\":\"b\"}|MESSAGE_INVALID",
        "{\"type\":\"session\",\"id\":\"1\",\"integration_id\":\"a\",\"sequence\":0,\"recipient_key_id\":\"a\",\"envelope\":\"b\"}|MESSAGE_INVALID",
        "{\"type\":\"session\",\"id\":\"1\",\"integration_id\":\"a\",\"sequence\":1.5,\"recipient_key_id\":\"a\",\"envelope\":\"b\"}|MESSAGE_INVALID",
        "{\"type\":\"session\",\"id\":\"1\",\"integration_id\":\"a\",\"sequence\":1e999999999,\"recipient_key_id\":\"a\",\"envelope\":\"b\"}|MESSAGE_INVALID",
        "{\"type\":\"session\",\"id\":\"1\",\"integration_id\":\"a\",\"sequence\":\"1\",\"recipient_key_id\":\"a\",\"envelope\":\"b\"}|MESSAGE_INVALID"
      })
  void message_wrong_isRefusedAndTheChannelGoesOn(String text, ErrorCode code) {
    assertAnswered(text, code);
  }

  @Test
  void message_atTheLimit_isRead() {
    try (TestDevice device = server.device()) {
      String head = "{\"type\":\"inspect\",\"id\":\"1\",\"link_id\":\"";
      device.send(head + "a".repeat(32768 - head.length() - 2) + "\"}");
      assertRefused(device.inbox().answer(ServerMessage.Refused.class), ErrorCode.LINK_UNKNOWN);
    }
  }

  @ParameterizedTest
  @CsvSource({"a,32769", "a,60000", "é,16385"})
  void message_tooLarge_isClosed(String filling, int count) {
    try (TestDevice device = server.device()) {
      device.send(filling.repeat(count));
      assertThat(device.inbox().closeCode()).isIn(1009, ErrorCode.MESSAGE_TOO_LARGE.closeCode());
    }
  }

  @Test
  void message_binary_isSaidAndClosed() {
    try (TestDevice device = server.device()) {
      device.sendBinary(new byte[] {1, 2, 3});
      device.inbox().assertClosedFor(ErrorCode.MESSAGE_MALFORMED);
    }
  }

  @Test
  void messages_moreThanAllowedInAMinute_areClosed(@TempDir Path folder) {
    MovableClock clock = new MovableClock();
    var configuration =
        RunningServer.configuration(folder, Map.of("CHANNEL_MESSAGES_PER_MINUTE", "5"));
    try (RunningServer strict = RunningServer.start(configuration, clock);
        TestDevice device = strict.device()) {
      assertThat(device.challenge().limits().messagesPerMinute()).isEqualTo(5);
      for (int i = 0; i < 5; i++) {
        device.exchange();
      }
      device.send("{}");
      device.inbox().assertClosedFor(ErrorCode.RATE_LIMITED);
      try (TestDevice again = strict.device()) {
        again.exchange();
      }
    }
  }

  @Test
  void messages_asManyAsAllowedEachMinute_areAnswered(@TempDir Path folder) {
    MovableClock clock = new MovableClock();
    var configuration =
        RunningServer.configuration(folder, Map.of("CHANNEL_MESSAGES_PER_MINUTE", "5"));
    try (RunningServer strict = RunningServer.start(configuration, clock);
        TestDevice device = strict.device()) {
      device.accept(strict.newLink());
      for (int i = 0; i < 20; i++) {
        clock.advance(Duration.ofSeconds(16));
        device.exchange();
      }
    }
  }

  @Test
  void message_otherDevicesChannelHalfClosed_isAnsweredOnce(@TempDir Path folder)
      throws IOException {
    var configuration =
        RunningServer.configuration(folder, Map.of("CHANNEL_MESSAGES_PER_MINUTE", "5"));
    try (RunningServer strict = RunningServer.start(configuration, Clock.systemUTC());
        TestDevice ada = strict.device();
        TestDevice other = strict.device()) {
      var link = strict.newLink();
      String uid = ada.accept(link).integrationId();
      other.accept(link);
      try (RawChannel flooding = RawDevice.hello(strict.address(), other)) {
        for (int i = 0; i < 5; i++) {
          flooding.sendText("{}");
        }
        assertThat(flooding.closeCode()).isEqualTo(ErrorCode.RATE_LIMITED.closeCode());
        ada.store(uid, Samples.session("one"));
        ada.exchange();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "edges-companion.2", "chat"})
  void connect_noCommonSubprotocol_isSaidAndClosed(String subprotocol) {
    Inbox inbox = new Inbox();
    WebSocket.Builder builder = server.address().http().newWebSocketBuilder();
    if (!subprotocol.isEmpty()) {
      builder.subprotocols(subprotocol);
    }
    WebSocket socket = builder.buildAsync(TestDevice.channel(server.address().url()), inbox).join();
    inbox.assertClosedFor(ErrorCode.PROTOCOL_UNSUPPORTED);
    socket.abort();
  }

  private static void assertAnswered(String text, ErrorCode code) {
    try (TestDevice device = server.device()) {
      device.send(text);
      assertThat(device.inbox().answer(ServerMessage.Refused.class).error()).isEqualTo(code.name());
      device.exchange();
    }
  }
}
