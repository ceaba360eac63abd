package run.edges.companion.server.owner;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.edges.companion.protocol.statement.Statement;
import run.edges.companion.protocol.wire.DeviceMessage;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.IntegrationState.State;
import run.edges.companion.protocol.wire.Receipt;
import run.edges.companion.protocol.wire.ServerMessage;
import run.edges.companion.protocol.wire.ServerMessage.RecordEntry;
import run.edges.companion.protocol.wire.SharedLink;
import run.edges.companion.protocol.wire.WireJson;
import run.edges.companion.server.channel.ConsentChain;
import run.edges.companion.server.testing.Api;
import run.edges.companion.server.testing.Inbox;
import run.edges.companion.server.testing.MovableClock;
import run.edges.companion.server.testing.RunningServer;
import run.edges.companion.server.testing.Samples;
import run.edges.companion.server.testing.TestDevice;

/** What the owner's page asks, from the address that a device got to the last receipt. */
class OwnerResourceTest {
  private static final MovableClock CLOCK = new MovableClock();

  @AutoClose private static RunningServer server;

  private String identity;
  private SharedLink link;
  private String uid;
  private URI page;
  @AutoClose private TestDevice device;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server =
        RunningServer.start(
            RunningServer.configuration(folder, Map.of("API_REFUSALS_PER_MINUTE", "100000")),
            CLOCK);
  }

  @BeforeEach
  void share() {
    identity = server.api().createIdentity("Ada");
    link = server.api().issueLink(identity);
    device = server.device();
    uid = device.accept(link).integrationId();
    device.store(uid, Samples.session("one"));
    page = device.ownerPage(uid);
  }

  @Test
  void ownerPage_ofADevice_isThePublicAddressWithTheTokenInTheFragment() {
    assertThat(page.getPath()).isEqualTo("/owner/" + uid);
    assertThat(page.getQuery()).isNull();
    assertThat(page.getFragment()).matches("[A-Za-z0-9_-]{54}-[0-9a-f-]{36}");
    assertThat(server.address().url().relativize(page).isAbsolute()).isFalse();
  }

  @Test
  void ownerPage_ofAStrangersDevice_isRefused() {
    try (TestDevice stranger = server.device()) {
      stranger.accept(server.newLink());
      ServerMessage answer = stranger.ask(new DeviceMessage.OwnerPage(stranger.nextId(), uid));
      assertThat(((ServerMessage.Refused) answer).error())
          .isEqualTo(ErrorCode.INTEGRATION_UNKNOWN.name());
    }
    try (TestDevice nobody = server.device()) {
      ServerMessage answer = nobody.ask(new DeviceMessage.OwnerPage(nobody.nextId(), uid));
      assertThat(((ServerMessage.Refused) answer).error())
          .isEqualTo(ErrorCode.NOT_AUTHENTICATED.name());
    }
  }

  @Test
  void state_ofASharedSession_showsAllOfIt() {
    Instant stored = CLOCK.instant();
    CLOCK.advance(Duration.ofSeconds(5));
    Api.object(server.api().get(Api.integrationPath(identity) + "/session"));

    JsonObject state = state();

    assertThat(text(state, "workspace")).isEqualTo("My workspace");
    assertThat(text(state, "identity")).isEqualTo("Ada");
    assertThat(text(state.getAsJsonObject("linkedin_member"), "name"))
        .isEqualTo(Samples.ADA.name());
    assertThat(text(state, "state")).isEqualTo("ACTIVE");
    assertThat(text(state, "status")).isEqualTo("VALID");
    assertThat(text(state, "setup_method")).isEqualTo("SHARED - EXTENSION");
    assertThat(text(state, "refreshed_at")).isEqualTo(stored.toString());
    assertThat(text(state, "verified_at")).isEqualTo(stored.toString());
    assertThat(text(state, "expires_at")).isEqualTo("2027-11-24T06:08:06.123Z");
    assertThat(List.of("error", "paused_until", "receipt"))
        .allMatch(member -> state.get(member).isJsonNull());
    assertThat(text(state, "server_identity_key"))
        .isEqualTo(device.challenge().serverIdentityKey());
    JsonObject release = state.getAsJsonArray("releases").get(0).getAsJsonObject();
    assertThat(text(release, "at")).isEqualTo(CLOCK.instant().toString());
    assertThat(text(release, "by")).isNotEmpty();
    assertThat(release.get("to").isJsonNull()).isTrue();
    assertThat(ConsentChain.events(entries(state.getAsJsonObject("record"))))
        .containsExactly("ACCEPTED", "SESSION_STORED", "SESSION_RELEASED");
    assertThat(state.getAsJsonObject("record").get("before").isJsonNull()).isTrue();
  }

  @Test
  void state_ofTwoDevices_saysWhichIsOnlineAndCurrent() {
    Instant stored = CLOCK.instant();
    CLOCK.advance(Duration.ofSeconds(5));
    try (TestDevice other = server.device()) {
      other.accept(link);
      JsonArray devices = state().getAsJsonArray("devices");
      assertThat(devices).hasSize(2);
      JsonObject first = devices.get(0).getAsJsonObject();
      JsonObject second = devices.get(1).getAsJsonObject();
      assertThat(text(first, "name")).isEqualTo("Chromium on Linux");
      assertThat(page.getFragment()).as("of this one").endsWith("-" + text(first, "uid"));
      assertThat(first.get("current").getAsBoolean()).isTrue();
      assertThat(first.get("online").getAsBoolean()).isTrue();
      assertThat(text(first, "last_session_at")).isEqualTo(stored.toString());
      assertThat(second.get("current").getAsBoolean()).isFalse();
      assertThat(second.get("last_session_at").isJsonNull()).isTrue();
      assertThat(text(second, "accepted_at")).isEqualTo(CLOCK.instant().toString());
    }
    assertThat(server.api().integration(identity).getAsJsonArray("devices")).hasSize(2);
  }

  @Test
  void state_longRecord_comesInPartsThatAreOneChain() throws NoSuchAlgorithmException {
    for (int i = 0; i < 103; i++) {
      device.store(uid, Samples.session("s" + i));
    }
    JsonObject newest = state().getAsJsonObject("record");
    assertThat(entries(newest)).hasSize(100);
    assertThat(newest.get("before").getAsLong()).isEqualTo(5);

    JsonObject oldest = state("\"before\":" + newest.get("before")).getAsJsonObject("record");

    assertThat(oldest.get("before").isJsonNull()).isTrue();
    List<RecordEntry> all = new ArrayList<>(entries(oldest));
    all.addAll(entries(newest));
    assertThat(all).hasSize(105);
    ConsentChain.verify(all);
    HttpResponse<String> whole = post("record", "");
    assertThat(whole.headers().firstValue("Content-Disposition"))
        .hasValue("attachment; filename=\"edges-companion-" + uid + ".json\"");
    assertThat(entries(Api.object(whole))).isEqualTo(all);
    assertThat(text(Api.object(whole), "integration_id")).isEqualTo(uid);
  }

  @Test
  void pause_andGoOn_tellsTheDevices() {
    Instant until = CLOCK.instant().plus(Duration.ofDays(3));

    JsonObject paused = Api.object(post("pause", "\"until\":\"" + until + "\""));

    assertThat(text(paused, "paused_until")).isEqualTo(until.toString());
    assertThat(device.inbox().told(ServerMessage.Status.class).integration().pausedUntil())
        .isEqualTo(until);
    RecordEntry entry = entries(paused.getAsJsonObject("record")).getLast();
    assertThat(entry.body()).contains("\"event\":\"PAUSED\"", "\"by\":\"OWNER\"");
    Api.assertError(
        server.api().get(Api.integrationPath(identity) + "/session"), 409, "INTEGRATION_PAUSED");

    JsonObject resumed = Api.object(post("pause", ""));

    assertThat(resumed.get("paused_until").isJsonNull()).isTrue();
    assertThat(device.inbox().told(ServerMessage.Status.class).integration().pausedUntil())
        .isNull();
    device.store(uid, Samples.session("two"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2020-01-01T00:00:00Z", "2099-01-01T00:00:00Z"})
  void pause_timeThatCannotBe_isBadParameters(String until) {
    Api.assertError(post("pause", "\"until\":\"" + until + "\""), 400, "BAD_PARAMETERS");
    assertThat(state().get("paused_until").isJsonNull()).isTrue();
  }

  @Test
  void stop_once_deletesTheSessionAndGivesTheReceipt() {
    JsonObject stopped = Api.object(post("stop", ""));

    Statement statement = WireJson.GSON.fromJson(stopped.get("receipt"), Statement.class);
    Receipt receipt =
        WireJson.GSON.fromJson(
            statement
                .verify(
                    Statement.Purpose.RECEIPT,
                    text(stopped, "server_identity_key"),
                    server.address().fingerprint())
                .orElseThrow(),
            Receipt.class);
    assertThat(receipt.integrationId()).isEqualTo(uid);
    assertThat(receipt.revokedBy()).isEqualTo(Receipt.RevokedBy.OWNER);
    assertThat(device.inbox().told(ServerMessage.Status.class).integration().state())
        .isEqualTo(State.REVOKED);
    Api.assertError(server.api().get(Api.integrationPath(identity)), 404, "STATUS_404");
    assertThat(Api.object(post("stop", ""))).isEqualTo(stopped);
    URI later = device.ownerPage(uid);
    assertThat(later.getPath()).isEqualTo(page.getPath());
    JsonObject state = state();
    assertThat(text(state, "state")).isEqualTo("REVOKED");
    assertThat(state.getAsJsonObject("receipt")).isEqualTo(stopped.getAsJsonObject("receipt"));
    Api.assertError(post("pause", ""), 410, "INTEGRATION_REVOKED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"state", "pause", "stop", "record"})
  void everything_wrongToken_isRefusedAlike(String call) {
    String token = token(page);
    String other = Character.toString(token.charAt(0) == 'A' ? 'B' : 'A') + token.substring(1);
    String last = token.substring(0, 53) + (token.charAt(53) == 'A' ? 'B' : 'A');
    for (String wrong : List.of("", "x", "é", token + "A", token.substring(1), other, last)) {
      Api.assertError(post(uid, call, "\"token\":\"" + wrong + "\""), 401, "OWNER_LINK_INVALID");
    }
    Api.assertError(post(uid, call, null), 401, "OWNER_LINK_INVALID");
    String own = "\"token\":\"" + token + "\"";
    String nobodys = UUID.randomUUID().toString();
    Api.assertError(post(nobodys, call, own), 401, "OWNER_LINK_INVALID");
    assertThat(text(state(), "state")).isEqualTo("ACTIVE");
  }

  @Test
  void everything_ofAnotherIntegration_isRefused() {
    try (TestDevice stranger = server.device()) {
      String foreign = stranger.accept(server.newLink()).integrationId();
      String token = token(stranger.ownerPage(foreign));
      Api.assertError(post(uid, "state", "\"token\":\"" + token + "\""), 401, "OWNER_LINK_INVALID");
    }
  }

  @Test
  void everything_afterAQuarterOfAnHour_isExpired() {
    CLOCK.advance(Duration.ofMinutes(15).minusSeconds(1));
    assertThat(text(state(), "state")).isEqualTo("ACTIVE");

    CLOCK.advance(Duration.ofSeconds(1));

    for (String call : List.of("state", "pause", "stop", "record")) {
      Api.assertError(post(call, ""), 401, "OWNER_LINK_EXPIRED");
    }
  }

  @Test
  void requests_wrongTooOften_areSlowedDownAndGoodOnesAreNot(@TempDir Path folder) {
    try (RunningServer limited =
            RunningServer.start(
                RunningServer.configuration(folder, Map.of("API_REFUSALS_PER_MINUTE", "3")),
                CLOCK);
        TestDevice sharing = limited.device()) {
      String shared = sharing.accept(limited.newLink()).integrationId();
      String token = "\"token\":\"" + token(sharing.ownerPage(shared)) + "\"";
      for (int i = 0; i < 3; i++) {
        Api.assertError(post(limited, shared, "state", ""), 401, "OWNER_LINK_INVALID");
      }
      Api.assertError(post(limited, shared, "state", ""), 429, "STATUS_429");
      for (int i = 0; i < 120; i++) {
        Api.object(post(limited, shared, "state", token));
      }
      Awaitility.await("too many for one page")
          .atMost(Inbox.PATIENCE)
          .until(() -> post(limited, shared, "state", token).statusCode() == 429);
    }
  }

  @Test
  void body_noneOrUnknownField_isBadInput() {
    Api.assertError(post(uid, "state", "\"more\":1"), 400, "BAD_INPUT");
    Api.assertError(post("state", "\"before\":\"x\""), 400, "BAD_INPUT");
    Api.assertError(post("pause", "\"until\":\"tomorrow\""), 400, "BAD_INPUT");
  }

  private JsonObject state() {
    return state("");
  }

  private JsonObject state(String more) {
    return Api.object(post("state", more));
  }

  /** A call with the page's own token. */
  private HttpResponse<String> post(String call, String more) {
    String token = "\"token\":\"" + token(page) + "\"";
    return post(uid, call, more.isEmpty() ? token : token + "," + more);
  }

  /** What opens the page; the device that asked for it stands behind. */
  private static String token(URI page) {
    return page.getFragment().substring(0, 54);
  }

  private static HttpResponse<String> post(String of, String call, @Nullable String members) {
    return post(server, of, call, members == null ? "" : members);
  }

  private static HttpResponse<String> post(
      RunningServer to, String of, String call, String members) {
    return to.api()
        .send(
            to.api()
                .bare("/owner/" + of + "/" + call)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{" + members + "}")));
  }

  private static List<RecordEntry> entries(JsonObject record) {
    return StreamSupport.stream(record.getAsJsonArray("entries").spliterator(), false)
        .map(entry -> WireJson.GSON.fromJson(entry, RecordEntry.class))
        .toList();
  }

  private static String text(JsonObject object, String member) {
    JsonElement value = object.get(member);
    return JsonParser.parseString(value.toString()).getAsString();
  }
}
