package run.edges.companion.server.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static run.edges.companion.server.channel.EnrolmentTest.assertRefused;

import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.edges.companion.protocol.statement.Statement;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.IntegrationState;
import run.edges.companion.protocol.wire.IntegrationState.State;
import run.edges.companion.protocol.wire.Receipt;
import run.edges.companion.protocol.wire.ServerMessage;
import run.edges.companion.protocol.wire.SharedLink;
import run.edges.companion.protocol.wire.WireJson;
import run.edges.companion.server.testing.Api;
import run.edges.companion.server.testing.RunningServer;
import run.edges.companion.server.testing.Samples;
import run.edges.companion.server.testing.TestDevice;

class RevocationTest {
  @AutoClose private static RunningServer server;

  private String identity;
  private SharedLink link;
  private String uid;
  @AutoClose private TestDevice device;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.start(folder);
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
  void revoke_byTheOwner_deletesTheSessionAndSaysSo()
      throws SQLException, NoSuchAlgorithmException {
    assertThat(storedSessions(uid)).isEqualTo(1);
    ServerMessage.Receipt answer = (ServerMessage.Receipt) device.revoke(uid);
    assertThat(storedSessions(uid)).isZero();

    Receipt receipt = verified(answer.receipt(), answer.serverIdentityKey());
    assertThat(receipt.integrationId()).isEqualTo(uid);
    assertThat(receipt.revokedBy()).isEqualTo(Receipt.RevokedBy.OWNER);
    assertThat(receipt.linkedinMember()).isEqualTo(Samples.ADA);
    assertThat(receipt.workspace()).isEqualTo("My workspace");
    assertThat(receipt.identity()).isEqualTo("Ada");

    var record = (ServerMessage.ConsentRecord) device.record(uid);
    assertThat(ConsentChain.events(record.entries()))
        .containsExactly("ACCEPTED", "SESSION_STORED", "REVOKED", "SESSION_DELETED");
    assertThat(receipt.consentRecord())
        .isEqualTo(new Receipt.ConsentRecord(4, ConsentChain.verify(record.entries())));
  }

  @Test
  void session_afterRevoke_isIntegrationRevoked() {
    device.revoke(uid);
    assertRefused(device.session(uid, 99, Samples.session("two")), ErrorCode.INTEGRATION_REVOKED);
    Api.assertError(server.api().get(Api.integrationPath(identity)), 404, "STATUS_404");
  }

  @Test
  void revoke_again_givesTheSameReceipt() {
    ServerMessage.Receipt first = (ServerMessage.Receipt) device.revoke(uid);
    ServerMessage.Receipt second = (ServerMessage.Receipt) device.revoke(uid);
    assertThat(second.receipt()).isEqualTo(first.receipt());
  }

  @Test
  void revoke_replayedSequence_isSequenceReplayed() {
    device.session(uid, 50, Samples.session("two"));
    assertRefused(device.revoke(uid), ErrorCode.SEQUENCE_REPLAYED);
    assertThat(server.api().integration(identity).get("status").getAsString()).isEqualTo("VALID");
  }

  @Test
  void revoke_byOneDevice_tellsTheOther() {
    try (TestDevice other = server.device()) {
      other.accept(link);
      ServerMessage.Receipt answer = (ServerMessage.Receipt) device.revoke(uid);
      IntegrationState told = other.inbox().told(ServerMessage.Status.class).integration();
      assertThat(told.state()).isEqualTo(State.REVOKED);
      assertThat(told.receipt()).isEqualTo(answer.receipt());
      assertThat(told.serverIdentityKey()).isEqualTo(answer.serverIdentityKey());
    }
  }

  @Test
  void delete_byTheOperator_tellsTheDevicesWithAReceipt() throws SQLException {
    assertThat(Api.object(server.api().delete(Api.integrationPath(identity))).isEmpty()).isTrue();
    assertThat(storedSessions(uid)).isZero();
    IntegrationState told = device.inbox().told(ServerMessage.Status.class).integration();
    assertThat(told.state()).isEqualTo(State.REVOKED);
    Receipt receipt =
        verified(
            java.util.Objects.requireNonNull(told.receipt()),
            java.util.Objects.requireNonNull(told.serverIdentityKey()));
    assertThat(receipt.revokedBy()).isEqualTo(Receipt.RevokedBy.OPERATOR);
    Api.assertError(server.api().delete(Api.integrationPath(identity)), 404, "STATUS_404");
  }

  @Test
  void delete_whileTheDeviceIsOffline_isInItsNextWelcome() {
    device.close();
    Api.object(server.api().delete(Api.integrationPath(identity)));
    try (TestDevice again = server.device(device.key())) {
      assertThat(again.hello(device.uid()))
          .singleElement()
          .satisfies(state -> {
            assertThat(state.state()).isEqualTo(State.REVOKED);
            assertThat(state.receipt()).isNotNull();
          });
    }
  }

  @Test
  void accept_afterRevoke_makesANewIntegration() {
    device.revoke(uid);
    IntegrationState again = device.accept(link);
    assertThat(again.integrationId()).isNotEqualTo(uid);
    assertThat(again.sequence()).isZero();
    device.store(again.integrationId(), Samples.session("two"));
    assertThat(server.api().integration(identity).get("uid").getAsString())
        .isEqualTo(again.integrationId());
    try (TestDevice reconnected = server.device(device.key())) {
      assertThat(reconnected.hello(device.uid()))
          .extracting(IntegrationState::state)
          .containsExactlyInAnyOrder(State.ACTIVE, State.REVOKED);
    }
  }

  @Test
  void accept_afterRevokeByAnotherMember_pinsThatOne() {
    device.revoke(uid);
    try (TestDevice eve = server.device()) {
      assertThat(eve.enrol(link, Samples.EVE)).isInstanceOf(ServerMessage.Enrolled.class);
    }
  }

  @Test
  void record_afterEachStep_isChained() throws NoSuchAlgorithmException {
    device.store(uid, Samples.session("two"));
    device.unavailable(uid, ErrorCode.SIGNED_OUT, null);
    device.unavailable(uid, ErrorCode.LINKEDIN_UNREACHABLE, null);
    var record = (ServerMessage.ConsentRecord) device.record(uid);
    ConsentChain.verify(record.entries());
    assertThat(ConsentChain.events(record.entries()))
        .containsExactly("ACCEPTED", "SESSION_STORED", "SESSION_STORED", "SESSION_INVALID");
  }

  private static Receipt verified(Statement statement, String serverIdentityKey) {
    String payload =
        statement
            .verify(Statement.Purpose.RECEIPT, serverIdentityKey, server.address().fingerprint())
            .orElseThrow();
    return WireJson.GSON.fromJson(payload, Receipt.class);
  }

  private static int storedSessions(String integration) throws SQLException {
    String url = "jdbc:sqlite:" + server.folder().resolve("companion.db");
    try (Connection connection = DriverManager.getConnection(url);
        var statement =
            connection.prepareStatement(
                "SELECT count(*) FROM stored_session WHERE integration_uid = ?")) {
      statement.setString(1, integration);
      try (ResultSet row = statement.executeQuery()) {
        return row.getInt(1);
      }
    }
  }
}
