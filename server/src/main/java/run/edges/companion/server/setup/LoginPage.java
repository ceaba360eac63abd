package run.edges.companion.server.setup;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
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

/**
 * SHARED - LOGIN: the page that a login link opens, and what its script asks. The link's secret
 * stays in the fragment and comes in bodies only; whoever has it is the owner.
 */
@Path("login/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class LoginPage {
  /** Names the text of the page that the owner accepts by signing in; grows when it changes. */
  private static final String CONSENT_TEXT = "login-1";

  private static final SecretText NO_CODE = SecretText.of("");
  private static final Duration LONG_POLL = Duration.ofSeconds(20);

  private final TemplateEngine templates = TemplateEngine.createPrecompiled(ContentType.Html);
  private final Revocation.Stores stores;
  private final LinkStore links;
  private final SignIns signIns;
  private final RateLimit addresses;
  private final Clock clock;

  /**
   * A page.
   *
   * @param addresses how many sign-ins may come from one address
   */
  public LoginPage(
      Revocation.Stores stores,
      LinkStore links,
      SignIns signIns,
      RateLimit addresses,
      Clock clock) {
    this.stores = stores;
    this.links = links;
    this.signIns = signIns;
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
   * @param version the newest state that it knows
   */
  public record Request(
      @Nullable SecretText secret,
      @Nullable Long version,
      @Nullable String username,
      @Nullable SecretText password,
      @Nullable SecretText code) {}

  /**
   * How the sign-in stands.
   *
   * @param state {@code FORM}, or the step
   * @param place in the queue, from 1
   * @param next what helps when it failed: {@code SIGN_IN}, {@code EXTENSION} or {@code NEW_LINK}
   */
  public record State(
      long version,
      String state,
      @Nullable Integer place,
      @Nullable Checkpoint checkpoint,
      @Nullable Problem problem,
      @Nullable String next,
      @Nullable String verifiedAs,
      @Nullable Instant verifiedAt) {}

  /** What went wrong, and what to do. */
  public record Problem(String label, String message) {}

  @GET
  @Produces(MediaType.TEXT_HTML + ";charset=utf-8")
  public Response page(@PathParam("id") String id) {
    Model model = stores.database().read(handle -> model(handle, id));
    StringOutput html = new StringOutput();
    templates.render("login.jte", model, html);
    int status = model.problem().filter(ErrorCode.LINK_UNKNOWN::equals).isPresent() ? 404 : 200;
    return Response.status(status).entity(html.toString()).build();
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
      signIns.await(() -> state(find(link)).version() != known, LONG_POLL);
    }
    return state(find(link));
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
    SignIn begun = signIns.begin(target(link), Optional.of(link.id()), credentials);
    return state(Optional.of(begun));
  }

  @POST
  @Path("code")
  public State code(@PathParam("id") String id, @Nullable Request request)
      throws InterruptedException {
    Request asked = Fields.body(request);
    IssuedLink link = require(id, asked);
    SecretText code = asked.code();
    return goOn(link, Optional.of(CheckpointResource.code(code == null ? NO_CODE : code)));
  }

  @POST
  @Path("new-code")
  public State newCode(@PathParam("id") String id, @Nullable Request request)
      throws InterruptedException {
    return goOn(require(id, Fields.body(request)), Optional.empty());
  }

  @POST
  @Path("cancel")
  public State cancel(@PathParam("id") String id, @Nullable Request request) {
    IssuedLink link = require(id, Fields.body(request));
    if (find(link).isPresent()) {
      signIns.cancel(link.identityUid());
    }
    return state(Optional.empty());
  }

  private State goOn(IssuedLink link, Optional<SecretText> code) throws InterruptedException {
    Optional<SignIn> signIn = find(link);
    if (signIn.isPresent() && signIn.get().view().step() == SignIn.Step.CHECKPOINT) {
      signIn.get().goOn(code);
    }
    // Otherwise the page is behind: what it is told now brings it up to date.
    return state(signIn);
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

  private Setup.Target target(IssuedLink link) {
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
        Optional.of(accepted(link)),
        handle -> {
          var _ = links.getActive(handle, link.id(), clock.instant());
        },
        handle -> links.markUsed(handle, link.id(), clock.instant()));
  }

  private JsonObject accepted(IssuedLink link) {
    JsonArray items = new JsonArray();
    items.add("li_at");
    items.add("li_a");
    items.add("user_agent");
    JsonObject details = new JsonObject();
    details.addProperty("link", link.id());
    details.addProperty("text", CONSENT_TEXT);
    details.addProperty("accepted_at", clock.instant().toString());
    details.add("items", items);
    return details;
  }

  private State state(Optional<SignIn> signIn) {
    if (signIn.isEmpty()) {
      return new State(0, "FORM", null, null, null, null, null, null);
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
        integration == null ? null : integration.verifiedAt());
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
