package run.edges.companion.server.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Values of a row in the types that the stores keep them in. */
public final class Columns {
  private Columns() {}

  /** Epoch milliseconds as a time; null if the column is. */
  public static @Nullable Instant time(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }
}
