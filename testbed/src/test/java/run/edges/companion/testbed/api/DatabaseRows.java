package run.edges.companion.testbed.api;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import run.edges.companion.testbed.product.ServerProcess;

/** What the API does not show, as whoever holds the data folder reads it. */
final class DatabaseRows {
  private DatabaseRows() {}

  /** The receipt of an ended integration, as JSON. */
  static String receipt(ServerProcess server, String integration) {
    String payload =
        text(server, "SELECT receipt_payload FROM integration WHERE uid = ?", integration);
    return new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8);
  }

  /** How many attempts at a target wait for their next one. */
  static int failedAttempts(ServerProcess server, String target) {
    return Integer.parseInt(
        text(
            server,
            "SELECT COALESCE(MAX(attempts), 0) FROM outbox WHERE state = 'PENDING' AND last_answer IS NOT NULL AND target = ?",
            target));
  }

  private static String text(ServerProcess server, String query, String parameter) {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:sqlite:" + server.dataFolder().resolve("companion.db"));
        PreparedStatement select = connection.prepareStatement(query)) {
      select.setString(1, parameter);
      ResultSet row = select.executeQuery();
      if (!row.next()) {
        throw new IllegalStateException("no row for " + parameter);
      }
      return row.getString(1);
    } catch (SQLException failed) {
      throw new IllegalStateException("the database cannot be read", failed);
    }
  }
}
