package run.edges.companion.server.integration;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.server.workspace.WorkspacePrincipal;

/** The integrations of a workspace, ended ones too. An addition to the Edges API. */
@Path("v1/integrations")
@Produces(MediaType.APPLICATION_JSON)
public final class IntegrationListResource {
  private final Revocation.Stores stores;

  public IntegrationListResource(Revocation.Stores stores) {
    this.stores = stores;
  }

  @GET
  public List<IntegrationBody> list(
      @Context SecurityContext security, @QueryParam("identity_uid") @Nullable String identityUid) {
    String workspaceUid = WorkspacePrincipal.workspaceOf(security);
    return stores
        .database()
        .read(handle ->
            stores
                .bodies()
                .of(handle, stores.integrations().list(handle, workspaceUid, identityUid)));
  }
}
