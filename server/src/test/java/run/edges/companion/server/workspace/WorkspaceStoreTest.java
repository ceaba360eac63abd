package run.edges.companion.server.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import run.edges.companion.server.testing.StoreFixture;
import run.edges.companion.server.testing.TestDatabase;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class WorkspaceStoreTest {
  private final WorkspaceStore workspaces = new WorkspaceStore();
  @Parameter private TestDatabase kind = TestDatabase.SQLITE;
  @AutoClose private StoreFixture fixture;

  @BeforeEach
  void open(@TempDir Path folder) {
    fixture = StoreFixture.open(kind, folder);
  }

  @Test
  void findByApiKey_addedKey_isItsWorkspace() {
    var key = ApiKey.generate();
    Workspace other =
        fixture.write(
            handle -> workspaces.create(handle, "Other", StoreFixture.NOW.plusSeconds(1)));
    fixture.write(handle -> {
      workspaces.addApiKey(handle, other.uid(), "test", key, StoreFixture.NOW);
      return other;
    });
    assertThat(fixture.find(handle -> workspaces.findByApiKey(handle, key))).contains(other);
    assertThat(fixture.find(handle -> workspaces.findByApiKey(handle, ApiKey.generate())))
        .isEmpty();
  }

  @Test
  void findFirst_two_isTheOldest() {
    fixture.write(handle -> workspaces.create(handle, "Older", StoreFixture.NOW.minusSeconds(9)));
    assertThat(fixture.read(workspaces::findFirst).orElseThrow().name()).isEqualTo("Older");
  }
}
