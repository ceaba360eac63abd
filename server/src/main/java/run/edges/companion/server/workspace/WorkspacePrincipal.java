package run.edges.companion.server.workspace;

import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.Set;
import run.edges.companion.protocol.api.Scope;

/**
 * On whose behalf a request runs.
 *
 * @param callerId of the API key or the member
 * @param callerName of it, as people know it
 * @param scopes what the key has and the role of its member allows
 */
public record WorkspacePrincipal(
    String workspaceUid, By by, String callerId, String callerName, Set<Scope> scopes)
    implements Principal {
  /** What says so. */
  public enum By {
    API_KEY("X-API-Key"),
    MEMBER("cookie");

    private final String scheme;

    By(String scheme) {
      this.scheme = scheme;
    }
  }

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

  /** For the request that was authenticated. */
  public SecurityContext context() {
    return new Context(this);
  }

  private record Context(WorkspacePrincipal principal) implements SecurityContext {
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
      return principal.by().scheme;
    }
  }
}
