package run.edges.companion.server.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import run.edges.companion.protocol.api.SetupMethod;
import run.edges.companion.protocol.statement.ServerIdentity;
import run.edges.companion.protocol.statement.Statement;
import run.edges.companion.protocol.wire.CapturedSession;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.IntegrationState.State;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.protocol.wire.LinkedInMember;
import run.edges.companion.server.testing.Samples;
import run.edges.companion.server.testing.StoreFixture;
import run.edges.companion.server.testing.TestDatabase;

/** Integrations and their stored sessions. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class IntegrationStoreTest {
  private static final Statement RECEIPT =
      ServerIdentity.generate().sign(Statement.Purpose.RECEIPT, "{}");

  private final IntegrationStore integrations = new IntegrationStore();
  @Parameter private TestDatabase kind = TestDatabase.SQLITE;
  @AutoClose private StoreFixture fixture;

  @BeforeEach
  void open(@TempDir Path folder) {
    fixture = StoreFixture.open(kind, folder);
  }

  private String create() {
    return fixture.write(handle ->
        integrations.create(
            handle,
            fixture.identity(),
            Samples.ADA,
            SetupMethod.SHARED_EXTENSION,
            StoreFixture.NOW));
  }

  private Integration get(String uid) {
    return fixture.read(handle -> integrations.find(handle, uid).orElseThrow());
  }

  private void revoke(String uid) {
    fixture.write(handle -> {
      integrations.markRevoked(handle, uid, RECEIPT, StoreFixture.NOW.plusSeconds(9));
      return uid;
    });
  }

  @Test
  void create_found_isPendingAndPinned() {
    Integration integration = get(create());
    assertThat(integration.status()).isEqualTo(Status.PENDING);
    assertThat(integration.state()).isEqualTo(State.ACTIVE);
    assertThat(integration.linkedinMember()).isEqualTo(Samples.ADA);
    assertThat(integration.identityName()).isEqualTo("Ada");
    assertThat(integration.workspaceName()).isEqualTo("Acme");
    assertThat(integration.workspaceUid()).isEqualTo(fixture.workspace());
    assertThat(integration.createdAt()).isEqualTo(StoreFixture.NOW);
    assertThat(integration.verifiedAt()).isNull();
    assertThat(fixture.find(handle -> integrations.findActive(handle, fixture.identity())))
        .contains(integration);
  }

  @Test
  void create_secondActive_isRefusedByTheDatabase() {
    create();
    assertThatThrownBy(this::create).isInstanceOf(RuntimeException.class);
    assertThat(fixture.list(handle -> integrations.list(handle, fixture.workspace(), null)))
        .hasSize(1);
  }

  @Test
  void markRevoked_active_staysWithItsReceiptBesideANewOne() {
    String old = create();
    revoke(old);
    String next = create();
    assertThat(get(old).receipt()).isEqualTo(RECEIPT);
    assertThat(get(old).isActive()).isFalse();
    assertThat(get(old).currentDeviceUid()).isNull();
    assertThat(fixture.find(handle -> integrations.findActive(handle, fixture.identity())))
        .map(Integration::uid)
        .contains(next);
    assertThat(uids(fixture.workspace())).containsExactlyInAnyOrder(old, next);
  }

  @Test
  void markValid_thenInvalid_keepsTheVerifiedTime() {
    String uid = create();
    String device = fixture.newDevice("key").uid();
    var later = StoreFixture.NOW.plusSeconds(60);
    fixture.write(handle -> {
      Integration before = integrations.find(handle, uid).orElseThrow();
      integrations.markValid(
          handle,
          before,
          before.valid(
              device,
              SetupMethod.API_COOKIES,
              new LinkedInMember("1", null, "Ada L."),
              "Classic",
              new Integration.Stored(later, null, null, null)),
          later);
      return uid;
    });
    assertThat(get(uid).status()).isEqualTo(Status.VALID);
    assertThat(get(uid).verifiedAt()).isEqualTo(later);
    assertThat(get(uid).currentDeviceUid()).isEqualTo(device);
    assertThat(get(uid).linkedinMember())
        .isEqualTo(new LinkedInMember(Samples.ADA.number(), Samples.ADA.entity(), "Ada L."));
    assertThat(get(uid).setupMethod()).isEqualTo(SetupMethod.API_COOKIES);
    fixture.write(handle -> {
      integrations.markInvalid(handle, uid, ErrorCode.SIGNED_OUT, later.plusSeconds(1));
      return uid;
    });
    assertThat(get(uid).status()).isEqualTo(Status.INVALID);
    assertThat(get(uid).error()).isEqualTo("SIGNED_OUT");
    assertThat(get(uid).verifiedAt()).isEqualTo(later);
  }

  @Test
  void list_otherWorkspace_isEmpty() {
    create();
    assertThat(uids("other")).isEmpty();
    assertThat(fixture.list(handle -> integrations.list(handle, "other", fixture.identity())))
        .isEmpty();
  }

  @Test
  void findNewest_afterRevocation_isTheLater() {
    String old = create();
    revoke(old);
    String next =
        fixture.write(handle ->
            integrations.create(
                handle,
                fixture.identity(),
                Samples.EVE,
                SetupMethod.API_COOKIES,
                StoreFixture.NOW.plusSeconds(60)));
    assertThat(fixture.find(handle -> integrations.findNewest(handle, fixture.identity())))
        .map(Integration::uid)
        .contains(next);
  }

  @Test
  void put_session_isReadAgainAndReplacedWhole() {
    String uid = create();
    SessionStore sessions = new SessionStore(fixture.vault());
    for (String value : List.of("first-value", "second-value")) {
      CapturedSession session = Samples.session(value);
      put(sessions, uid, session);
      assertThat(fixture.find(handle -> sessions.find(handle, uid))).contains(session);
    }
    assertThat(rows()).isEqualTo(1);
    assertThat(storedText()).doesNotContain("value");
  }

  @Test
  void delete_session_leavesNoRow() {
    String uid = create();
    SessionStore sessions = new SessionStore(fixture.vault());
    put(sessions, uid, Samples.session("one"));
    fixture.write(handle -> {
      sessions.delete(handle, uid);
      return uid;
    });
    assertThat(fixture.find(handle -> sessions.find(handle, uid))).isEmpty();
    assertThat(rows()).isZero();
  }

  @Test
  void find_sessionOfAnotherIntegration_doesNotDecrypt() {
    String one = create();
    String two = fixture.newIntegration();
    SessionStore sessions = new SessionStore(fixture.vault());
    put(sessions, one, Samples.session("one"));
    fixture.write(handle -> handle.execute("UPDATE stored_session SET integration_uid = ?", two));
    assertThatThrownBy(() -> fixture.read(handle -> sessions.find(handle, two)))
        .isInstanceOf(IllegalStateException.class);
  }

  private void put(SessionStore sessions, String uid, CapturedSession session) {
    var encrypted = sessions.encrypt(uid, session);
    fixture.write(handle -> {
      sessions.put(handle, uid, encrypted, session, StoreFixture.NOW);
      return uid;
    });
  }

  private int rows() {
    return fixture.read(handle ->
        handle.createQuery("SELECT count(*) FROM stored_session").mapTo(Integer.class).one());
  }

  private String storedText() {
    return fixture.read(handle ->
        handle
            .createQuery("SELECT ciphertext FROM stored_session")
            .map((row, _) -> new String(row.getBytes(1), StandardCharsets.ISO_8859_1))
            .one());
  }

  private List<String> uids(String workspace) {
    return fixture.read(handle -> integrations.list(handle, workspace, null)).stream()
        .map(Integration::uid)
        .toList();
  }
}
