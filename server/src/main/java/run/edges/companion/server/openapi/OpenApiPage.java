package run.edges.companion.server.openapi;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import run.edges.companion.server.page.Pages;

/** {@code /api}: the API for people. Needs no key, and looks the same to everybody. */
@Path("api")
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
public final class OpenApiPage {
  private final Pages pages;
  private final Reference reference = OpenApiDocument.parse(OpenApiDocument.text()).reference();

  public OpenApiPage(Pages pages) {
    this.pages = pages;
  }

  @GET
  public Response get(@Context HttpHeaders headers) {
    return pages.render("api.jte", pages.page(headers), Map.of("reference", reference));
  }
}
