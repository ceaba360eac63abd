package run.edges.companion.server.verification;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Optional;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.api.IntegrationBody.Verification.Verdict;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.server.action.Audited;
import run.edges.companion.server.http.RateLimit;
import run.edges.companion.server.integration.Integration;
import run.edges.companion.server.integration.Revocation;
import run.edges.companion.server.linkedin.SessionProbe;
import run.edges.companion.server.workspace.WorkspacePrincipal;

/** Asks LinkedIn now whether the stored session lives. An addition to the Edges API. */
@Path("v1/identities/{identity_uid}/integrations/{integration}/verify")
@Produces(MediaType.APPLICATION_JSON)
public final class VerifyResource {
  private final Revocation.Stores stores;
  private final Verification verification;
  private final RateLimit limit;

  /**
   * A resource.
   *
   * @param limit of each integration
   */
  public VerifyResource(Revocation.Stores stores, Verification verification, RateLimit limit) {
    this.stores = stores;
    this.verification = verification;
    this.limit = limit;
  }

  @POST
  @Audited("integration.verify")
  public IntegrationBody.Verification verify(
      @Context SecurityContext security,
      @PathParam("identity_uid") String identityUid,
      @PathParam("integration") String platform) {
    Integration integration =
        stores
            .database()
            .read(handle ->
                stores.getActive(
                    handle, WorkspacePrincipal.workspaceOf(security), identityUid, platform));
    verification.requireNotPaused(integration);
    limit.take(integration.uid());
    SessionProbe.Verdict verdict = verification.verify(integration);
    IntegrationBody body =
        stores
            .database()
            .read(handle ->
                stores
                    .bodies()
                    .of(
                        handle,
                        stores.integrations().find(handle, integration.uid()).orElseThrow()));
    boolean refreshed = body.status() == Status.VALID && ends(verdict);
    return new IntegrationBody.Verification(
        name(verdict),
        message(verdict) + (refreshed ? " The owner's device sent its live one." : ""),
        body);
  }

  private static boolean ends(SessionProbe.Verdict verdict) {
    return verdict instanceof SessionProbe.Dead || verdict instanceof SessionProbe.NeedsOwner;
  }

  private static Verdict name(SessionProbe.Verdict verdict) {
    return switch (verdict) {
      case SessionProbe.Alive _ -> Verdict.ALIVE;
      case SessionProbe.Dead _ -> Verdict.DEAD;
      case SessionProbe.NeedsOwner _ -> Verdict.NEEDS_OWNER;
      case SessionProbe.Throttled _ -> Verdict.THROTTLED;
      case SessionProbe.Unknown _ -> Verdict.UNKNOWN;
    };
  }

  private static String message(SessionProbe.Verdict verdict) {
    return switch (verdict) {
      case SessionProbe.Alive alive ->
          alive.salesNavigator().equals(Optional.of(false))
              ? "The session lives. Sales Navigator does not accept it any more."
              : "The session lives.";
      case SessionProbe.Dead _ -> "LinkedIn ended the session that was stored.";
      case SessionProbe.NeedsOwner _ -> "LinkedIn wants a verification step from the owner.";
      case SessionProbe.Throttled _ -> "LinkedIn asks to slow down. Nothing was changed.";
      case SessionProbe.Unknown unknown -> unknown.why() + " Nothing was changed.";
    };
  }
}
