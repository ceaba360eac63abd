package run.edges.companion.server.setup;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.WeakHashMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.api.IntegrationBody.Checkpoint;
import run.edges.companion.protocol.api.SetupMethod;
import run.edges.companion.protocol.api.SharedLinkBody.Kind;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.ProtocolException;
import run.edges.companion.server.http.Fields;
import run.edges.companion.server.http.RateLimit;
import run.edges.companion.server.integration.Revocation;
import run.edges.companion.server.link.IssuedLink;
import run.edges.companion.server.link.LinkStore;
import run.edges.companion.server.owner.OwnerTokens;
import run.edges.companion.server.page.Pages;
import run.edges.companion.server.page.Texts;

/**
 * SHARED - LOGIN: the page that a login link opens, and what its script asks. The link's secret
 * stays in the fragment and comes in bodies only; whoever has it is the owner.
 */
@Path("login/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class LoginPage {
  /**
   * Names the English text of the page that the owner accepts by signing in; grows when it changes.
   * Of another language it is followed by that.
   */
  private static final String CONSENT_TEXT = "login-1";

  private static final SecretText NO_CODE = SecretText.of("");
  private static final Duration LONG_POLL = Duration.ofSeconds(20);

  private final Pages pages;
  private final Revocation.Stores stores;
  private final LinkStore links;
  private final SignIns signIns;
  private final OwnerTokens ownerTokens;
  private final RateLimit addresses;
  private final Clock clock;

  /** What the page that began a sign-in proves that with. */
  private final Map<SignIn, SecretText> begunBy = Collections.synchronizedMap(new WeakHashMap<>());

  /**
   * A page.
   *
   * @param addresses how many sign-ins may come from one address
   */
  public LoginPage(
      Pages pages,
      Revocation.Stores stores,
      LinkStore links,
      SignIns signIns,
      OwnerTokens ownerTokens,
      RateLimit addresses,
      Clock clock) {
    this.pages = pages;
    this.stores = stores;
    this.links = links;
    this.signIns = signIns;
    this.ownerTokens = ownerTokens;
    this.addresses = addresses;
    this.clock = clock;
  }

  /**
   * What the page shows.
   *
   * @param problem why the link cannot be used, if so
   */
  public record Model(String workspace, String identity, Optional<ErrorCode> problem) {}

  /**
   * What the page's script sends.
   *
   * @param begun a random text of this one page: whoever issued the link has its secret too
   * @param version the newest state that it knows
   * @param language of the page
   */
  public record Request(
      @Nullable SecretText secret,
      @Nullable SecretText begun,
      @Nullable Long version,
      @Nullable String language,
      @Nullable String username,
      @Nullable SecretText password,
      @Nullable SecretText code) {}

  /**
   * How the sign-in stands.
   *
   * @param state {@code FORM}, or the step
   * @param place in the queue, from 1
   * @param next what helps when it failed: {@code SIGN_IN}, {@code EXTENSION} or {@code NEW_LINK}
   * @param ownerPage address of the owner's page, for the page that began what is done now
   */
  public record State(
      long version,
      String state,
      @Nullable Integer place,
      @Nullable Checkpoint checkpoint,
      @Nullable Problem problem,
      @Nullable String next,
      @Nullable String verifiedAs,
      @Nullable Instant verifiedAt,
      @Nullable SecretText ownerPage) {}

  /** What went wrong, and what to do. */
  public record Problem(String label, String message) {}

  @GET
  @Produces(MediaType.TEXT_HTML + ";charset=utf-8")
  public Response page(@PathParam("id") String id, @Context HttpHeaders headers) {
    Model model = stores.database().read(handle -> model(handle, id));
    int status = model.problem().filter(ErrorCode.LINK_UNKNOWN::equals).isPresent() ? 404 : 200;
    return pages.render(status, "login.jte", pages.page(headers), Map.of("model", model));
  }

  /** Waits a while for a newer state than the page knows. */
  @POST
  @Path("state")
  public State state(@PathParam("id") String id, @Nullable Request request)
      throws InterruptedException {
    Request asked = Fields.body(request);
    IssuedLink link = requireSecret(id, asked);
    // Once more for what it led to: the owner is to read that.
    LinkStore.problem(link, clock.instant())
        .filter(code -> code != ErrorCode.LINK_USED || find(link).isEmpty())
        .ifPresent(LoginPage::refuse);
    Long known = asked.version();
    if (known != null) {
      signIns.await(() -> state(find(link), asked).version() != known, LONG_POLL);
    }
    return state(find(link), asked);
  }

  @POST
  @Path("sign-in")
  public State signIn(
      @PathParam("id") String id,
      @Context ContainerRequestContext context,
      @Nullable Request request) {
    Request asked = Fields.body(request);
    IssuedLink link = require(id, asked);
    SignIn.Credentials credentials =
        ConnectResource.credentials(asked.username(), asked.password());
    addresses.take(String.valueOf(context.getProperty("client-address")));
    SignIn begun = signIns.begin(target(link, asked), Optional.of(link.id()), credentials);
    SecretText proof = asked.begun();
    if (proof != null) {
      begunBy.put(begun, proof);
    }
    return state(Optional.of(begun), asked);
  }

  @POST
  @Path("code")
  public State code(@PathParam("id") String id, @Nullable Request request)
      throws InterruptedException {
    Request asked = Fields.body(request);
    IssuedLink link = require(id, asked);
    SecretText code = asked.code();
    return goOn(link, asked, Optional.of(CheckpointResource.code(code == null ? NO_CODE : code)));
  }

  @POST
  @Path("new-code")
  public State newCode(@PathParam("id") String id, @Nullable Request request)
      throws InterruptedException {
    Request asked = Fields.body(request);
    return goOn(require(id, asked), asked, Optional.empty());
  }

  @POST
  @Path("cancel")
  public State cancel(@PathParam("id") String id, @Nullable Request request) {
    Request asked = Fields.body(request);
    IssuedLink link = require(id, asked);
    if (find(link).isPresent()) {
      signIns.cancel(link.identityUid());
    }
    return state(Optional.empty(), asked);
  }

  private State goOn(IssuedLink link, Request asked, Optional<SecretText> code)
      throws InterruptedException {
    Optional<SignIn> signIn = find(link);
    if (signIn.isPresent() && signIn.get().view().step() == SignIn.Step.CHECKPOINT) {
      signIn.get().goOn(code);
    }
    // Otherwise the page is behind: what it is told now brings it up to date.
    return state(signIn, asked);
  }

  /** The sign-in that this link began; one by the API is not the owner's to see. */
  private Optional<SignIn> find(IssuedLink link) {
    return signIns
        .find(link.identityUid())
        .filter(signIn -> signIn.linkId().equals(Optional.of(link.id())));
  }

  /** The link, if the secret is its own and it can be used. */
  private IssuedLink require(String id, Request request) {
    IssuedLink link = requireSecret(id, request);
    LinkStore.problem(link, clock.instant()).ifPresent(LoginPage::refuse);
    return link;
  }

  /** A shared link has its own page: whoever got it was asked for another consent. */
  private IssuedLink requireSecret(String id, Request request) {
    SecretText secret = request.secret();
    return stores
        .database()
        .read(handle ->
            links
                .find(handle, id)
                .filter(LoginPage::isLoginLink)
                .filter(_ -> secret != null && links.isSecret(handle, id, secret)))
        .orElseThrow(() -> new ProtocolException(ErrorCode.LINK_UNKNOWN));
  }

  private static boolean isLoginLink(IssuedLink link) {
    return link.kind() == Kind.LOGIN;
  }

  private static void refuse(ErrorCode code) {
    throw new ProtocolException(code);
  }

  private Setup.Target target(IssuedLink link, Request asked) {
    LinkStore.Asker asker =
        stores.database().read(handle -> links.findAsker(handle, link.id())).orElseThrow();
    return new Setup.Target(
        asker.workspaceUid(),
        link.identityUid(),
        UUID.randomUUID().toString(),
        SetupMethod.SHARED_LOGIN,
        "login link",
        Optional.empty(),
        false,
        Optional.of(accepted(link, asked.language())),
        handle -> {
          var _ = links.getActive(handle, link.id(), clock.instant());
        },
        handle -> links.markUsed(handle, link.id(), clock.instant()));
  }

  private JsonObject accepted(IssuedLink link, @Nullable String language) {
    JsonArray items = new JsonArray();
    items.add("li_at");
    items.add("li_a");
    items.add("user_agent");
    JsonObject details = new JsonObject();
    details.addProperty("link", link.id());
    details.addProperty("text", consentText(language));
    details.addProperty("accepted_at", clock.instant().toString());
    details.add("items", items);
    return details;
  }

  private static String consentText(@Nullable String language) {
    Locale wanted = language == null ? Locale.ENGLISH : Locale.forLanguageTag(language);
    String read = Texts.of(List.of(wanted)).language();
    return read.equals("en") ? CONSENT_TEXT : CONSENT_TEXT + "-" + read;
  }

  private State state(Optional<SignIn> signIn, Request asked) {
    if (signIn.isEmpty()) {
      return new State(0, "FORM", null, null, null, null, null, null, null);
    }
    SignIn.View view = signIn.get().view();
    int place = signIns.place(signIn.get());
    ErrorCode problem = view.problem();
    var integration = view.integration();
    return new State(
        view.version(),
        view.step().name(),
        place == 0 ? null : place,
        view.checkpoint(),
        problem == null ? null : new Problem(problem.name(), problem.text()),
        view.step() == SignIn.Step.FAILED && problem != null ? next(problem) : null,
        integration == null ? null : integration.linkedinMember().name(),
        integration == null ? null : integration.verifiedAt(),
        integration != null && proves(asked, signIn.get())
            ? ownerTokens.url(integration.uid(), OwnerTokens.BY_MAIL)
            : null);
  }

  private boolean proves(Request asked, SignIn signIn) {
    SecretText begun = asked.begun();
    SecretText own = begunBy.get(signIn);
    return begun != null && own != null && own.equals(begun);
  }

  private static String next(ErrorCode problem) {
    return switch (problem) {
      case CHECKPOINT_FOR_OWNER, PAGE_UNKNOWN, BROWSER_UNAVAILABLE -> "EXTENSION";
      case LINK_REVOKED, LINK_EXPIRED, LINK_USED, INTEGRATION_REVOKED -> "NEW_LINK";
      default -> "SIGN_IN";
    };
  }

  private Model model(Handle handle, String id) {
    return links
        .find(handle, id)
        .filter(LoginPage::isLoginLink)
        .flatMap(link ->
            links
                .findAsker(handle, id)
                .map(asker ->
                    new Model(
                        asker.workspace(),
                        asker.identity(),
                        LinkStore.problem(link, clock.instant()))))
        .orElseGet(() -> new Model("", "", Optional.of(ErrorCode.LINK_UNKNOWN)));
  }
}
