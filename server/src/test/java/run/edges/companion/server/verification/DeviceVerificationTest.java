package run.edges.companion.server.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.protocol.wire.ServerMessage;
import run.edges.companion.server.testing.Api;
import run.edges.companion.server.testing.Inbox;
import run.edges.companion.server.testing.RunningServer;
import run.edges.companion.server.testing.Samples;
import run.edges.companion.server.testing.TestDevice;
import run.edges.companion.server.testing.TestLinkedIn;

/** A session that ended is asked for at the owner's device before anybody is told. */
class DeviceVerificationTest {
  private static final String DEAD = "dead";

  @AutoClose private static TestLinkedIn linkedin;
  @AutoClose private static RunningServer server;
  @AutoClose private static RunningServer sweeping;

  private Api api;
  private String identity;
  private Verifying workspace;
  @AutoClose private TestDevice device;

  @BeforeAll
  static void start(
      @TempDir Path folder, @TempDir Path sweepingFolder, @TempDir Path certificates) {
    linkedin = TestLinkedIn.start(certificates);
    linkedin.answer(asked ->
        asked.liAt().startsWith(DEAD) ? TestLinkedIn.status(401) : TestLinkedIn.alive(Samples.ADA));
    server = start(folder, Map.of());
    sweeping =
        start(
            sweepingFolder,
            Map.of("VERIFICATION_INTERVAL", "PT0.3S", "VERIFICATION_PER_WORKSPACE", "1000000"));
  }

  private static RunningServer start(Path folder, Map<String, String> settings) {
    return RunningServer.start(
        RunningServer.configuration(folder, linkedin.settings(settings)), Clock.systemUTC());
  }

  @BeforeEach
  void begin() {
    begin(server);
  }

  private void begin(RunningServer with) {
    api = with.otherWorkspace("Tests");
    workspace = new Verifying(api);
    identity = api.createIdentity("Ada");
    device = with.device();
  }

  @Test
  void verify_deadButTheDeviceHasALiveOne_isRefreshedAndNobodyIsTold() {
    String uid = shareDead();

    CompletableFuture<JsonObject> asked = verifyAside();
    ServerMessage.Refresh refresh = device.inbox().told(ServerMessage.Refresh.class);
    assertThat(refresh.reason()).isEqualTo("SESSION_ENDED");
    device.store(uid, Samples.session("fresh"), refresh.id());

    JsonObject integration = asked.join().getAsJsonObject("integration");
    assertThat(integration.get("status").getAsString()).isEqualTo("VALID");
    assertThat(workspace.storedLiAt(identity)).isEqualTo("fresh");
    assertThat(workspace.verdict(identity)).isEqualTo("ALIVE");
    assertThat(workspace.told())
        .containsExactly("AUTH_SUCCESS", "SESSION_REFRESHED", "SESSION_RELEASED");
    device.exchange();
    device.inbox().assertToldNothing();
  }

  @ParameterizedTest
  @CsvSource({
    "SIGNED_OUT, SIGNED_OUT",
    "NEEDS_OWNER, NEEDS_OWNER",
    "BROWSER_CLOSED, SESSION_ENDED",
    "LINKEDIN_UNREACHABLE, SESSION_ENDED"
  })
  void verify_deadAndTheDeviceHasNone_isInvalidAndToldOnce(ErrorCode said, String error) {
    String uid = shareDead();

    CompletableFuture<JsonObject> asked = verifyAside();
    ServerMessage.Refresh refresh = device.inbox().told(ServerMessage.Refresh.class);
    device.unavailable(uid, said, refresh.id());

    assertThat(asked.join().getAsJsonObject("integration").get("status").getAsString())
        .isEqualTo("INVALID");
    assertThat(workspace.error(identity)).isEqualTo(error);
    assertThat(workspace.told()).containsExactly("AUTH_SUCCESS", "AUTH_EXPIRED");
  }

  @Test
  void verify_deadAndTheDeviceHasNone_tellsTheDeviceTheNewState() {
    String uid = shareDead();
    CompletableFuture<JsonObject> asked = verifyAside();
    ServerMessage.Refresh refresh = device.inbox().told(ServerMessage.Refresh.class);
    device.unavailable(uid, ErrorCode.BROWSER_CLOSED, refresh.id());
    asked.join();

    ServerMessage.Status status = device.inbox().told(ServerMessage.Status.class);

    assertThat(status.integration().status()).isEqualTo(Status.INVALID);
    assertThat(status.integration().error()).isEqualTo("SESSION_ENDED");
  }

