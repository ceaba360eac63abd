package run.edges.companion.server.testing;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A server's embedded database, past the server. */
public final class DatabaseRows {
  private DatabaseRows() {}

  /** The first column of each row. */
  public static List<String> query(Path folder, String sql) {
    try (Connection connection = open(folder);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    } catch (SQLException failed) {
      throw new AssertionError(failed);
    }
  }

  public static void change(Path folder, String sql) {
    try (Connection connection = open(folder);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    } catch (SQLException failed) {
      throw new AssertionError(failed);
    }
  }

  private static Connection open(Path folder) throws SQLException {
    return DriverManager.getConnection(TestDatabase.SQLITE.jdbcUrl(folder, Map.of()));
  }
}
