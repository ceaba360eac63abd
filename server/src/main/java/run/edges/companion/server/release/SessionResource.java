package run.edges.companion.server.release;

import com.google.gson.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import org.jdbi.v3.core.Handle;
import run.edges.companion.protocol.api.Scope;
import run.edges.companion.protocol.wire.CapturedSession;
import run.edges.companion.server.consent.ConsentRecord;
import run.edges.companion.server.http.ApiException;
import run.edges.companion.server.integration.Integration;
import run.edges.companion.server.integration.Revocation;
import run.edges.companion.server.webhook.IntegrationEvents;
import run.edges.companion.server.workspace.RequiresScope;
import run.edges.companion.server.workspace.WorkspacePrincipal;

/**
 * The current session of an integration, for the workspace's own automation. Each release stands in
 * the owner's consent record before it is answered. An addition to the Edges API.
 */
@Path("v1/identities/{identity_uid}/integrations/{integration}/session")
@Produces(MediaType.APPLICATION_JSON)
public final class SessionResource {
  private final Revocation.Stores stores;
  private final IntegrationEvents events;
  private final Clock clock;

  public SessionResource(Revocation.Stores stores, IntegrationEvents events, Clock clock) {
    this.stores = stores;
    this.events = events;
    this.clock = clock;
  }

  @GET
  @RequiresScope(Scope.SESSION_READ)
  public String release(
      @Context SecurityContext security,
      @PathParam("identity_uid") String identityUid,
      @PathParam("integration") String platform) {
    WorkspacePrincipal caller = WorkspacePrincipal.of(security);
    CapturedSession session =
        stores
            .database()
            .write(handle -> {
              Integration integration =
                  stores
                      .getActive(handle, caller.workspaceUid(), identityUid, platform)
                      .requireNotPaused(clock.instant());
              CapturedSession stored =
                  stores
                      .sessions()
                      .find(handle, integration.uid())
                      .orElseThrow(() ->
                          new ApiException(
                              424,
                              "NO_VALID_ACCOUNT_CONFIGURED",
                              "No session is stored for this integration yet."));
              note(handle, integration, caller.callerName());
              return stored;
            });
    return new String(session.write(), StandardCharsets.UTF_8);
  }

  private void note(Handle handle, Integration integration, String by) {
    Instant now = clock.instant();
    JsonObject details = new JsonObject();
    details.addProperty("by", by);
    stores
        .consent()
        .append(handle, integration.uid(), ConsentRecord.Event.SESSION_RELEASED, now, details);
    events.append(
        handle,
        integration.workspaceUid(),
        integration.uid(),
        IntegrationEvents.Event.SESSION_RELEASED,
        now,
        () -> stores.bodies().of(handle, integration));
  }
}
