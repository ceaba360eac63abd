package run.edges.companion.server.link;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Map;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.server.action.Audited;
import run.edges.companion.server.database.Database;
import run.edges.companion.server.identity.IdentityStore;
import run.edges.companion.server.workspace.WorkspacePrincipal;

/** {@code /v1/identities/{uid}/generate-login-links}, as in the Edges API. */
@Path("v1/identities/{identity_uid}/generate-login-links")
@Produces(MediaType.APPLICATION_JSON)
public final class LoginLinkResource {
  private final Database database;
  private final IdentityStore identities;
  private final OwnerLinks ownerLinks;

  public LoginLinkResource(Database database, IdentityStore identities, OwnerLinks ownerLinks) {
    this.database = database;
    this.identities = identities;
    this.ownerLinks = ownerLinks;
  }

  @POST
  @Audited("login-link.issue")
  public Map<String, SecretText> generate(
      @Context SecurityContext security, @PathParam("identity_uid") String identityUid) {
    return database.write(handle -> {
      identities.get(handle, WorkspacePrincipal.workspaceOf(security), identityUid);
      return ownerLinks.issueLoginLinks(handle, identityUid);
    });
  }
}
