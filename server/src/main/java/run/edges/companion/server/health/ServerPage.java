package run.edges.companion.server.health;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import run.edges.companion.protocol.api.Scope;
import run.edges.companion.server.access.Access;
import run.edges.companion.server.workspace.RequiresScope;

/** {@code /dashboard/server}: how the server is, and how it is set. */
@Path("dashboard/server")
@Produces(MediaType.TEXT_HTML)
@RequiresScope(Scope.SERVER)
public final class ServerPage {
  private final Access access;
  private final ServerHealth health;

  public ServerPage(Access access, ServerHealth health) {
    this.access = access;
    this.health = health;
  }

  @GET
  public Response get(@Context ContainerRequestContext request) {
    return access.pages().render(request, 200, "health/server.jte", Map.of("state", health.now()));
  }
}
