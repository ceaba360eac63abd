package run.edges.companion.server.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static run.edges.companion.server.channel.EnrolmentTest.assertRefused;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.edges.companion.protocol.seal.Purpose;
import run.edges.companion.protocol.wire.DeviceMessage;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.IntegrationState;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.protocol.wire.ServerMessage;
import run.edges.companion.protocol.wire.SharedLink;
import run.edges.companion.server.testing.MovableClock;
import run.edges.companion.server.testing.RunningServer;
import run.edges.companion.server.testing.Samples;
import run.edges.companion.server.testing.TestDevice;

/** The owner pauses sharing on a device. */
class PauseTest {
  private static final MovableClock CLOCK = new MovableClock();
  private static final Duration DAY = Duration.ofDays(1);

  @AutoClose private static RunningServer server;

  private String identity;
  private SharedLink link;
  private String uid;
  @AutoClose private TestDevice device;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.start(RunningServer.configuration(folder, Map.of()), CLOCK);
  }

  @BeforeEach
  void share() {
    identity = server.api().createIdentity("Ada");
    link = server.api().issueLink(identity);
    device = server.device();
    uid = device.accept(link).integrationId();
    device.store(uid, Samples.session("one"));
  }

  @Test
  void pause_untilATime_isStoredAndSaid() throws NoSuchAlgorithmException {
    Instant until = CLOCK.instant().plus(DAY).plusNanos(1_234_567);
    Instant said = CLOCK.instant().plus(DAY).plusMillis(1);

    IntegrationState paused = device.pause(uid, until);

    assertThat(paused.pausedUntil()).isEqualTo(said);
    assertThat(paused.status()).isEqualTo(Status.VALID);
    assertThat(pausedUntil()).isEqualTo(said.toString());
    assertThat(server.api().integration(identity).get("status").getAsString()).isEqualTo("VALID");
    try (TestDevice again = server.device(device.key())) {
      assertThat(again.hello(device.uid()))
          .extracting(IntegrationState::pausedUntil)
          .containsExactly(said);
      JsonObject entry = lastEntry(again, "ACCEPTED", "SESSION_STORED", "PAUSED");
      assertThat(entry.get("until").getAsString()).isEqualTo(said.toString());
      assertThat(entry.get("device").getAsString()).isEqualTo("Chromium on Linux");
    }
  }

  @Test
  void session_whilePaused_isRefusedAndChangesNothing() throws NoSuchAlgorithmException {
    IntegrationState paused = device.pause(uid, CLOCK.instant().plus(DAY));
    long next = device.nextSequence(uid);

    ServerMessage answer = device.session(uid, next, Samples.session("two"));

    assertRefused(answer, ErrorCode.INTEGRATION_PAUSED);
    assertThat(((ServerMessage.Refused) answer).mayRetry()).isTrue();
    lastEntry(device, "ACCEPTED", "SESSION_STORED", "PAUSED");
    CLOCK.advance(DAY);
    ServerMessage later = device.session(uid, next, Samples.session("two"));
    assertThat(later).isInstanceOf(ServerMessage.Stored.class);
    IntegrationState after = ((ServerMessage.Stored) later).integration();
    assertThat(after.pausedUntil()).as("over by itself").isNull();
    assertThat(after.verifiedAt()).isAfter(paused.verifiedAt());
    assertThat(pausedUntil()).isNull();
    lastEntry(device, "ACCEPTED", "SESSION_STORED", "PAUSED", "SESSION_STORED");
  }

  @Test
  void pause_longer_takesTheNewTime() throws NoSuchAlgorithmException {
    device.pause(uid, CLOCK.instant().plus(DAY));
    Instant longest = CLOCK.instant().plus(DAY.multipliedBy(90));

    assertThat(device.pause(uid, longest).pausedUntil()).isEqualTo(longest);
    assertThat(device.pause(uid, longest).pausedUntil()).isEqualTo(longest);

    lastEntry(device, "ACCEPTED", "SESSION_STORED", "PAUSED", "PAUSED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "PT-8760H", "PT2160H0.001S", "PT87600000H"})
  void pause_timeOverOrTooFar_isInvalid(String ahead) {
    String plaintext = "{\"until\":\"" + CLOCK.instant().plus(Duration.parse(ahead)) + "\"}";
    assertRefused(
        device.pause(uid, device.nextSequence(uid), plaintext), ErrorCode.MESSAGE_INVALID);
    assertThat(pausedUntil()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{\"until\":1}", "{\"until\":\"tomorrow\"}"})
  void pause_malformed_isInvalid(String plaintext) {
    assertRefused(
        device.pause(uid, device.nextSequence(uid), plaintext), ErrorCode.MESSAGE_INVALID);
  }

  @Test
  void pause_sealedAsRevoke_isEnvelopeInvalid() {
    long sequence = device.nextSequence(uid);
    String envelope =
        device.seal(device.bind(Purpose.REVOKE, uid, sequence), new byte[] {'{', '}'});
    assertRefused(
        device.ask(
            new DeviceMessage.Pause(
                device.nextId(), uid, sequence, device.recipient().id(), envelope)),
        ErrorCode.ENVELOPE_INVALID);
  }

  @Test
  void pause_replayedUnknownOrRevoked_isRefused() {
    device.pause(uid, CLOCK.instant().plus(DAY));
    assertRefused(device.pause(uid, 1, "{}"), ErrorCode.SEQUENCE_REPLAYED);
    assertThat(pausedUntil()).isNotNull();
    try (TestDevice stranger = server.device()) {
      stranger.accept(server.newLink());
      assertRefused(stranger.pause(uid, 99, "{}"), ErrorCode.INTEGRATION_UNKNOWN);
    }
    device.revoke(uid);
    assertRefused(device.pause(uid, 99, "{}"), ErrorCode.INTEGRATION_REVOKED);
  }

  @Test
  void resume_beforeTheEnd_letsSessionsIn() throws NoSuchAlgorithmException {
    device.pause(uid, CLOCK.instant().plus(DAY));

    assertThat(device.pause(uid, null).pausedUntil()).isNull();

    device.store(uid, Samples.session("two"));
    assertThat(device.pause(uid, null).pausedUntil()).as("again changes nothing").isNull();
    assertThat(pausedUntil()).isNull();
    lastEntry(device, "ACCEPTED", "SESSION_STORED", "PAUSED", "RESUMED", "SESSION_STORED");
  }

  @Test
  void pause_onOneDevice_tellsTheOther() {
    Instant until = CLOCK.instant().plus(DAY);
    try (TestDevice other = server.device()) {
      other.accept(link);
      device.pause(uid, until);
      assertThat(other.inbox().told(ServerMessage.Status.class).integration().pausedUntil())
          .isEqualTo(until);
      assertRefused(
          other.session(uid, other.nextSequence(uid), Samples.session("other")),
          ErrorCode.INTEGRATION_PAUSED);
      device.pause(uid, null);
      assertThat(other.inbox().told(ServerMessage.Status.class).integration().pausedUntil())
          .isNull();
      device.exchange();
      device.inbox().assertToldNothing();
    }
  }

  @Test
  void enrol_whilePaused_letsItGoOnAndTellsTheOther() throws NoSuchAlgorithmException {
    device.pause(uid, CLOCK.instant().plus(DAY));
    try (TestDevice other = server.device()) {

      assertThat(other.accept(link).pausedUntil()).isNull();

      assertThat(device.inbox().told(ServerMessage.Status.class).integration().pausedUntil())
          .isNull();
      other.store(uid, Samples.session("two"));
      lastEntry(
          other, "ACCEPTED", "SESSION_STORED", "PAUSED", "ACCEPTED", "RESUMED", "SESSION_STORED");
    }
  }

  @Test
  void unavailable_whilePaused_changesNothing() throws NoSuchAlgorithmException {
    device.pause(uid, CLOCK.instant().plus(DAY));
    try (TestDevice other = server.device(device.key())) {
      other.hello(device.uid());

      IntegrationState state = other.unavailable(uid, ErrorCode.SIGNED_OUT, null);

      assertThat(state.status()).isEqualTo(Status.VALID);
      lastEntry(other, "ACCEPTED", "SESSION_STORED", "PAUSED");
    }
  }

  private @Nullable String pausedUntil() {
    JsonElement until = server.api().integration(identity).get("paused_until");
    return until.isJsonNull() ? null : until.getAsString();
  }

  /** The chain holds, has these events, and this is the last of them. */
  private JsonObject lastEntry(TestDevice reader, String... events)
      throws NoSuchAlgorithmException {
    var record = (ServerMessage.ConsentRecord) reader.record(uid);
    ConsentChain.verify(record.entries());
    assertThat(ConsentChain.events(record.entries())).containsExactly(events);
    return JsonParser.parseString(record.entries().getLast().body()).getAsJsonObject();
  }
}
