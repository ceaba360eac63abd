package run.edges.companion.server.openapi;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code /openapi.json}: the API for programs. Needs no key. */
@Path("openapi.json")
@Produces(MediaType.APPLICATION_JSON)
public final class OpenApiResource {
  private final String text = OpenApiDocument.text();

  @GET
  public String get() {
    return text;
  }
}
