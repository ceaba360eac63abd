package run.edges.companion.server.access;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.server.access.CredentialStore.Credentials;
import run.edges.companion.server.access.SignInStore.Purpose;
import run.edges.companion.server.action.Audited;
import run.edges.companion.server.http.ApiException;
import run.edges.companion.server.http.Fields;
import run.edges.companion.server.http.RateLimit;
import run.edges.companion.server.identity.IdentityRules;
import run.edges.companion.server.page.Page;
import run.edges.companion.server.workspace.MemberStore;

/** The doors of the dashboard: signing in and out, and accepting an invitation. */
@Path("dashboard")
@Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
public final class AccessPages {
  /** Bound to this host and to TLS by its prefix (RFC 6265bis section 4.1.3.2). */
  static final String COOKIE = "__Host-companion";

  private static final String HOME = "/dashboard";
  private static final Pattern NEXT =
      Pattern.compile("/dashboard(/[A-Za-z0-9._~-]+)*/?(\\?[A-Za-z0-9._~%&=+-]*)?");

  private final Access access;
  private final MemberStore members;
  private final RateLimit tries;

  /**
   * Pages.
   *
   * @param tries how many sign-ins may fail or succeed from one address, and for one name
   */
  public AccessPages(Access access, MemberStore members, RateLimit tries) {
    this.access = access;
    this.members = members;
    this.tries = tries;
  }

  /** What a browser's passkey says, and where its member wanted to go. */
  public record Signed(@Nullable String credential, @Nullable String next) {}

  /** An invitation that is looked at. */
  public record Invitation(@Nullable SecretText token) {}

  /** Whom an invitation is for. */
  public record Invited(String name, String workspace, boolean returning) {}

  @GET
  @Path("sign-in")
  public Response signInPage(
      @Context ContainerRequestContext request,
      @Context HttpHeaders headers,
      @QueryParam("next") @DefaultValue("") String next,
      @QueryParam("reason") @DefaultValue("") String reason) {
    return AccessFilter.member(request) == null
        ? signInPage(200, access.pages().page(headers), next, "", reason.isEmpty() ? "" : "again")
        : access.pages().redirect(HOME);
  }

  @POST
  @Path("sign-in")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response signIn(
      @Context ContainerRequestContext request,
      @Context HttpHeaders headers,
      @FormParam("email") @DefaultValue("") String email,
      @FormParam("password") @DefaultValue("") String password,
      @FormParam("next") @DefaultValue("") String next) {
    SignInStore.Origin origin = origin(request, "PASSWORD");
    Page page = access.pages().page(headers);
    if (tries.tryTake(origin.address()).isPresent()
        || tries.tryTake("name " + email.strip().toLowerCase(java.util.Locale.ROOT)).isPresent()) {
      return signInPage(429, page, next, email, "too-many");
    }
    Optional<Credentials> known =
        access.database().read(handle -> access.credentials().findByEmail(handle, email));
    boolean right =
        access
            .passwords()
            .isRight(SecretText.of(password), known.map(Credentials::passwordHash).orElse(null));
    if (right) {
      return begun(known.orElseThrow().memberUid(), origin, next);
    }
    known.ifPresent(member ->
        access
            .database()
            .write(handle -> {
              access.note(handle, member.memberUid(), "sign-in.failed", origin);
              return true;
            }));
    return signInPage(422, page, next, email, "wrong");
  }

  @POST
  @Path("sign-in/passkey/options")
  @Produces(MediaType.APPLICATION_JSON)
  public Response passkeyOptions(@Context ContainerRequestContext request) {
    tries.take(origin(request, "PASSKEY").address());
    return Response.ok(
            access
                .passkeys()
                .requestOptions(access.challenge(Purpose.PASSKEY_SIGN_IN, Optional.empty())),
            MediaType.APPLICATION_JSON_TYPE)
        .build();
  }

  @POST
  @Path("sign-in/passkey")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public Response signInByPasskey(@Context ContainerRequestContext request, Signed signed) {
    String json = signed.credential();
    Passkeys.Used used =
        access
            .passkeys()
            .check(
                json == null ? "" : json,
                challenge ->
                    access
                        .database()
                        .write(handle ->
                            access
                                .signIns()
                                .use(handle, challenge, Purpose.PASSKEY_SIGN_IN, access.now())),
                id ->
                    access.database().read(handle -> access.credentials().findPasskey(handle, id)))
            .orElseThrow(() ->
                new ApiException(
                    422, "PASSKEY_REFUSED", "This passkey does not open this server."));
    access
        .database()
        .write(handle -> {
          access.credentials().noteUse(handle, used.passkey().id(), used.signCount(), access.now());
          return true;
        });
    SignInStore.Origin origin = origin(request, "PASSKEY");
    SecretText token =
        access.database().write(handle -> access.begin(handle, used.passkey().memberUid(), origin));
    return Response.ok(
            Map.of("next", access.pages().base() + next(signed.next())),
            MediaType.APPLICATION_JSON_TYPE)
        .cookie(cookie(token))
        .build();
  }

