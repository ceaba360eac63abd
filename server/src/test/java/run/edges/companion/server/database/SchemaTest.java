package run.edges.companion.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.server.configuration.ConfigurationException;
import run.edges.companion.server.testing.RunningServer;
import run.edges.companion.server.testing.StoreFixture;
import run.edges.companion.server.testing.TestDatabase;
import run.edges.companion.server.workspace.WorkspaceStore;

class SchemaTest {
  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @EnumSource
  void open_twice_keepsWhatIsThere(TestDatabase kind) {
    Map<String, String> settings = kind.settings();
    var location = DatabaseLocation.of(RunningServer.configuration(folder, settings));
    try (Database first = Database.open(location)) {
      first.write(handle -> new WorkspaceStore().create(handle, "Acme", StoreFixture.NOW));
    }
    try (Database second = Database.open(location)) {
      assertThat(second.read(new WorkspaceStore()::findFirst)).isPresent();
    }
  }

  @ParameterizedTest
  @EnumSource
  void open_newerSchema_isDatabaseUnusable(TestDatabase kind) throws SQLException {
    Map<String, String> settings = kind.settings();
    var location = DatabaseLocation.of(RunningServer.configuration(folder, settings));
    Database.open(location).close();
    try (var connection = DriverManager.getConnection(kind.jdbcUrl(folder, settings));
        var statement = connection.createStatement()) {
      statement.execute(
          """
          INSERT INTO flyway_schema_history
            (installed_rank, version, description, type, script, checksum, installed_by, installed_on, execution_time, success)
          VALUES (99, '99', 'newer', 'SQL', 'V99__newer.sql', 1, 'a newer server', CURRENT_TIMESTAMP, 1, true)
          """);
    }
    assertUnusable(location);
  }

  @Test
  void open_notADatabase_isDatabaseUnusable() throws Exception {
    Files.writeString(folder.resolve("companion.db"), "This is not a database. ".repeat(100));
    assertUnusable(new DatabaseLocation.Sqlite(folder.resolve("companion.db")));
  }

  @Test
  void open_unreachablePostgreSql_isDatabaseUnusable() {
    assertUnusable(
        new DatabaseLocation.PostgreSql(
            "jdbc:postgresql://127.0.0.1:1/none", Optional.of("nobody"), Optional.empty()));
  }

  private static void assertUnusable(DatabaseLocation location) {
    assertThatThrownBy(() -> Database.open(location).close())
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.DATABASE_UNUSABLE));
  }
}
