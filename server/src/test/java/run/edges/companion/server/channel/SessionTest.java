package run.edges.companion.server.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static run.edges.companion.server.channel.EnrolmentTest.assertRefused;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.edges.companion.protocol.seal.Binding;
import run.edges.companion.protocol.seal.Envelope;
import run.edges.companion.protocol.seal.KeyPair;
import run.edges.companion.protocol.seal.Purpose;
import run.edges.companion.protocol.wire.DeviceMessage;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.IntegrationState;
import run.edges.companion.protocol.wire.ServerMessage;
import run.edges.companion.protocol.wire.WireJson;
import run.edges.companion.server.testing.RunningServer;
import run.edges.companion.server.testing.Samples;
import run.edges.companion.server.testing.TestDevice;

class SessionTest {
  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.start(folder);
  }

  @Test
  void session_stored_isValidInRest() {
    String identity = server.api().createIdentity("Ada");
    try (TestDevice device = server.device()) {
      String uid = device.accept(server.api().issueLink(identity)).integrationId();
      assertThat(server.api().integration(identity).get("status").getAsString())
          .isEqualTo("PENDING");
      IntegrationState state = device.store(uid, Samples.session("one"));
      assertThat(state.status()).isEqualTo(IntegrationState.Status.VALID);
      assertThat(state.currentDevice()).isTrue();
      assertThat(state.sequence()).isEqualTo(1);
      JsonObject body = server.api().integration(identity);
      assertThat(body.get("uid").getAsString()).isEqualTo(uid);
      assertThat(body.get("status").getAsString()).isEqualTo("VALID");
      assertThat(body.get("level").getAsString()).isEqualTo("Classic");
      assertThat(body.get("verified_as").getAsString()).isEqualTo("Ada Owner");
      assertThat(body.get("setup_method").getAsString()).isEqualTo("SHARED - EXTENSION");
      assertThat(body.get("verified_at").getAsString())
          .isEqualTo(String.valueOf(state.verifiedAt()));
    }
  }

  @Test
  void session_withSalesNavigator_isOfThatLevel() {
    String identity = server.api().createIdentity("Ada");
    try (TestDevice device = server.device()) {
      String uid = device.accept(server.api().issueLink(identity)).integrationId();
      device.store(
          uid,
          Samples.session(
              Samples.ADA, Samples.cookie("li_at", "one"), Samples.cookie("li_a", "two")));
      assertThat(server.api().integration(identity).get("level").getAsString())
          .isEqualTo("Sales Navigator");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {7, 6, 1})
  void session_sequenceNotHigher_isSequenceReplayed(long sequence) {
    try (TestDevice device = server.device()) {
      String uid = device.accept(server.newLink()).integrationId();
      assertThat(device.session(uid, 7, Samples.session("one")))
          .isInstanceOf(ServerMessage.Stored.class);
      assertRefused(
          device.session(uid, sequence, Samples.session("two")), ErrorCode.SEQUENCE_REPLAYED);
    }
  }

  @Test
  void session_refused_takesNoSequence() {
    try (TestDevice device = server.device()) {
      String uid = device.accept(server.newLink()).integrationId();
      assertRefused(
          device.session(uid, 5, Samples.session(Samples.EVE, Samples.cookie("li_at", "evil"))),
          ErrorCode.MEMBER_MISMATCH);
      assertThat(device.session(uid, 5, Samples.session("one")))
          .isInstanceOf(ServerMessage.Stored.class);
    }
  }

  @Test
  void session_manyWithoutWaiting_areAllStoredInOrder() {
    try (TestDevice device = server.device()) {
      String uid = device.accept(server.newLink()).integrationId();
      for (int i = 1; i <= 50; i++) {
        device.send(
            WireJson.write(
                device.sessionMessage(uid, i, Samples.session("value" + i).write(), null)));
      }
      for (int i = 1; i <= 50; i++) {
        assertThat(device.inbox().answer(ServerMessage.Stored.class).integration().sequence())
            .isEqualTo(i);
      }
    }
  }

  @Test
  void session_sealedForAnotherDevice_isEnvelopeInvalid() {
    assertNotOpened((device, uid) ->
        device.seal(Binding.sequenced(Purpose.SESSION, "other", uid, 1), plaintext()));
  }

  @Test
  void session_sealedForAnotherIntegration_isEnvelopeInvalid() {
    assertNotOpened(
        (device, uid) -> device.seal(device.bind(Purpose.SESSION, "other", 1), plaintext()));
  }

  @Test
  void session_sealedForAnotherSequence_isEnvelopeInvalid() {
    assertNotOpened(
        (device, uid) -> device.seal(device.bind(Purpose.SESSION, uid, 2), plaintext()));
  }

  @Test
  void session_sealedForAnotherPurpose_isEnvelopeInvalid() {
    assertNotOpened(
        (device, uid) -> device.seal(device.bind(Purpose.UNAVAILABLE, uid, 1), plaintext()));
  }

  @Test
  void session_sealedToAnotherKey_isEnvelopeInvalid() {
    assertNotOpened((device, uid) ->
        Envelope.seal(
                device.key(),
                KeyPair.generate().publicKey(),
                device.bind(Purpose.SESSION, uid, 1),
                plaintext())
            .text());
  }

  @Test
  void session_sealedByAnotherKey_isEnvelopeInvalid() {
    assertNotOpened((device, uid) ->
        Envelope.seal(
                KeyPair.generate(),
                device.recipient().publicKey(),
                device.bind(Purpose.SESSION, uid, 1),
                plaintext())
            .text());
  }

  @Test
  void session_notBase64_isEnvelopeInvalid() {
    assertNotOpened((device, uid) -> "not an envelope!");
  }

  @Test
  void session_toAKeyNotInUse_isRecipientKeyUnknown() {
    try (TestDevice device = server.device()) {
      String uid = device.accept(server.newLink()).integrationId();
      var good = device.sessionMessage(uid, 1, plaintext(), null);
      assertRefused(
          device.ask(new DeviceMessage.Session("x", uid, 1, "AAAAAAAAAAA", good.envelope(), null)),
          ErrorCode.RECIPIENT_KEY_UNKNOWN);
    }
  }

  @Test
  void session_forAnIntegrationOfAnotherDevice_isIntegrationUnknown() {
    try (TestDevice ada = server.device();
        TestDevice other = server.device()) {
      String uid = ada.accept(server.newLink()).integrationId();
      other.accept(server.newLink());
      assertRefused(other.session(uid, 1, Samples.session("one")), ErrorCode.INTEGRATION_UNKNOWN);
      assertRefused(other.record(uid), ErrorCode.INTEGRATION_UNKNOWN);
      assertRefused(other.revoke(uid), ErrorCode.INTEGRATION_UNKNOWN);
    }
  }

  static Stream<String> malformedSessions() throws IOException {
    String json = Files.readString(Path.of("..", "docs", "vectors", "sessions.json"));
    return StreamSupport.stream(
            JsonParser.parseString(json).getAsJsonObject().getAsJsonArray("sessions").spliterator(),
            false)
        .map(JsonElement::getAsJsonObject)
        .filter(vector -> !vector.get("valid").getAsBoolean())
        .map(vector -> vector.get("json").toString());
  }

  @Test
  void session_malformed_isSessionMalformed() throws IOException {
    try (TestDevice device = server.device()) {
      String uid = device.accept(server.newLink()).integrationId();
      for (String json : malformedSessions().limit(100).toList()) {
        byte[] plaintext = json.getBytes(StandardCharsets.UTF_8);
        ServerMessage answer = device.ask(device.sessionMessage(uid, 1, plaintext, null));
        assertThat(answer)
            .as(json)
            .isInstanceOfSatisfying(
                ServerMessage.Refused.class,
                refused -> assertThat(refused.error()).isEqualTo("SESSION_MALFORMED"));
      }
      assertThat(device.store(uid, Samples.session("one")).sequence()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource("notSessions")
  void session_notASession_isSessionMalformed(String plaintext) {
    try (TestDevice device = server.device()) {
      String uid = device.accept(server.newLink()).integrationId();
      assertRefused(
          device.ask(
              device.sessionMessage(uid, 1, plaintext.getBytes(StandardCharsets.UTF_8), null)),
          ErrorCode.SESSION_MALFORMED);
    }
  }

  static Stream<String> notSessions() {
    return Samples.garbage();
  }

  private interface Sealing {
    String seal(TestDevice device, String integration);
  }

  private static void assertNotOpened(Sealing sealing) {
    try (TestDevice device = server.device()) {
      String uid = device.accept(server.newLink()).integrationId();
      assertRefused(
          device.ask(
              new DeviceMessage.Session(
                  "x", uid, 1, device.recipient().id(), sealing.seal(device, uid), null)),
          ErrorCode.ENVELOPE_INVALID);
      assertThat(device.store(uid, Samples.session("one")).sequence()).isEqualTo(1);
    }
  }

  private static byte[] plaintext() {
    return Samples.session("sealed-wrongly").write();
  }
}