  @POST
  @Audited("sign-out")
  @Path("sign-out")
  public Response signOut(@Context ContainerRequestContext request) {
    SignedIn member = AccessFilter.member(request);
    access
        .database()
        .write(handle -> {
          access.signIns().end(handle, member.memberUid(), member.signInId(), access.now());
          return true;
        });
    return Response.fromResponse(access.pages().redirect("/dashboard/sign-in"))
        .cookie(cookie("", 0))
        .build();
  }

  @GET
  @Path("invitation")
  public Response invitationPage(@Context HttpHeaders headers) {
    return invitationPage(200, access.pages().page(headers), "", "", "");
  }

  /** Whom the invitation is for; looking does not use it up. */
  @POST
  @Path("invitation/look")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public Invited look(@Context ContainerRequestContext request, Invitation invitation) {
    tries.take(origin(request, "INVITATION").address());
    SecretText token = invitation.token();
    return access
        .database()
        .read(handle ->
            Optional.ofNullable(token)
                .flatMap(one -> access.signIns().findInvited(handle, one, access.now()))
                .flatMap(uid -> members.findAnywhere(handle, uid))
                .map(found ->
                    new Invited(
                        found.member().name(),
                        found.workspaceName(),
                        access
                            .credentials()
                            .find(handle, found.member().uid())
                            .filter(known -> known.email() != null)
                            .isPresent())))
        .orElseThrow(() ->
            new ApiException(
                410, "INVITATION_OVER", "This invitation was used, replaced, or is too old."));
  }

  @POST
  @Path("invitation")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response accept(
      @Context ContainerRequestContext request,
      @Context HttpHeaders headers,
      @FormParam("token") @DefaultValue("") String token,
      @FormParam("name") @DefaultValue("") String name,
      @FormParam("email") @DefaultValue("") String email,
      @FormParam("password") @DefaultValue("") String password) {
    SignInStore.Origin origin = origin(request, "INVITATION");
    tries.take(origin.address());
    Page page = access.pages().page(headers);
    Optional<String> problem = Passwords.problem(password, email).or(() -> problem(name, email));
    if (problem.isPresent()) {
      return invitationPage(422, page, name, email, problem.get());
    }
    String hash = access.passwords().hash(SecretText.of(password));
    SecretText secret = SecretText.of(token);
    Optional<SecretText> begun =
        access
            .database()
            .write(handle -> {
              Optional<String> member = access.signIns().findInvited(handle, secret, access.now());
              if (member.isEmpty()
                  || access
                      .credentials()
                      .findByEmail(handle, email)
                      .filter(other -> !other.memberUid().equals(member.get()))
                      .isPresent()
                  || !access.signIns().use(handle, secret, Purpose.INVITATION, access.now())) {
                return Optional.empty();
              }
              access.credentials().accept(handle, member.get(), name.strip(), email, hash);
              access.signIns().endOthers(handle, member.get(), "", access.now());
              return Optional.of(access.begin(handle, member.get(), origin));
            });
    return begun
        .map(
            one -> Response.fromResponse(access.pages().redirect(HOME)).cookie(cookie(one)).build())
        .orElseGet(() -> invitationPage(422, page, name, email, "over"));
  }

  private Response begun(String memberUid, SignInStore.Origin origin, String next) {
    SecretText token = access.database().write(handle -> access.begin(handle, memberUid, origin));
    return Response.fromResponse(access.pages().redirect(next(next))).cookie(cookie(token)).build();
  }

  private Response signInPage(int status, Page page, String next, String email, String problem) {
    return access
        .pages()
        .render(
            status,
            "access/sign-in.jte",
            page,
            Map.of("next", next(next), "email", email, "problem", problem));
  }

  private Response invitationPage(
      int status, Page page, String name, String email, String problem) {
    return access
        .pages()
        .render(
            status,
            "access/invitation.jte",
            page,
            Map.of("name", name, "email", email, "problem", problem));
  }

  private static SignInStore.Origin origin(ContainerRequestContext request, String way) {
    return SignInStore.Origin.of(
        way,
        String.valueOf(request.getHeaderString("User-Agent")),
        String.valueOf(request.getProperty("client-address")));
  }

  /** Where a member goes after signing in: within the dashboard, whatever an address says. */
  private static String next(@Nullable String path) {
    return path != null && !path.contains("..") && NEXT.matcher(path).matches() ? path : HOME;
  }

  /** The key of what is wrong with what a member typed in about themselves. */
  private static Optional<String> problem(String name, String email) {
    try {
      var _ = Fields.name(name);
    } catch (ApiException wrong) {
      return Optional.of("name");
    }
    try {
      return IdentityRules.email(email) == null ? Optional.of("email") : Optional.empty();
    } catch (ApiException wrong) {
      return Optional.of("email");
    }
  }

  private NewCookie cookie(SecretText token) {
    return cookie(
        token.reveal(SecretAccess.granted()), (int) access.rules().lifetime().toSeconds());
  }

  private static NewCookie cookie(String value, int seconds) {
    return new NewCookie.Builder(COOKIE)
        .value(value)
        .path("/")
        .maxAge(seconds)
        .secure(true)
        .httpOnly(true)
        .sameSite(NewCookie.SameSite.LAX)
        .build();
  }
}
