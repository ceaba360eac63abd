package run.edges.companion.server.owner;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import run.edges.companion.server.page.Pages;

/**
 * The owner's page, the same for everybody: its script shows what {@link OwnerResource} answers to
 * the token of the address, which never comes here.
 */
@Path("owner/{uid}")
public final class OwnerPage {
  private final Pages pages;

  public OwnerPage(Pages pages) {
    this.pages = pages;
  }

  @GET
  @Produces(MediaType.TEXT_HTML + ";charset=utf-8")
  public Response page(@Context HttpHeaders headers) {
    return pages.render("owner/page.jte", pages.page(headers), Map.of());
  }
}
