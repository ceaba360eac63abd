package run.edges.companion.server.workspace;

import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;

/** The workspace on whose behalf a request runs, as its API key says. */
public record WorkspacePrincipal(String workspaceUid) implements Principal {
  @Override
  public String getName() {
    return workspaceUid;
  }

  /** The workspace of an authenticated request. */
  public static String workspaceOf(SecurityContext context) {
    return context.getUserPrincipal().getName();
  }
}
