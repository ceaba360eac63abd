package run.edges.companion.server.setup;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.api.SetupMethod;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.server.action.Audited;
import run.edges.companion.server.http.ApiException;
import run.edges.companion.server.http.Fields;
import run.edges.companion.server.integration.Integration;
import run.edges.companion.server.integration.Revocation;
import run.edges.companion.server.linkedin.SessionProbe;
import run.edges.companion.server.workspace.WorkspacePrincipal;

/** {@code POST /v1/identities/{uid}/integrations/linkedin}: connect, as in the Edges API. */
@Path("v1/identities/{identity_uid}/integrations/{integration}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class ConnectResource {
  /** Most sign-ins are at their checkpoint or through by then. */
  private static final Duration FIRST_ANSWER = Duration.ofSeconds(45);

  private static final int MAX_USERNAME = 320;
  private static final int MAX_PASSWORD = 400;

  private final Revocation.Stores stores;
  private final CookieSetup cookieSetup;
  private final SignIns signIns;

  public ConnectResource(Revocation.Stores stores, CookieSetup cookieSetup, SignIns signIns) {
    this.stores = stores;
    this.cookieSetup = cookieSetup;
    this.signIns = signIns;
  }

  @POST
  @Audited("integration.connect")
  public IntegrationBody connect(
      @Context SecurityContext security,
      @PathParam("identity_uid") String identityUid,
      @PathParam("integration") String platform,
      IntegrationBody.@Nullable Connect body)
      throws InterruptedException {
    WorkspacePrincipal caller = WorkspacePrincipal.of(security);
    stores
        .database()
        .read(handle -> {
          stores.require(handle, caller.workspaceUid(), identityUid, platform);
          return true;
        });
    IntegrationBody.Connect wanted = Fields.body(body);
    IntegrationBody.AuthData authData = wanted.authData();
    if (authData == null || (authData.cookies() == null) == (authData.basic() == null)) {
      throw ApiException.badParameters("auth_data must have either cookies or basic.");
    }
    return authData.basic() == null
        ? cookies(
            target(caller, identityUid, SetupMethod.API_COOKIES, wanted),
            Fields.body(authData.cookies()))
        : basic(target(caller, identityUid, SetupMethod.API_BASIC, wanted), authData.basic());
  }

  /**
   * Begins a sign-in, for who looks at how it goes on by {@link CheckpointResource}.
   *
   * @throws ProtocolException as the connect call of the API
   */
  public void begin(
      SecurityContext security, String identityUid, String platform, IntegrationBody.Basic basic) {
    WorkspacePrincipal caller = WorkspacePrincipal.of(security);
    stores
        .database()
        .read(handle -> {
          stores.require(handle, caller.workspaceUid(), identityUid, platform);
          return true;
        });
    var _ =
        begin(
            target(
                caller,
                identityUid,
                SetupMethod.API_BASIC,
                new IntegrationBody.Connect(null, null, null)),
            basic);
  }

  private SignIn begin(Setup.Target target, IntegrationBody.Basic basic) {
    return signIns.begin(target, Optional.empty(), credentials(basic.username(), basic.password()));
  }

  private IntegrationBody basic(Setup.Target target, IntegrationBody.Basic basic)
      throws InterruptedException {
    SignIn signIn = begin(target, basic);
    signIns.await(() -> signIn.view().step().waits(), FIRST_ANSWER);
    return CheckpointResource.answer(stores, signIns, signIn);
  }

  /**
   * Checks the form of name and password.
   *
   * @throws ApiException 400
   */
  static SignIn.Credentials credentials(@Nullable String username, @Nullable SecretText password) {
    if (username == null || username.isBlank()) {
      throw new ApiException(400, "MISSING_PARAMETER", "The username is missing.");
    }
    if (password == null || password.length() == 0) {
      throw new ApiException(400, "MISSING_PARAMETER", "The password is missing.");
    }
    if (username.length() > MAX_USERNAME
        || password.length() > MAX_PASSWORD
        || !SecretText.of(username).canBeTyped()
        || !password.canBeTyped()) {
      throw ApiException.badParameters(
          "The username or the password is too long, or has a character that it cannot have.");
    }
    String name = username.strip();
    return new SignIn.Credentials(
        SecretText.of(name), password, SecretText.of(name.toLowerCase(Locale.ROOT)));
  }

  private IntegrationBody cookies(Setup.Target target, IntegrationBody.Cookies cookies) {
    SecretText liAt = cookies.liAt();
    if (liAt == null) {
      throw new ApiException(400, "MISSING_PARAMETER", "auth_data.cookies.li_at is missing.");
    }
    CookieSetup.Request request =
        new CookieSetup.Request(
            liAt, Optional.ofNullable(cookies.liA()), Optional.ofNullable(cookies.userAgent()));
    return switch (connect(target, request)) {
      case CookieSetup.Done(Setup.Connected(Integration integration)) ->
          stores.database().read(handle -> stores.bodies().of(handle, integration));
      case CookieSetup.Done(Setup.OtherMember other) ->
          throw new ApiException(
              409,
              ErrorCode.MEMBER_MISMATCH.name(),
              "The session is %s's, the integration is %s's. Nothing was changed. Send replace_member: true to end that integration and begin one with the other member."
                  .formatted(other.sent().name(), other.pinned().name()));
      case CookieSetup.NotAlive(var verdict) -> throw refusal(verdict);
    };
  }

  private CookieSetup.Outcome connect(Setup.Target target, CookieSetup.Request request) {
    try {
      return cookieSetup.connect(target, request);
    } catch (IllegalArgumentException malformed) {
      throw ApiException.badParameters(
          "A cookie or the user_agent has a character that it cannot have.");
    }
  }

  private static Setup.Target target(
      WorkspacePrincipal caller,
      String identityUid,
      SetupMethod method,
      IntegrationBody.Connect body) {
    return Setup.Target.ofApi(
        caller.workspaceUid(),
        identityUid,
        method,
        caller.callerName(),
        Optional.ofNullable(body.accountName()).map(Fields::name),
        Boolean.TRUE.equals(body.replaceMember()));
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
