package run.edges.companion.server.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.server.configuration.ConfigurationException;

/** Brings the schema up to date; refuses a schema that is newer than this program. */
final class Schema {
  private Schema() {}

  static void migrate(DatabaseLocation location, HikariConfig config) {
    HikariConfig single = new HikariConfig();
    config.copyStateTo(single);
    // On PostgreSQL Flyway holds a connection for its table and another for the migrations.
    single.setMaximumPoolSize(3);
    try (HikariDataSource dataSource = new HikariDataSource(single)) {
      Flyway.configure()
          .dataSource(dataSource)
          .placeholders(Map.of("bytes", location.bytesType(), "time", location.timeType()))
          .validateMigrationNaming(true)
          .ignoreMigrationPatterns("*:pending")
          .load()
          .migrate();
    } catch (FlywayException
        | com.zaxxer.hikari.pool.HikariPool.PoolInitializationException failed) {
      throw new ConfigurationException(
          ErrorCode.DATABASE_UNUSABLE,
          "The database cannot be used: %s Check that it can be reached and written, and that no newer server used it."
              .formatted(firstLine(failed)));
    }
  }

  private static String firstLine(Throwable failed) {
    Throwable root = failed;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String line = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    return line.endsWith(".") ? line : line + ".";
  }
}
