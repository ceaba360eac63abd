package run.edges.companion.server.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import run.edges.companion.protocol.api.Scope;
import run.edges.companion.protocol.api.WorkspaceBody.Role;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.server.testing.StoreFixture;
import run.edges.companion.server.testing.TestDatabase;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class WorkspaceStoreTest {
  private final WorkspaceStore workspaces = new WorkspaceStore();
  private final ApiKeyStore apiKeys = new ApiKeyStore();
  @Parameter private TestDatabase kind = TestDatabase.SQLITE;
  @AutoClose private StoreFixture fixture;

  @BeforeEach
  void open(@TempDir Path folder) {
    fixture = StoreFixture.open(kind, folder);
  }

  @Test
  void apiKey_added_isItsWorkspaceAndWhatTheRoleAllows() {
    var key = ApiKeyStore.generate();
    String member = newMember(Role.OPS);
    fixture.write(handle ->
        apiKeys.create(handle, member, "test", EnumSet.allOf(Scope.class), key, StoreFixture.NOW));
    assertThat(find(key))
        .map(ApiKeyStore.Known::principal)
        .hasValueSatisfying(principal -> {
          assertThat(principal.workspaceUid()).isEqualTo(fixture.workspace());
          assertThat(principal.scopes()).containsOnly(Scope.READ, Scope.WRITE, Scope.SESSION_READ);
        });
    assertThat(find(ApiKeyStore.generate())).isEmpty();
  }

  @Test
  void apiKey_revoked_isNotFound() {
    var key = ApiKeyStore.generate();
    String member = newMember(Role.ADMIN);
    String id =
        fixture
            .write(handle ->
                apiKeys.create(
                    handle, member, "test", EnumSet.of(Scope.READ), key, StoreFixture.NOW))
            .id();
    fixture.write(handle -> {
      apiKeys.revoke(handle, id, StoreFixture.NOW);
      return true;
    });
    assertThat(find(key)).isEmpty();
  }

  @Test
  void apiKey_touched_isOldAgainAfterAMinute() {
    var key = ApiKeyStore.generate();
    String member = newMember(Role.ADMIN);
    String id =
        fixture
            .write(handle ->
                apiKeys.create(
                    handle, member, "test", EnumSet.of(Scope.READ), key, StoreFixture.NOW))
            .id();
    assertThat(find(key).orElseThrow().lastUseIsOld()).isTrue();
    fixture.write(handle -> {
      apiKeys.touch(handle, id, StoreFixture.NOW.minusSeconds(60));
      return true;
    });
    assertThat(find(key).orElseThrow().lastUseIsOld()).isFalse();
    fixture.write(handle -> {
      apiKeys.touch(handle, id, StoreFixture.NOW.minusSeconds(61));
      return true;
    });
    assertThat(find(key).orElseThrow().lastUseIsOld()).isTrue();
  }

  @Test
  void findFirst_two_isTheOldest() {
    fixture.write(handle -> workspaces.create(handle, "Older", StoreFixture.NOW.minusSeconds(9)));
    assertThat(fixture.read(workspaces::findFirst).orElseThrow().name()).isEqualTo("Older");
  }

  private String newMember(Role role) {
    return fixture
        .write(handle ->
            new MemberStore()
                .create(handle, fixture.workspace(), "Test member", role, StoreFixture.NOW))
        .uid();
  }

  private Optional<ApiKeyStore.Known> find(SecretText key) {
    return fixture.find(handle -> apiKeys.find(handle, key, StoreFixture.NOW));
  }
}
