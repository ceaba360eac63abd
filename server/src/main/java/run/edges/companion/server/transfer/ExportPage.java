package run.edges.companion.server.transfer;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.api.Scope;
import run.edges.companion.server.dashboard.IntegrationRows;
import run.edges.companion.server.dashboard.IntegrationTableStore;
import run.edges.companion.server.dashboard.IntegrationTableStore.Tab;
import run.edges.companion.server.dashboard.IntegrationsPage;
import run.edges.companion.server.dashboard.WayBack;
import run.edges.companion.server.integration.Revocation;
import run.edges.companion.server.workspace.RequiresScope;
import run.edges.companion.server.workspace.WorkspacePrincipal;

/** {@code /dashboard/export.csv}: all rows of the table of integrations, as it is filtered. */
@Path("dashboard/export.csv")
@Produces("text/csv")
@RequiresScope(Scope.WRITE)
public final class ExportPage {
  private static final int AT_ONCE = 200;

  private final Revocation.Stores stores;
  private final IntegrationTableStore table;
  private final IntegrationRows rows;
  private final Clock clock;

  public ExportPage(
      Revocation.Stores stores, IntegrationTableStore table, IntegrationRows rows, Clock clock) {
    this.stores = stores;
    this.table = table;
    this.rows = rows;
    this.clock = clock;
  }

  @GET
  public Response get(
      @Context SecurityContext security,
      @QueryParam("tab") @DefaultValue("") String tab,
      @QueryParam("method") @DefaultValue("") String method,
      @QueryParam("search") @DefaultValue("") String search,
      @QueryParam("sort") @DefaultValue("") String sort) {
    IntegrationTableStore.Query query = IntegrationsPage.query(tab, method, search, sort, "1");
    String workspaceUid = WorkspacePrincipal.workspaceOf(security);
    List<String> uids =
        stores.database().read(handle -> table.findAll(handle, workspaceUid, query));
    return ImportPage.file(
        "integrations.csv",
        out -> {
          try (Cells cells = new Cells(out)) {
            write(cells, workspaceUid, query.tab() == Tab.WAITING, uids);
          }
        });
  }

  /** A few rows at a time, so that a slow reader holds no connection to the database. */
  private void write(Cells cells, String workspaceUid, boolean waiting, List<String> uids) {
    cells.row(
        waiting
            ? List.of("identity", "email", "created_at")
            : List.of(
                "identity",
                "linkedin_member",
                "status",
                "needs",
                "classic",
                "sales_navigator",
                "setup_source",
                "verified_at",
                "refreshed_at",
                "ends_by",
                "device_online",
                "device_seen_at"));
    for (int from = 0; from < uids.size(); from += AT_ONCE) {
      List<String> some = uids.subList(from, Math.min(from + AT_ONCE, uids.size()));
      List<Object[]> written =
          stores
              .database()
              .read(handle ->
                  waiting
                      ? some.stream().flatMap(uid -> identity(handle, workspaceUid, uid)).toList()
                      : integrations(handle, some));
      written.forEach(cells::row);
    }
  }

  private java.util.stream.Stream<Object[]> identity(
      Handle handle, String workspaceUid, String uid) {
    return stores.identities().find(handle, workspaceUid, uid).stream()
        .map(one ->
            new Object[] {one.name(), one.email() == null ? "" : one.email(), one.createdAt()});
  }

  private List<Object[]> integrations(Handle handle, List<String> uids) {
    return rows.of(handle, stores.integrations().find(handle, uids), clock.instant()).stream()
        .map(ExportPage::cells)
        .toList();
  }

  private static Object[] cells(IntegrationRows.Row row) {
    IntegrationBody body = row.body();
    return new Object[] {
      row.identityName(),
      text(body.verifiedAs()),
      body.status(),
      row.way().map(WayBack::reason).orElse(""),
      body.health().classic().state(),
      body.health().salesNavigator().state(),
      body.setupMethod().setupSource(),
      text(body.verifiedAt()),
      text(body.refreshedAt()),
      text(body.expiresAt()),
      row.isOnline(),
      row.lastSeen().map(Instant::toString).orElse("")
    };
  }

  private static String text(@org.jspecify.annotations.Nullable Object value) {
    return value == null ? "" : value.toString();
  }
}
