package run.edges.companion.server.dashboard;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import run.edges.companion.protocol.api.SetupMethod;

/**
 * What the dashboard's table shows: which integrations, in which order. Always within one
 * workspace; reads no rows but those of the page as far as an index goes, and is fast at 100,000
 * integrations in any case.
 */
public final class IntegrationTableStore {
  /** Rows on one page. */
  public static final int PAGE_SIZE = 50;

  /** Which integrations; the last is of identities that have none. */
  public enum Tab {
    ALL,
    INVALID,
    VALID,
    PENDING,
    WAITING;

    /** As it stands in an address. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** By what rows are sorted. */
  public enum Sort {
    NAME("search_text"),
    VERIFIED("verified_at"),
    REFRESHED("refreshed_at"),
    EXPIRES("expires_at");

    private final String column;

    Sort(String column) {
      this.column = column;
    }

    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What is asked for.
   *
   * @param search part of a name; all if blank
   * @param page from 1
   */
  public record Query(
      Tab tab,
      Optional<SetupMethod> method,
      String search,
      Sort sort,
      boolean descending,
      int page) {}

  /** The uids of the page's rows, and whether another page follows. */
  public record Found(List<String> uids, boolean more) {}

  /** Integrations; of {@link Tab#WAITING}, identities. */
  public Found find(Handle handle, String workspaceUid, Query query) {
    String sql = query.tab() == Tab.WAITING ? waiting(query) : integrations(query);
    List<String> uids =
        handle
            .createQuery(sql + " LIMIT :limit OFFSET :offset")
            .bind("workspace", workspaceUid)
            .bindMap(values(query))
            .bind("limit", PAGE_SIZE + 1)
            .bind("offset", (query.page() - 1L) * PAGE_SIZE)
            .mapTo(String.class)
            .list();
    return uids.size() > PAGE_SIZE
        ? new Found(uids.subList(0, PAGE_SIZE), true)
        : new Found(uids, false);
  }

  /**
   * The uids of all rows, on whichever page: integrations, or of {@link Tab#WAITING} identities.
   */
  public List<String> findAll(Handle handle, String workspaceUid, Query query) {
    return handle
        .createQuery(query.tab() == Tab.WAITING ? waiting(query) : integrations(query))
        .bind("workspace", workspaceUid)
        .bindMap(values(query))
        .mapTo(String.class)
        .list();
  }

  /** How many rows each tab has. */
  public Map<Tab, Long> count(Handle handle, String workspaceUid) {
    Map<String, Long> byStatus =
        handle
            .createQuery(
                """
                SELECT status, COUNT(*) AS n FROM integration
                WHERE workspace_uid = :workspace AND state = 'ACTIVE' GROUP BY status
                """)
            .bind("workspace", workspaceUid)
            .reduceRows(
                new java.util.HashMap<>(),
                (counts, row) -> {
                  counts.put(row.getColumn("status", String.class), row.getColumn("n", Long.class));
                  return counts;
                });
    long waiting =
        handle
            .createQuery(
                """
                SELECT COUNT(*) FROM identity
                WHERE workspace_uid = :workspace AND deleted_at IS NULL AND integration_uid IS NULL
                """)
            .bind("workspace", workspaceUid)
            .mapTo(Long.class)
            .one();
    return Map.of(
        Tab.ALL, byStatus.values().stream().mapToLong(Long::longValue).sum(),
        Tab.INVALID, byStatus.getOrDefault("INVALID", 0L),
        Tab.VALID, byStatus.getOrDefault("VALID", 0L),
        Tab.PENDING, byStatus.getOrDefault("PENDING", 0L),
        Tab.WAITING, waiting);
  }

  /** To which workspaces integrations belong, of which there is at least one. */
  Set<String> workspacesOf(Handle handle, Collection<String> integrationUids) {
    return handle
        .createQuery("SELECT DISTINCT workspace_uid FROM integration WHERE uid IN (<uids>)")
        .bindList("uids", integrationUids)
        .mapTo(String.class)
        .set();
  }

  private static String integrations(Query query) {
    StringBuilder sql =
        new StringBuilder(
            "SELECT uid FROM integration WHERE workspace_uid = :workspace AND state = 'ACTIVE'");
    if (query.tab() != Tab.ALL) {
      sql.append(" AND status = :status");
    }
    if (query.method().isPresent()) {
      sql.append(" AND setup_method = :method");
    }
    if (!query.search().isBlank()) {
      sql.append(" AND search_text LIKE :pattern ESCAPE '!'");
    }
    String column = query.sort().column;
    String direction = query.descending() ? " DESC" : "";
    // What has no such time comes last, whichever way.
    String missing = query.sort() == Sort.NAME ? "" : " NULLS LAST";
    return sql.append(" ORDER BY " + column + direction + missing + ", uid" + direction).toString();
  }

  private static String waiting(Query query) {
    String matching = query.search().isBlank() ? "" : " AND search_name LIKE :pattern ESCAPE '!'";
    String direction = query.descending() && query.sort() == Sort.NAME ? " DESC" : "";
    return "SELECT uid FROM identity WHERE workspace_uid = :workspace AND deleted_at IS NULL"
        + " AND integration_uid IS NULL"
        + matching
        + " ORDER BY search_name"
        + direction
        + ", uid"
        + direction;
  }

  private static Map<String, Object> values(Query query) {
    Map<String, Object> values = new java.util.HashMap<>();
    if (query.tab() != Tab.ALL && query.tab() != Tab.WAITING) {
      values.put("status", query.tab().name());
    }
    if (query.tab() != Tab.WAITING) {
      query.method().ifPresent(method -> values.put("method", method.name()));
    }
    if (!query.search().isBlank()) {
      String folded = query.search().strip().toLowerCase(Locale.ROOT);
      values.put("pattern", "%" + folded.replaceAll("[!%_]", "!$0") + "%");
    }
    return values;
  }
}
