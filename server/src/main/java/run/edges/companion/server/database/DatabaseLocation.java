package run.edges.companion.server.database;

import com.github.kagkarlsson.scheduler.jdbc.DefaultJdbcCustomization;
import com.github.kagkarlsson.scheduler.jdbc.JdbcCustomization;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.zaxxer.hikari.HikariConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.server.configuration.Configuration;
import run.edges.companion.server.configuration.ConfigurationException;

/** Where the database is: an SQLite file, or PostgreSQL. */
public sealed interface DatabaseLocation {
  /** Type of a column of bytes. */
  String bytesType();

  /** Type of a column that the scheduler writes times into. */
  String timeType();

  /** How the scheduler speaks to it. */
  JdbcCustomization scheduling();

  HikariConfig hikari();

  /**
   * A statement after which deleted content is in none of the database's files, if one is needed.
   */
  Optional<String> scrub();

  /** As configured; SQLite in the data folder by default. */
  static DatabaseLocation of(Configuration configuration) {
    return configuration
        .databaseUrl()
        .<DatabaseLocation>map(url ->
            new PostgreSql(url, configuration.databaseUser(), configuration.databasePasswordFile()))
        .orElseGet(() -> new Sqlite(configuration.dataFolder().resolve("companion.db")));
  }

  /**
   * Embedded. A commit is on disk when it returns (WAL, {@code synchronous=FULL}); deleted content
   * is overwritten.
   */
  record Sqlite(Path file) implements DatabaseLocation {
    private static final int BUSY_TIMEOUT_MILLIS = 10_000;

    @Override
    public String timeType() {
      return "INTEGER";
    }

    /** SQLite knows {@code LIMIT}, and not the standard's {@code FETCH FIRST}. */
    @Override
    public JdbcCustomization scheduling() {
      return new DefaultJdbcCustomization(true) {
        @Override
        public String getQueryLimitPart(int limit) {
          return "LIMIT " + limit;
        }
      };
    }

    @Override
    public String bytesType() {
      return "BLOB";
    }

    @Override
    public Optional<String> scrub() {
      return Optional.of("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    @Override
    public HikariConfig hikari() {
      SQLiteConfig sqlite = new SQLiteConfig();
      sqlite.setJournalMode(SQLiteConfig.JournalMode.WAL);
      sqlite.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
      // A transaction that reads first and then wants to write is refused at once, without the
      // timeout, while the schedule writes: SQLite waits only for who takes the lock to begin with.
      sqlite.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
      sqlite.enforceForeignKeys(true);
      sqlite.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
      sqlite.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
      SQLiteDataSource dataSource = new SQLiteDataSource(sqlite);
      dataSource.setUrl("jdbc:sqlite:" + file);
      HikariConfig config = new HikariConfig();
      config.setDataSource(dataSource);
      config.setMaximumPoolSize(8);
      return config;
    }
  }

  /** A server of its own, which several nodes can share. */
  record PostgreSql(String url, Optional<String> user, Optional<Path> passwordFile)
      implements DatabaseLocation {
    @Override
    public String timeType() {
      return "TIMESTAMP WITH TIME ZONE";
    }

    @Override
    public JdbcCustomization scheduling() {
      return new PostgreSqlJdbcCustomization(false, false);
    }

    @Override
    public String bytesType() {
      return "BYTEA";
    }

    @Override
    public Optional<String> scrub() {
      return Optional.empty();
    }

    @Override
    public HikariConfig hikari() {
      HikariConfig config = new HikariConfig();
      config.setJdbcUrl(url);
      user.ifPresent(config::setUsername);
      passwordFile.ifPresent(file -> config.setPassword(readPassword(file)));
      config.setMaximumPoolSize(16);
      return config;
    }

    private static String readPassword(Path file) {
      try {
        return Files.readString(file).strip();
      } catch (IOException unreadable) {
        throw new ConfigurationException(
            ErrorCode.CONFIG_VALUE_INVALID, "The password file %s cannot be read.".formatted(file));
      }
    }
  }
}