  @Test
  void verify_deadAndTheDeviceIsAway_isInvalidAtOnce() {
    shareDead();
    device.close();
    Awaitility.await("the server knows that it is away")
        .atMost(Inbox.PATIENCE)
        .until(
            () ->
                Api.object(api.post(Api.integrationPath(identity) + "/refresh", "{}"))
                    .get("outcome")
                    .getAsString(),
            "NO_DEVICE_ONLINE"::equals);

    assertThat(workspace.verdict(identity)).isEqualTo("DEAD");

    assertThat(workspace.error(identity)).isEqualTo("SESSION_ENDED");
    assertThat(workspace.told()).containsExactly("AUTH_SUCCESS", "AUTH_EXPIRED");
  }

  @Test
  void verify_invalidAndTheDeviceComesBackWithALiveOne_isValid() {
    String uid = shareDead();
    CompletableFuture<JsonObject> asked = verifyAside();
    ServerMessage.Refresh refresh = device.inbox().told(ServerMessage.Refresh.class);
    device.unavailable(uid, ErrorCode.SIGNED_OUT, refresh.id());
    asked.join();

    device.store(uid, Samples.session("fresh"));

    assertThat(workspace.status(identity)).isEqualTo("VALID");
    assertThat(workspace.verdict(identity)).isEqualTo("ALIVE");
    assertThat(workspace.told()).containsExactly("AUTH_SUCCESS", "AUTH_EXPIRED", "AUTH_SUCCESS");
  }

  @Test
  void verify_aliveAndADeviceConnected_asksTheDeviceNothing() {
    String uid = device.accept(api.issueLink(identity)).integrationId();
    device.store(uid, Samples.session("living"));

    assertThat(workspace.verdict(identity)).isEqualTo("ALIVE");

    device.exchange();
    device.inbox().assertToldNothing();
    assertThat(api.integration(identity).getAsJsonArray("devices").get(0).getAsJsonObject())
        .extracting(shown -> shown.get("current").getAsBoolean())
        .isEqualTo(true);
  }

  @Test
  void sweep_deadButTheDeviceHasALiveOne_isRefreshedByItselfAndNobodyIsTold() {
    device.close();
    begin(sweeping);
    String uid = shareDead();

    ServerMessage.Refresh refresh = device.inbox().told(ServerMessage.Refresh.class);
    device.store(uid, Samples.session("fresh"), refresh.id());

    awaitVerifiedByTheServer();
    assertThat(workspace.status(identity)).isEqualTo("VALID");
    assertThat(workspace.told()).containsExactly("AUTH_SUCCESS", "SESSION_REFRESHED");
  }

  @Test
  void sweep_deadAndTheDeviceHasNone_isInvalidByItself() {
    device.close();
    begin(sweeping);
    String uid = shareDead();

    ServerMessage.Refresh refresh = device.inbox().told(ServerMessage.Refresh.class);
    device.unavailable(uid, ErrorCode.BROWSER_CLOSED, refresh.id());

    Awaitility.await("INVALID")
        .atMost(Inbox.PATIENCE)
        .until(() -> workspace.status(identity), "INVALID"::equals);
    assertThat(workspace.told()).containsExactly("AUTH_SUCCESS", "AUTH_EXPIRED");
  }

  /** Ada shares a session that LinkedIn ended; returns the integration's uid. */
  private String shareDead() {
    String uid = device.accept(api.issueLink(identity)).integrationId();
    device.store(uid, Samples.session(DEAD));
    return uid;
  }

  private CompletableFuture<JsonObject> verifyAside() {
    return CompletableFuture.supplyAsync(
        () -> workspace.verify(identity), task -> Thread.ofVirtual().start(task));
  }

  private void awaitVerifiedByTheServer() {
    Awaitility.await("verified by the server")
        .atMost(Inbox.PATIENCE)
        .until(() -> api.integration(identity).get("verified_by").getAsString(), "SERVER"::equals);
  }
}
