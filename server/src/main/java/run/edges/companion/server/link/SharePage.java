package run.edges.companion.server.link;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.server.database.Database;
import run.edges.companion.server.page.Pages;

/**
 * The page that a shared link opens. It never sees the link's secret, which stays in the fragment.
 */
@Path("")
public final class SharePage {
  private final Pages pages;
  private final Database database;
  private final LinkStore links;
  private final List<String> extensionIds;
  private final Clock clock;

  public SharePage(
      Pages pages, Database database, LinkStore links, List<String> extensionIds, Clock clock) {
    this.pages = pages;
    this.database = database;
    this.links = links;
    this.extensionIds = extensionIds;
    this.clock = clock;
  }

  /**
   * What the page shows.
   *
   * @param problem why the link cannot be used, if so
   */
  public record Model(
      String workspace, String identity, Optional<ErrorCode> problem, String extensionIds) {}

  @GET
  @Path("share/{id}")
  @Produces(MediaType.TEXT_HTML + ";charset=utf-8")
  public Response page(@PathParam("id") String id, @Context HttpHeaders headers) {
    Model model = database.read(handle -> model(handle, id));
    int status = model.problem().filter(ErrorCode.LINK_UNKNOWN::equals).isPresent() ? 404 : 200;
    return pages.render(status, "share.jte", pages.page(headers), Map.of("model", model));
  }

  private Model model(org.jdbi.v3.core.Handle handle, String id) {
    String ids = String.join(" ", extensionIds);
    return links
        .find(handle, id)
        .flatMap(link ->
            links
                .findAsker(handle, id)
                .map(asker ->
                    new Model(
                        asker.workspace(),
                        asker.identity(),
                        LinkStore.problem(link, clock.instant()),
                        ids)))
        .orElseGet(() -> new Model("", "", Optional.of(ErrorCode.LINK_UNKNOWN), ids));
  }
}
