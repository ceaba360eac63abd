package run.edges.companion.server.health;

import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** What the database says of itself. */
public final class HealthStore {
  /** Throws if the database does not answer. */
  boolean answers(Handle handle) {
    return handle.createQuery("SELECT 1").mapTo(Integer.class).one() == 1;
  }

  /** Bytes, indexes included. */
  long size(Handle handle, boolean embedded) {
    return embedded
        ? pragma(handle, "page_count") * pragma(handle, "page_size")
        : handle.createQuery("SELECT pg_database_size(current_database())").mapTo(Long.class).one();
  }

  /** How many messages of the outbox are in each state. */
  Map<String, Long> outbox(Handle handle) {
    return handle
        .createQuery("SELECT state, COUNT(*) AS n FROM outbox GROUP BY state")
        .map((row, _) -> Map.entry(row.getString("state"), row.getLong("n")))
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static long pragma(Handle handle, String name) {
    return handle.createQuery("PRAGMA " + name).mapTo(Long.class).one();
  }
}
