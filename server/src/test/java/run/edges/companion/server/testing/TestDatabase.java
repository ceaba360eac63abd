package run.edges.companion.server.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The two databases; every suite of stores runs on both. */
public enum TestDatabase {
  SQLITE {
    @Override
    public Map<String, String> settings() {
      return Map.of();
    }

    @Override
    public String jdbcUrl(Path folder, Map<String, String> settings) {
      return "jdbc:sqlite:" + folder.resolve("companion.db");
    }
  },

  POSTGRESQL {
    @Override
    public Map<String, String> settings() {
      return Map.of("DATABASE_URL", Postgres.newDatabase());
    }

    @Override
    public String jdbcUrl(Path folder, Map<String, String> settings) {
      return String.valueOf(settings.get("DATABASE_URL"));
    }
  };

  /** Settings for a new, empty database. */
  public abstract Map<String, String> settings();

  /** Where that database is, for a connection past the server. */
  public abstract String jdbcUrl(Path folder, Map<String, String> settings);

  /** One instance for the JVM, started when first asked for, as any user: root unshares. */
  private static final class Postgres {
    private static final EmbeddedPostgres INSTANCE = start();
    private static final AtomicInteger DATABASES = new AtomicInteger();

    static String newDatabase() {
      String name = "test" + DATABASES.incrementAndGet();
      try (Connection connection = INSTANCE.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE DATABASE " + name);
      } catch (SQLException failed) {
        throw new AssertionError(failed);
      }
      return INSTANCE.getJdbcUrl("postgres", name);
    }

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder().start();
      } catch (IOException failed) {
        throw new AssertionError("PostgreSQL does not start", failed);
      }
    }
  }
}
