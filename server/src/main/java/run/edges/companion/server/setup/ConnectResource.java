package run.edges.companion.server.setup;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.server.http.ApiException;
import run.edges.companion.server.http.Fields;
import run.edges.companion.server.integration.Revocation;
import run.edges.companion.server.linkedin.SessionProbe;
import run.edges.companion.server.workspace.WorkspacePrincipal;

/** {@code POST /v1/identities/{uid}/integrations/linkedin}: connect, as in the Edges API. */
@Path("v1/identities/{identity_uid}/integrations/{integration}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class ConnectResource {
  private final Revocation.Stores stores;
  private final CookieSetup cookieSetup;

  public ConnectResource(Revocation.Stores stores, CookieSetup cookieSetup) {
    this.stores = stores;
    this.cookieSetup = cookieSetup;
  }

  @POST
  public IntegrationBody connect(
      @Context SecurityContext security,
      @PathParam("identity_uid") String identityUid,
      @PathParam("integration") String platform,
      IntegrationBody.@Nullable Connect body) {
    WorkspacePrincipal caller = WorkspacePrincipal.of(security);
    stores
        .database()
        .read(handle -> {
          stores.require(handle, caller.workspaceUid(), identityUid, platform);
          return true;
        });
    CookieSetup.Request request = request(Fields.body(body), caller.apiKeyName());
    return switch (connect(caller.workspaceUid(), identityUid, request)) {
      case CookieSetup.Connected connected ->
          stores.database().read(handle -> stores.bodies().of(handle, connected.integration()));
      case CookieSetup.NotAlive notAlive -> throw refusal(notAlive.verdict());
      case CookieSetup.OtherMember other ->
          throw new ApiException(
              409,
              ErrorCode.MEMBER_MISMATCH.name(),
              "The session is %s's, the integration is %s's. Nothing was changed. Send replace_member: true to end that integration and begin one with the other member."
                  .formatted(other.sent().name(), other.pinned().name()));
    };
  }

  private CookieSetup.Outcome connect(
      String workspaceUid, String identityUid, CookieSetup.Request request) {
    try {
      return cookieSetup.connect(workspaceUid, identityUid, request);
    } catch (IllegalArgumentException malformed) {
      throw ApiException.badParameters(
          "A cookie or the user_agent has a character that it cannot have.");
    }
  }

  private static CookieSetup.Request request(IntegrationBody.Connect body, String by) {
    IntegrationBody.AuthData authData = body.authData();
    if (authData == null || (authData.cookies() == null) == (authData.basic() == null)) {
      throw ApiException.badParameters("auth_data must have either cookies or basic.");
    }
    IntegrationBody.Cookies cookies = authData.cookies();
    if (cookies == null) {
      throw new ApiException(
          424,
          "INTEGRATION_ERROR",
          "This server cannot sign in with a password. Connect with cookies or send the owner a shared link.");
    }
    SecretText liAt = cookies.liAt();
    if (liAt == null) {
      throw new ApiException(400, "MISSING_PARAMETER", "auth_data.cookies.li_at is missing.");
    }
    return new CookieSetup.Request(
        liAt,
        Optional.ofNullable(cookies.liA()),
        Optional.ofNullable(cookies.userAgent()),
        Optional.ofNullable(body.accountName()).map(Fields::name),
        Boolean.TRUE.equals(body.replaceMember()),
        by);
  }

  private static ApiException refusal(SessionProbe.Verdict verdict) {
    return switch (verdict) {
      case SessionProbe.Dead _ ->
          new ApiException(
              424,
              "LK_BAD_COOKIE",
              "LinkedIn does not accept this session any more. Nothing was changed. Send the cookies of a live one.");
      case SessionProbe.NeedsOwner _ ->
          new ApiException(
              424,
              ErrorCode.NEEDS_OWNER.name(),
              "LinkedIn wants a verification step from the owner. Nothing was changed. The owner completes it in the browser.");
      case SessionProbe.Throttled _ ->
          new ApiException(
              424,
              ErrorCode.LINKEDIN_THROTTLED.name(),
              "LinkedIn asks to slow down. Nothing was changed. Try again later.");
      case SessionProbe.Unknown unknown ->
          new ApiException(
              424,
              ErrorCode.LINKEDIN_UNREACHABLE.name(),
              unknown.why() + " Nothing was changed. Try again later.");
      case SessionProbe.Alive _ -> throw new IllegalStateException("a live session is not refused");
    };
  }
}
