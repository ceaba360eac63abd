package run.edges.companion.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.IntegrationState;
import run.edges.companion.protocol.wire.ServerMessage;
import run.edges.companion.protocol.wire.SharedLink;
import run.edges.companion.server.channel.ConsentChain;
import run.edges.companion.server.configuration.Configuration;
import run.edges.companion.server.testing.Api;
import run.edges.companion.server.testing.RunningServer;
import run.edges.companion.server.testing.Samples;
import run.edges.companion.server.testing.TestDatabase;
import run.edges.companion.server.testing.TestDevice;

/** From the link to the receipt, over a restart, on both databases. */
class JourneyTest {
  @ParameterizedTest
  @EnumSource
  void journey_linkToReceipt_survivesARestart(TestDatabase kind, @TempDir Path folder)
      throws Exception {
    Configuration configuration = RunningServer.configuration(folder, kind.settings());
    Clock clock = Clock.systemUTC();
    TestDevice before;
    String identity;
    String uid;
    String fingerprint;
    try (RunningServer server = RunningServer.start(configuration, clock)) {
      fingerprint = server.address().fingerprint();
      identity = server.api().createIdentity("Ada");
      SharedLink link = server.api().issueLink(identity);
      before = server.device();
      uid = before.accept(link).integrationId();
      before.store(uid, Samples.session("one"));
      assertThat(before.unavailable(uid, ErrorCode.SIGNED_OUT, null).status())
          .isEqualTo(IntegrationState.Status.INVALID);
    }
    assertThat(before.inbox().closeCode()).isEqualTo(1001);
    try (RunningServer server = RunningServer.start(configuration, clock);
        TestDevice device = server.device(before.key())) {
      assertThat(server.address().fingerprint()).isEqualTo(fingerprint);
      assertThat(server.api().integration(identity).get("error").getAsString())
          .isEqualTo("SIGNED_OUT");
      IntegrationState state = device.hello(before.uid()).getFirst();
      assertThat(state.sequence()).isEqualTo(2);
      device.store(uid, Samples.session("two"));
      JsonObject body = server.api().integration(identity);
      assertThat(body.get("status").getAsString()).isEqualTo("VALID");
      assertThat(device.revoke(uid)).isInstanceOf(ServerMessage.Receipt.class);
      assertWholeRecord((ServerMessage.ConsentRecord) device.record(uid));
      assertThat(
              Api.json(server.api().get(Api.integrationPath(identity) + "/consent-record"))
                  .getAsJsonArray())
          .hasSize(6);
    }
  }

  @ParameterizedTest
  @EnumSource
  void input_withNul_isRefusedNotAFailureOfStorage(TestDatabase kind, @TempDir Path folder) {
    Configuration configuration = RunningServer.configuration(folder, kind.settings());
    try (RunningServer server = RunningServer.start(configuration, Clock.systemUTC());
        TestDevice device = server.device()) {
      for (String fields :
          List.of(
              "\"type\":\"inspect\",\"link_id\":\"\\u0000\"",
              "\"type\":\"hello\",\"device_id\":\"\\u0000\",\"recipient_key_id\":\"k\",\"envelope\":\"e\"",
              "\"type\":\"record\",\"integration_id\":\"\\u0000\"")) {
        device.send("{\"id\":\"1\"," + fields + "}");
        assertNotStorage(device.inbox().answer(ServerMessage.Refused.class));
      }
      assertThat(server.api().get("/share/%00").statusCode()).isIn(400, 404);
      assertThat(server.api().get("/v1/identities/%00").statusCode()).isIn(400, 404);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc\\ud800", "a\\u0000bc"})
  void createIdentity_nameNoDatabaseHolds_isBadRequest(String name, @TempDir Path folder) {
    Configuration configuration =
        RunningServer.configuration(folder, TestDatabase.POSTGRESQL.settings());
    try (RunningServer server = RunningServer.start(configuration, Clock.systemUTC())) {
      assertThat(server.api().post("/v1/identities", "{\"name\":\"" + name + "\"}").statusCode())
          .isEqualTo(400);
    }
  }

  private static void assertWholeRecord(ServerMessage.ConsentRecord record) throws Exception {
    ConsentChain.verify(record.entries());
    assertThat(ConsentChain.events(record.entries()))
        .containsExactly(
            "ACCEPTED",
            "SESSION_STORED",
            "SESSION_INVALID",
            "SESSION_STORED",
            "REVOKED",
            "SESSION_DELETED");
  }

  private static void assertNotStorage(ServerMessage answer) {
    assertThat(answer).isInstanceOf(ServerMessage.Refused.class);
    assertThat(((ServerMessage.Refused) answer).error())
        .isNotIn("STORAGE_UNAVAILABLE", "SERVER_FAILED");
  }
}
