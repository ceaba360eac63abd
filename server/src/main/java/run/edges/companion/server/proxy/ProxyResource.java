package run.edges.companion.server.proxy;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.server.action.Audited;
import run.edges.companion.server.http.ApiException;
import run.edges.companion.server.http.Fields;
import run.edges.companion.server.integration.Revocation;
import run.edges.companion.server.linkedin.Proxy;
import run.edges.companion.server.workspace.WorkspacePrincipal;

/** The proxy by which LinkedIn is asked for an identity. An addition to the Edges API. */
@Path("v1/identities/{identity_uid}/integrations/{integration}/proxy")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class ProxyResource {
  private final Revocation.Stores stores;
  private final ProxyStore proxies;

  public ProxyResource(Revocation.Stores stores, ProxyStore proxies) {
    this.stores = stores;
    this.proxies = proxies;
  }

  @GET
  public IntegrationBody.Proxy get(
      @Context SecurityContext security,
      @PathParam("identity_uid") String identityUid,
      @PathParam("integration") String platform) {
    return stores
        .database()
        .read(handle -> {
          stores.require(handle, WorkspacePrincipal.workspaceOf(security), identityUid, platform);
          return proxies
              .find(handle, identityUid)
              .map(proxy -> new IntegrationBody.Proxy(proxy.address()))
              .orElseThrow(() -> ApiException.notFound("proxy"));
        });
  }

  @PUT
  @Audited("proxy.set")
  public IntegrationBody.Proxy put(
      @Context SecurityContext security,
      @PathParam("identity_uid") String identityUid,
      @PathParam("integration") String platform,
      IntegrationBody.Proxy.@Nullable New body) {
    SecretText url = Fields.body(body).url();
    if (url == null) {
      throw new ApiException(400, "MISSING_PARAMETER", "url is missing.");
    }
    Proxy proxy = parse(url);
    return stores
        .database()
        .write(handle -> {
          stores.require(handle, WorkspacePrincipal.workspaceOf(security), identityUid, platform);
          proxies.put(handle, identityUid, url, proxy);
          return new IntegrationBody.Proxy(proxy.address());
        });
  }

  @DELETE
  @Audited("proxy.remove")
  public Map<String, String> delete(
      @Context SecurityContext security,
      @PathParam("identity_uid") String identityUid,
      @PathParam("integration") String platform) {
    return stores
        .database()
        .write(handle -> {
          stores.require(handle, WorkspacePrincipal.workspaceOf(security), identityUid, platform);
          proxies.delete(handle, identityUid);
          return Map.of();
        });
  }

  private static Proxy parse(SecretText url) {
    try {
      return Proxy.parse(url.reveal(SecretAccess.granted()));
    } catch (IllegalArgumentException malformed) {
      throw ApiException.badParameters(
          "url must be http://host:port or http://name:password@host:port.");
    }
  }
}
