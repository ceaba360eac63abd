package run.edges.companion.server.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.edges.companion.protocol.wire.ServerMessage;
import run.edges.companion.server.testing.Api;
import run.edges.companion.server.testing.Inbox;
import run.edges.companion.server.testing.RunningServer;
import run.edges.companion.server.testing.Samples;
import run.edges.companion.server.testing.TestDevice;
import run.edges.companion.server.testing.TestLinkedIn;

/** Nobody gets a session which its owner paused, and LinkedIn is not asked about it. */
class PausedTest {
  private static final String PAUSED = "INTEGRATION_PAUSED";

  @AutoClose private static TestLinkedIn linkedin;
  @AutoClose private static RunningServer server;

  private Api api;
  private String identity;
  private String uid;
  private Verifying workspace;
  @AutoClose private TestDevice device;

  @BeforeAll
  static void start(@TempDir Path folder, @TempDir Path certificates) {
    linkedin = TestLinkedIn.start(certificates);
    server =
        RunningServer.start(
            RunningServer.configuration(
                folder,
                linkedin.settings(
                    Map.of(
                        "VERIFICATION_INTERVAL",
                        "PT0.3S",
                        "VERIFICATION_PER_WORKSPACE",
                        "1000000"))),
            Clock.systemUTC());
  }

  @BeforeEach
  void share() {
    api = server.otherWorkspace("Tests");
    workspace = new Verifying(api);
    identity = api.createIdentity("Ada");
    device = server.device();
    uid = device.accept(api.issueLink(identity)).integrationId();
    device.store(uid, Samples.session("living-" + uid));
  }

  @Test
  void release_whilePaused_isRefusedAndNotNoted() {
    device.pause(uid, soon(3600));

    Api.assertError(api.get(Api.integrationPath(identity) + "/session"), 409, PAUSED);

    var record = (ServerMessage.ConsentRecord) device.record(uid);
    assertThat(record.entries().getLast().body()).contains("\"event\":\"PAUSED\"");
    device.pause(uid, null);
    assertThat(workspace.storedLiAt(identity)).isEqualTo("living-" + uid);
    assertThat(workspace.told())
        .containsExactly(
            "AUTH_SUCCESS", "INTEGRATION_PAUSED", "INTEGRATION_RESUMED", "SESSION_RELEASED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"refresh", "verify"})
  void ask_whilePaused_isRefusedAndNobodyIsAsked(String call) {
    device.pause(uid, soon(3600));

    Api.assertError(api.post(Api.integrationPath(identity) + "/" + call, "{}"), 409, PAUSED);

    device.exchange();
    device.inbox().assertToldNothing();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"cookies\":{\"li_at\":\"sent\"}}",
        "{\"basic\":{\"username\":\"ada@example.com\",\"password\":\"made-up\"}}"
      })
  void connect_whilePaused_isRefusedBeforeLinkedInIsAsked(String authData) {
    device.pause(uid, soon(3600));

    String body = "{\"auth_data\":" + authData + ",\"replace_member\":true}";
    Api.assertError(api.post(Api.integrationPath(identity), body), 409, PAUSED);

    assertThat(asked("sent")).isZero();
    assertThat(api.integration(identity).get("paused_until").isJsonNull()).isFalse();
  }

  @Test
  void sweep_whilePaused_skipsItUntilTheEnd() {
    String witness = "witness-" + uid;
    workspace.connect(witness);
    device.pause(uid, soon(3600));
    awaitAsked(witness, asked(witness) + 3);
    long before = asked("living-" + uid);
    awaitAsked(witness, asked(witness) + 4);
    assertThat(asked("living-" + uid)).isEqualTo(before);

    device.pause(uid, soon(2));

    awaitAsked("living-" + uid, before + 1);
    assertThat(Instant.now()).isAfter(Instant.parse(lastPause()));
    assertThat(workspace.status(identity)).isEqualTo("VALID");
  }

  private String lastPause() {
    var record = (ServerMessage.ConsentRecord) device.record(uid);
    String body = record.entries().getLast().body();
    return JsonParser.parseString(body).getAsJsonObject().get("until").getAsString();
  }

  private static long asked(String liAt) {
    return linkedin.asked().stream().filter(one -> one.liAt().equals(liAt)).count();
  }

  private static void awaitAsked(String liAt, long times) {
    Awaitility.await("LinkedIn is asked about " + liAt)
        .atMost(Inbox.PATIENCE)
        .until(() -> asked(liAt) >= times);
  }

  private static Instant soon(int seconds) {
    return Instant.now().plusSeconds(seconds);
  }
}
