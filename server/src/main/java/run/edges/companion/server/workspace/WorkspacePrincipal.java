package run.edges.companion.server.workspace;

import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.Set;
import run.edges.companion.protocol.api.Scope;

/**
 * On whose behalf a request runs, as its API key says.
 *
 * @param scopes what the key has and the role of its member allows
 */
public record WorkspacePrincipal(
    String workspaceUid, String apiKeyId, String apiKeyName, Set<Scope> scopes)
    implements Principal {
  @Override
  public String getName() {
    return workspaceUid;
  }

  /** The caller of an authenticated request. */
  public static WorkspacePrincipal of(SecurityContext context) {
    return (WorkspacePrincipal) context.getUserPrincipal();
  }

  /** The workspace of an authenticated request. */
  public static String workspaceOf(SecurityContext context) {
    return of(context).workspaceUid();
  }
}
