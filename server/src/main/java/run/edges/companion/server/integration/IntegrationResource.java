package run.edges.companion.server.integration;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.wire.ServerMessage.RecordEntry;
import run.edges.companion.server.action.Audited;
import run.edges.companion.server.http.ApiException;
import run.edges.companion.server.workspace.WorkspacePrincipal;

/**
 * {@code /v1/identities/{uid}/integrations/linkedin} as in the Edges API, with what this server
 * adds.
 */
@Path("v1/identities/{identity_uid}/integrations/{integration}")
@Produces(MediaType.APPLICATION_JSON)
public final class IntegrationResource {
  private static final Duration REFRESH_PATIENCE = Duration.ofSeconds(20);

  private final Revocation.Stores stores;
  private final Revocation revocation;
  private final RefreshRequests refreshes;

  public IntegrationResource(
      Revocation.Stores stores, Revocation revocation, RefreshRequests refreshes) {
    this.stores = stores;
    this.revocation = revocation;
    this.refreshes = refreshes;
  }

  @GET
  public IntegrationBody get(
      @Context SecurityContext security,
      @PathParam("identity_uid") String identityUid,
      @PathParam("integration") String platform) {
    return stores
        .database()
        .read(handle -> {
          stores.require(handle, WorkspacePrincipal.workspaceOf(security), identityUid, platform);
          return stores
              .integrations()
              .findActive(handle, identityUid)
              .map(integration -> stores.bodies().of(handle, integration))
              .or(() -> stores.bodies().ofSignIn(identityUid))
              .orElseThrow(() -> ApiException.notFound("integration"));
        });
  }

  @DELETE
  @Audited("integration.end")
  public Map<String, String> delete(
      @Context SecurityContext security,
      @PathParam("identity_uid") String identityUid,
      @PathParam("integration") String platform) {
    Integration integration =
        stores
            .database()
            .read(handle ->
                stores.getActive(
                    handle, WorkspacePrincipal.workspaceOf(security), identityUid, platform));
    revocation.revokeByOperator(integration.uid());
    return Map.of();
  }

  @POST
  @Audited("integration.refresh")
  @Path("refresh")
  public IntegrationBody.Refresh refresh(
      @Context SecurityContext security,
      @PathParam("identity_uid") String identityUid,
      @PathParam("integration") String platform) {
    Integration integration =
        stores
            .database()
            .read(handle ->
                stores.getActive(
                    handle, WorkspacePrincipal.workspaceOf(security), identityUid, platform));
    RefreshRequests.Answer answer = refreshes.ask(integration.uid(), "OPERATOR", REFRESH_PATIENCE);
    return stores
        .database()
        .read(handle ->
            new IntegrationBody.Refresh(
                answer.outcome(),
                answer.reason(),
                message(answer),
                stores
                    .bodies()
                    .of(
                        handle,
                        stores.integrations().find(handle, integration.uid()).orElseThrow())));
  }

  /** The consent record of the newest integration of the identity, revoked or not. */
  @GET
  @Path("consent-record")
  public List<RecordEntry> consentRecord(
      @Context SecurityContext security,
      @PathParam("identity_uid") String identityUid,
      @PathParam("integration") String platform) {
    return stores
        .database()
        .read(handle -> {
          stores.require(handle, WorkspacePrincipal.workspaceOf(security), identityUid, platform);
          return stores
              .integrations()
              .findNewest(handle, identityUid)
              .map(integration -> stores.consent().newest(handle, integration.uid()))
              .orElseThrow(() -> ApiException.notFound("integration"));
        });
  }

  private static String message(RefreshRequests.Answer answer) {
    return switch (answer.outcome()) {
      case REFRESHED -> "A device sent its live session and it is stored.";
      case UNAVAILABLE ->
          answer.reason() == null ? "The device has no session." : answer.reason().text();
      case NO_DEVICE_ONLINE ->
          "No device of this integration is connected. It refreshes when the owner's browser is open.";
      case NO_ANSWER -> "The device did not answer in time. Nothing was changed.";
    };
  }
}
