package run.edges.companion.server.access;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Optional;
import run.edges.companion.protocol.api.WorkspaceBody.Role;

/**
 * A member who is signed in to the dashboard.
 *
 * @param language that the member chose; the browser's if none
 */
public record SignedIn(
    String signInId,
    String workspaceUid,
    String workspaceName,
    String memberUid,
    String name,
    Role role,
    Optional<String> language) {
  private static final String PROPERTY = SignedIn.class.getName();

  /** Whose request this is; {@link AccessFilter} lets no other reach the dashboard. */
  public static SignedIn of(ContainerRequestContext request) {
    return (SignedIn) request.getProperty(PROPERTY);
  }

  void noteIn(ContainerRequestContext request) {
    request.setProperty(PROPERTY, this);
  }
}
