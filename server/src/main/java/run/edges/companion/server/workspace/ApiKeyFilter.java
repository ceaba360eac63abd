package run.edges.companion.server.workspace;

import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.server.database.Database;

/** Lets only requests with a known {@code X-API-Key} reach {@code /v1}. */
@jakarta.annotation.Priority(Priorities.AUTHENTICATION)
public final class ApiKeyFilter implements ContainerRequestFilter {
  private final Database database;
  private final WorkspaceStore workspaces;

  public ApiKeyFilter(Database database, WorkspaceStore workspaces) {
    this.database = database;
    this.workspaces = workspaces;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    if (request.getUriInfo().getPath().indexOf('\0') >= 0) {
      throw new NotFoundException();
    }
    // The segment without its matrix parameters, as it is matched.
    if (!request.getUriInfo().getPathSegments().getFirst().getPath().equals("v1")) {
      return;
    }
    String key = request.getHeaderString("X-API-Key");
    if (key == null) {
      throw new NotAuthorizedException("Send the workspace's API key as X-API-Key.", "X-API-Key");
    }
    Workspace workspace =
        database
            .read(handle -> workspaces.findByApiKey(handle, SecretText.of(key)))
            .orElseThrow(
                () -> new NotAuthorizedException("The API key is not known.", "X-API-Key"));
    request.setSecurityContext(new WorkspaceContext(new WorkspacePrincipal(workspace.uid())));
  }

  private record WorkspaceContext(Principal principal) implements SecurityContext {
    @Override
    public Principal getUserPrincipal() {
      return principal;
    }

    @Override
    public boolean isUserInRole(String role) {
      return false;
    }

    @Override
    public boolean isSecure() {
      return true;
    }

    @Override
    public String getAuthenticationScheme() {
      return "X-API-Key";
    }
  }
}
