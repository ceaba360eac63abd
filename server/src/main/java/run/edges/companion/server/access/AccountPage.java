package run.edges.companion.server.access;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.api.Scope;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.server.access.CredentialStore.Credentials;
import run.edges.companion.server.access.CredentialStore.StoredPasskey;
import run.edges.companion.server.access.SignInStore.Purpose;
import run.edges.companion.server.action.Audited;
import run.edges.companion.server.http.ApiException;
import run.edges.companion.server.http.Fields;
import run.edges.companion.server.http.RateLimit;
import run.edges.companion.server.page.Texts;
import run.edges.companion.server.workspace.RequiresScope;

/** What members see and change of themselves: password, passkeys, sign-ins, language. */
@Path("dashboard/account")
@Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
@RequiresScope(Scope.READ)
public final class AccountPage {
  private static final String HERE = "/dashboard/account";
  private static final Set<String> SAYINGS =
      Set.of("password", "passkey", "ended", "language", "removed");

  private final Access access;
  private final RateLimit tries;

  public AccountPage(Access access, RateLimit tries) {
    this.access = access;
    this.tries = tries;
  }

  /** What a browser made, and what its member calls it. */
  public record NewPasskey(@Nullable String credential, @Nullable String name) {}

  @GET
  public Response get(
      @Context ContainerRequestContext request, @QueryParam("done") @DefaultValue("") String done) {
    return page(request, 200, SAYINGS.contains(done) ? done : "", "");
  }

  @POST
  @Audited("account.password")
  @Path("password")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response changePassword(
      @Context ContainerRequestContext request,
      @FormParam("current") @DefaultValue("") String current,
      @FormParam("password") @DefaultValue("") String password) {
    SignedIn member = AccessFilter.member(request);
    tries.take(member.memberUid());
    Credentials known = credentials(member);
    if (!access.passwords().isRight(SecretText.of(current), known.passwordHash())) {
      return page(request, 422, "", "wrong");
    }
    Optional<String> problem = Passwords.problem(password, String.valueOf(known.email()));
    if (problem.isPresent()) {
      return page(request, 422, "", problem.get());
    }
    String hash = access.passwords().hash(SecretText.of(password));
    return done(
        "password",
        handle -> {
          access.credentials().setPassword(handle, member.memberUid(), hash);
          access.signIns().endOthers(handle, member.memberUid(), member.signInId(), access.now());
        });
  }

  @POST
  @Path("language")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response changeLanguage(
      @Context ContainerRequestContext request,
      @FormParam("language") @DefaultValue("") String language) {
    boolean known = Texts.languages().contains(Locale.forLanguageTag(language));
    return done(
        "language",
        handle ->
            access
                .credentials()
                .setLanguage(
                    handle, AccessFilter.member(request).memberUid(), known ? language : null));
  }

  @POST
  @Path("passkeys/options")
  @Produces(MediaType.APPLICATION_JSON)
  public Response passkeyOptions(@Context ContainerRequestContext request) {
    SignedIn member = AccessFilter.member(request);
    SecretText challenge =
        access.challenge(Purpose.PASSKEY_REGISTRATION, Optional.of(member.memberUid()));
    return Response.ok(
            access
                .passkeys()
                .creationOptions(
                    challenge,
                    member,
                    String.valueOf(credentials(member).email()),
                    access
                        .database()
                        .read(handle ->
                            access.credentials().listPasskeys(handle, member.memberUid()))),
            MediaType.APPLICATION_JSON_TYPE)
        .build();
  }

  @POST
  @Audited("account.passkey-add")
  @Path("passkeys")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public Map<String, String> addPasskey(@Context ContainerRequestContext request, NewPasskey made) {
    SignedIn member = AccessFilter.member(request);
    String name = Fields.name(made.name());
    String json = made.credential() == null ? "" : made.credential();
    StoredPasskey passkey =
        access
            .passkeys()
            .register(json, member.memberUid(), challenge -> use(challenge))
            .orElseThrow(() ->
                new ApiException(422, "PASSKEY_REFUSED", "This passkey cannot be used here."));
    access
        .database()
        .write(handle -> {
          access.credentials().add(handle, passkey, name, access.now());
          return true;
        });
    return Map.of("next", access.pages().base() + HERE + "?done=passkey");
  }

  @POST
  @Audited("account.passkey-remove")
  @Path("passkeys/{id}/remove")
  public Response removePasskey(
      @Context ContainerRequestContext request, @PathParam("id") String id) {
    return done(
        "removed",
        handle ->
            access
                .credentials()
                .removePasskey(handle, AccessFilter.member(request).memberUid(), id));
  }

  @POST
  @Audited("account.sign-in-end")
  @Path("sign-ins/{id}/end")
  public Response endSignIn(@Context ContainerRequestContext request, @PathParam("id") String id) {
    return done(
        "ended",
        handle ->
            access
                .signIns()
                .end(handle, AccessFilter.member(request).memberUid(), id, access.now()));
  }

  @POST
  @Audited("account.sign-in-end")
  @Path("sign-ins/end-others")
  public Response endOthers(@Context ContainerRequestContext request) {
    SignedIn member = AccessFilter.member(request);
    return done(
        "ended",
        handle ->
            access
                .signIns()
                .endOthers(handle, member.memberUid(), member.signInId(), access.now()));
  }

  private boolean use(SecretText challenge) {
    return access
        .database()
        .write(handle ->
            access.signIns().use(handle, challenge, Purpose.PASSKEY_REGISTRATION, access.now()));
  }

  private Credentials credentials(SignedIn member) {
    return access
        .database()
        .read(handle -> access.credentials().find(handle, member.memberUid()))
        .orElseThrow();
  }

  /** Leads back to the page, so that a reload repeats nothing. */
  private Response done(String said, Consumer<Handle> change) {
    access
        .database()
        .write(handle -> {
          change.accept(handle);
          return true;
        });
    return access.pages().redirect(HERE + "?done=" + said);
  }

  private Response page(ContainerRequestContext request, int status, String done, String problem) {
    SignedIn member = AccessFilter.member(request);
    return access
        .database()
        .read(handle ->
            access
                .pages()
                .render(
                    request,
                    status,
                    "access/account.jte",
                    Map.of(
                        "email",
                        String.valueOf(credentials(member).email()),
                        "passkeys",
                        access.credentials().listPasskeys(handle, member.memberUid()),
                        "signIns",
                        access
                            .signIns()
                            .list(handle, member.memberUid(), access.rules().idle(), access.now()),
                        "languages",
                        Texts.languages(),
                        "done",
                        done,
                        "problem",
                        problem)));
  }
}
