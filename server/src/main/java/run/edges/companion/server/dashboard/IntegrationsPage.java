package run.edges.companion.server.dashboard;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import run.edges.companion.protocol.api.SetupMethod;
import run.edges.companion.server.access.Access;
import run.edges.companion.server.access.AccessFilter;
import run.edges.companion.server.dashboard.IntegrationTableStore.Query;
import run.edges.companion.server.dashboard.IntegrationTableStore.Sort;
import run.edges.companion.server.dashboard.IntegrationTableStore.Tab;
import run.edges.companion.server.identity.Identity;
import run.edges.companion.server.integration.Revocation;

/** {@code /dashboard}: the table of integrations. */
@Path("dashboard")
@Produces(MediaType.TEXT_HTML)
public final class IntegrationsPage {
  private static final int MAX_SEARCH = 200;

  private final Access access;
  private final Revocation.Stores stores;
  private final IntegrationTableStore table;
  private final IntegrationRows rows;
  private final Clock clock;

  public IntegrationsPage(
      Access access,
      Revocation.Stores stores,
      IntegrationTableStore table,
      IntegrationRows rows,
      Clock clock) {
    this.access = access;
    this.stores = stores;
    this.table = table;
    this.rows = rows;
    this.clock = clock;
  }

  /**
   * What the page shows.
   *
   * @param integrations the rows, but for {@link Tab#WAITING}
   * @param identities the rows of {@link Tab#WAITING}
   */
  public record Model(
      Query query,
      Map<Tab, Long> counts,
      List<IntegrationRows.Row> integrations,
      List<Identity> identities,
      boolean more) {
    /** Whether the workspace has no identity at all. */
    public boolean isNew() {
      return count(Tab.ALL) == 0 && count(Tab.WAITING) == 0;
    }

    public long count(Tab tab) {
      return counts.getOrDefault(tab, 0L);
    }

    /** The address of this page with another tab, from its first page on. */
    public String tab(Tab tab) {
      return address(
          new Query(tab, query.method(), query.search(), query.sort(), query.descending(), 1));
    }

    /** The address of this page sorted by something else, or the other way round. */
    public String sort(Sort sort) {
      boolean descending =
          sort == query.sort() ? !query.descending() : sort != Sort.NAME && sort != Sort.EXPIRES;
      return address(new Query(query.tab(), query.method(), query.search(), sort, descending, 1));
    }

    public String page(int page) {
      return address(
          new Query(
              query.tab(), query.method(), query.search(), query.sort(), query.descending(), page));
    }

    public String here() {
      return address(query);
    }

    /** The address of all rows of this table as a file. */
    public String export() {
      return page(1).replaceFirst("^/dashboard", "/dashboard/export.csv");
    }

    private static String address(Query query) {
      StringBuilder address = new StringBuilder("/dashboard?tab=" + query.tab().key());
      query.method().ifPresent(method -> address.append("&method=").append(method.name()));
      if (!query.search().isBlank()) {
        address
            .append("&search=")
            .append(URLEncoder.encode(query.search(), StandardCharsets.UTF_8));
      }
      address.append("&sort=").append(query.descending() ? "-" : "").append(query.sort().key());
      return query.page() == 1
          ? address.toString()
          : address.append("&page=").append(query.page()).toString();
    }
  }

  @GET
  public Response get(
      @Context ContainerRequestContext request,
      @QueryParam("tab") @DefaultValue("") String tab,
      @QueryParam("method") @DefaultValue("") String method,
      @QueryParam("search") @DefaultValue("") String search,
      @QueryParam("sort") @DefaultValue("") String sort,
      @QueryParam("page") @DefaultValue("1") String page) {
    Query query = query(tab, method, search, sort, page);
    String workspaceUid = AccessFilter.member(request).workspaceUid();
    Model model = stores.database().read(handle -> model(handle, workspaceUid, query));
    return access
        .pages()
        .render(request, 200, "dashboard/integrations.jte", Map.of("model", model));
  }

  /** What an address of the table asks for; what it does not say or nobody knows is as usual. */
  public static Query query(String tab, String method, String search, String sort, String page) {
    return new Query(
        find(Tab.values(), tab).orElse(Tab.ALL),
        find(SetupMethod.values(), method),
        search.substring(0, Math.min(search.length(), MAX_SEARCH)).replace("\0", ""),
        find(Sort.values(), sort.replaceFirst("^-", "")).orElse(Sort.NAME),
        sort.startsWith("-"),
        number(page));
  }

  private Model model(Handle handle, String workspaceUid, Query query) {
    IntegrationTableStore.Found found = table.find(handle, workspaceUid, query);
    Instant now = clock.instant();
    boolean waiting = query.tab() == Tab.WAITING;
    return new Model(
        query,
        table.count(handle, workspaceUid),
        waiting
            ? List.of()
            : rows.of(handle, stores.integrations().find(handle, found.uids()), now),
        waiting
            ? found.uids().stream()
                .flatMap(uid -> stores.identities().find(handle, workspaceUid, uid).stream())
                .toList()
            : List.of(),
        found.more());
  }

  private static <E extends Enum<E>> Optional<E> find(E[] values, String key) {
    return Arrays.stream(values)
        .filter(value -> Objects.equals(value.name(), key.toUpperCase(Locale.ROOT)))
        .findFirst();
  }

  /** An address that somebody cut or mistyped still opens a page. */
  private static int number(String text) {
    try {
      return Math.clamp(Long.parseLong(text), 1, 1_000_000);
    } catch (NumberFormatException mistyped) {
      return 1;
    }
  }
}
