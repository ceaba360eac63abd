package run.edges.companion.server.access;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import run.edges.companion.protocol.api.Scope;
import run.edges.companion.protocol.api.WorkspaceBody.Role;
import run.edges.companion.server.workspace.MemberStore;

/**
 * A member who is signed in to the dashboard.
 *
 * @param ofFirstWorkspace whether the workspace is the one whose Admins run the server
 * @param language that the member chose; the browser's if none
 */
public record SignedIn(
    String signInId,
    String workspaceUid,
    String workspaceName,
    String memberUid,
    String name,
    Role role,
    boolean ofFirstWorkspace,
    Optional<String> language) {
  /** What the member may do. */
  public Set<Scope> scopes() {
    Set<Scope> scopes = EnumSet.copyOf(MemberStore.allowedBy(role));
    if (!ofFirstWorkspace) {
      scopes.remove(Scope.SERVER);
    }
    return scopes;
  }

  public boolean may(Scope scope) {
    return scopes().contains(scope);
  }
}
