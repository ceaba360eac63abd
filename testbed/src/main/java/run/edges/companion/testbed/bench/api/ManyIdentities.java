package run.edges.companion.testbed.bench.api;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.UUID;
import run.edges.companion.testbed.linkedin.LinkedInMember;

/** Fills a server's SQLite database directly: through the API it would take an hour. */
final class ManyIdentities {
  /** How many there are. */
  static final int COUNT = 100_000;

  private static final int ONE_WITHOUT_ACCOUNT_OF = 10;
  private static final long YEAR_MILLIS = Duration.ofDays(365).toMillis();
  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
  private static final int BUSY_MILLIS = 30_000;

  private final Path database;
  private final Queue<String> free = new ArrayDeque<>();

  private ManyIdentities(Path database) {
    this.database = database;
  }

  /**
   * Adds the identities to the first workspace, nine of ten with a LinkedIn account. The server
   * made the database and does not run.
   */
  static ManyIdentities fill(Path database) {
    ManyIdentities identities = new ManyIdentities(database);
    identities.inOneTransaction(identities::insert);
    return identities;
  }

  /** The name of the identity with this number, from 0. */
  static String name(int number) {
    return "Identity %06d".formatted(number);
  }

  /** The next identity without an account; each is given once. */
  String takeFree() {
    return free.remove();
  }

  /** Makes copies of a message due now, one for each id, in turn for each webhook. */
  void queue(List<String> webhooks, String body, Collection<String> ids) {
    inOneTransaction(connection -> {
      try (PreparedStatement insert =
          connection.prepareStatement(
              """
              INSERT INTO outbox (id, kind, target, event, body, state, attempts, due_at, created_at)
              VALUES (?, 'WEBHOOK', ?, 'DELETED', ?, 'PENDING', 0, ?, ?)
              """)) {
        long now = Instant.now().toEpochMilli();
        int turn = 0;
        for (String id : ids) {
          execute(insert, id, webhooks.get(turn++ % webhooks.size()), body, now, now);
        }
      }
    });
  }

  private interface Work {
    void run(Connection connection) throws SQLException;
  }

  private void inOneTransaction(Work work) {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement settings = connection.createStatement()) {
      settings.execute("PRAGMA busy_timeout = " + BUSY_MILLIS);
      connection.setAutoCommit(false);
      work.run(connection);
      connection.commit();
    } catch (SQLException failed) {
      throw new IllegalStateException("the database cannot be filled", failed);
    }
  }

  private void insert(Connection connection) throws SQLException {
    String workspace = firstWorkspace(connection);
    long oldest = Instant.now().toEpochMilli() - COUNT;
    try (PreparedStatement identity =
            connection.prepareStatement(
                """
                INSERT INTO identity (uid, workspace_uid, name, search_name, timezone, type, created_at)
                VALUES (?, ?, ?, ?, 'Europe/Paris', 'standard', ?)
                """);
        PreparedStatement integration =
            connection.prepareStatement(
                """
                INSERT INTO integration (uid, identity_uid, workspace_uid, search_text, permalink,
                  state, status, member_number, member_entity, member_name, level, created_at,
                  updated_at, verified_at, refreshed_at, expires_at, verify_due_at, setup_method)
                VALUES (?, ?, ?, ?, 'linkedin', 'ACTIVE', 'VALID', ?, ?, ?, 'classic', ?, ?, ?, ?, ?, ?,
                  'API_COOKIES')
                """)) {
      for (int i = 0; i < COUNT; i++) {
        String uid = UUID.randomUUID().toString();
        String name = name(i);
        long at = oldest + i;
        execute(identity, uid, workspace, name, name.toLowerCase(Locale.ROOT), at);
        if (i % ONE_WITHOUT_ACCOUNT_OF == 0) {
          free.add(uid);
        } else {
          attach(integration, workspace, uid, i, at);
        }
      }
    }
    try (Statement update = connection.createStatement()) {
      update.execute(
          """
          UPDATE identity SET integration_uid =
            (SELECT i.uid FROM integration i WHERE i.identity_uid = identity.uid AND i.state = 'ACTIVE')
          """);
    }
  }

  private static void attach(
      PreparedStatement insert, String workspace, String identity, int number, long at)
      throws SQLException {
    LinkedInMember ada = LinkedInMember.ADA;
    String uid = UUID.randomUUID().toString();
    String member = Long.toString(ada.number() + number);
    String text = (name(number) + " · " + ada.fullName()).toLowerCase(Locale.ROOT);
    long end = at + YEAR_MILLIS;
    execute(
        insert,
        uid,
        identity,
        workspace,
        text,
        member,
        ada.entityId(),
        ada.fullName(),
        at,
        at,
        at,
        at,
        end,
        // Over the next day, or all of them would be asked about at once.
        at + number * DAY_MILLIS / COUNT);
  }

  private static String firstWorkspace(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT uid FROM workspace ORDER BY created_at LIMIT 1")) {
      return rows.getString("uid");
    }
  }

  private static void execute(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    statement.executeUpdate();
  }
}
