package run.edges.companion.testbed.linkedin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import run.edges.companion.testbed.linkedin.Checkpoints.Interstitial;
import run.edges.companion.testbed.linkedin.Sessions.Alive;
import run.edges.companion.testbed.linkedin.Sessions.Dead;
import run.edges.companion.testbed.linkedin.Sessions.OldCookie;
import run.edges.companion.testbed.linkedin.Sessions.Rotated;
import run.edges.companion.testbed.linkedin.Sessions.Standing;
import run.edges.companion.testbed.linkedin.Sessions.Unknown;
import run.edges.companion.testbed.linkedin.page.Look;
import run.edges.companion.testbed.linkedin.page.SitePages;
import run.edges.companion.testbed.linkedin.web.Answer;
import run.edges.companion.testbed.linkedin.web.Visit;

/** What the stand-in answers to each request. */
final class Routes implements HttpHandler {

  static final String LOGOUT = "/uas/logout";

  private static final String NORMALIZED = "application/vnd.linkedin.normalized+json+2.1";

  private final Sessions sessions;
  private final Checkpoints checkpoints;
  private final Faults faults;
  private final RequestLog log;
  private final SitePages pages;
  private final SignInRoutes signIn;
  private final Map<String, Function<Visit, Answer>> routes = new HashMap<>();

  Routes(Sessions sessions, Checkpoints checkpoints, Faults faults, RequestLog log, Look look) {
    this.sessions = sessions;
    this.checkpoints = checkpoints;
    this.faults = faults;
    this.log = log;
    pages = new SitePages(look);
    signIn = new SignInRoutes(sessions, checkpoints, look);
    signIn.addTo(routes);
    routes.put("GET /", this::home);
    routes.put("GET /favicon.ico", _ -> new Answer(204, "image/x-icon", ""));
    routes.put("GET " + LOGOUT, this::logout);
    routes.put("GET /authwall", visit -> anonymous(visit, pages.authwall()));
    routes.put("GET /feed/", visit -> member(visit, member -> feed(visit, member)));
    routes.put("GET /feed", _ -> Answer.redirect("/feed/"));
    routes.put(
        "GET " + Interstitial.ADD_PHONE.path(),
        visit -> member(visit, _ -> Answer.page(200, pages.addPhone())));
    routes.put(
        "GET " + Interstitial.MESSAGE.path(),
        visit -> member(visit, _ -> Answer.page(200, pages.message())));
    routes.put("GET /sales/", this::salesNavigator);
    routes.put("GET /sales/home", this::salesNavigator);
    routes.put("GET /sales/login", visit -> anonymous(visit, pages.salesSignIn()));
    routes.put("GET /voyager/api/me", this::me);
    routes.put("POST /testbed/rotate", this::rotate);
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Visit visit = Visit.of(exchange);
      Standing standing = sessions.standing(visit.cookies().get("li_at"));
      Optional<Faults.Kind> fault = faults.take(visit.path());
      if (fault.isPresent() && fault.get() == Faults.Kind.DROP) {
        log.add(entry(visit, RequestLog.NO_ANSWER, standing));
        return;
      }
      Answer answer = fault.map(kind -> fail(kind, visit)).orElseGet(() -> answer(visit));
      log.add(entry(visit, answer.status(), standing));
      answer.send(exchange);
    }
  }

  private static RequestLog.Entry entry(Visit visit, int status, Standing standing) {
    OptionalLong member =
        switch (standing) {
          case Alive alive -> OptionalLong.of(alive.member().number());
          case Dead dead -> OptionalLong.of(dead.member().number());
          case Unknown _ -> OptionalLong.empty();
        };
    return new RequestLog.Entry(visit.method(), visit.path(), status, member);
  }

  private Answer fail(Faults.Kind kind, Visit visit) {
    return switch (kind) {
      case HANG -> answerLate(visit);
      case CSRF_CHECK_FAILED -> Answer.csrfFailed();
      case REDIRECT_TO_ITSELF -> Answer.redirect(visit.path());
      case REDIRECT_TO_UNKNOWN_PATH -> Answer.redirect("/somewhere/else");
      default -> Answer.page(kind.status(), pages.trouble("Status " + kind.status()));
    };
  }

  private Answer answerLate(Visit visit) {
    try {
      faults.hang();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return answer(visit);
  }

  private Answer answer(Visit visit) {
    Answer answer = route(visit);
    String liAt = visit.cookies().get("li_at");
    return answer.with(sessions.takeRotation(liAt, visit.cookies().get("bcookie")));
  }

  private Answer route(Visit visit) {
    var route = routes.get(visit.method() + " " + visit.path());
    if (route != null) {
      return route.apply(visit);
    }
    return signIn.atCheckpoint(visit).orElseGet(() -> notFound(visit));
  }

  private Answer notFound(Visit visit) {
    boolean otherMethod =
        routes.keySet().stream().anyMatch(key -> key.endsWith(" " + visit.path()));
    return Answer.page(otherMethod ? 405 : 404, pages.notFound());
  }

  private Answer home(Visit visit) {
    boolean signedIn = sessions.standing(visit.cookies().get("li_at")) instanceof Alive;
    return signedIn ? Answer.redirect("/feed/") : anonymous(visit, pages.home());
  }

  private static Answer anonymous(Visit visit, String page) {
    return Answer.page(200, page).with(SessionCookies.setAnonymous(visit.cookies()));
  }

  private Answer feed(Visit visit, LinkedInMember member) {
    String token = visit.csrfCookie().orElse("");
    return anonymous(
        visit, pages.feed(member.number(), member.fullName(), member.occupation(), token));
  }

  /** Asks for {@code li_a} alone, which lives and dies on its own. */
  private Answer salesNavigator(Visit visit) {
    return sessions
        .isSalesNavigatorAlive(visit.cookie("li_a"))
        .map(member -> Answer.page(200, pages.salesNavigator(member.number(), member.fullName())))
        .orElseGet(() -> Answer.redirect("/sales/login"));
  }

  private Answer logout(Visit visit) {
    String token = visit.query().getOrDefault("csrfToken", "");
    if (!visit.csrfCookie().equals(Optional.of(token))) {
      return Answer.csrfFailed();
    }
    sessions.endSession(visit.cookie("li_at"), Sessions.Death.UNAUTHORIZED);
    return Answer.redirect("/").with(SessionCookies.clear());
  }

  private Answer me(Visit visit) {
    Optional<String> cookie = visit.csrfCookie();
    if (cookie.isEmpty() || !cookie.get().equals(visit.csrfToken())) {
      return Answer.csrfFailed();
    }
    return switch (sessions.standing(visit.cookies().get("li_at"))) {
      case Alive alive -> me(visit, alive.member());
      case Dead dead -> dead(visit, dead);
      case Unknown _ -> Answer.json(401, "{\"status\":401}");
    };
  }

  private static Answer me(Visit visit, LinkedInMember member) {
    return visit.accept().contains(NORMALIZED)
        ? new Answer(200, NORMALIZED + "; charset=UTF-8", Documents.normalizedMe(member))
        : Answer.json(200, Documents.me(member));
  }

  private Answer dead(Visit visit, Dead dead) {
    return switch (dead.death()) {
      case UNAUTHORIZED -> Answer.json(401, "{\"status\":401}");
      case DELETE_ME -> me(visit, dead.member()).with(List.of(SessionCookies.deleteMe()));
      case EXPIRED_COOKIE -> me(visit, dead.member()).with(List.of(SessionCookies.expireLiAt()));
      case FORBIDDEN_CHALLENGE -> Answer.json(403, "{\"status\":403,\"code\":\"CHALLENGE\"}");
      case REDIRECT_TO_LOGIN, REDIRECT_TO_AUTHWALL, REDIRECT_TO_CHECKPOINT -> deadPage(visit, dead);
    };
  }

  private Answer member(Visit visit, Function<LinkedInMember, Answer> page) {
    return switch (sessions.standing(visit.cookies().get("li_at"))) {
      case Alive alive -> page.apply(alive.member());
      case Dead dead -> deadPage(visit, dead);
      case Unknown _ -> Answer.redirect("/login?session_redirect=" + encode(visit.path()));
    };
  }

  private Answer deadPage(Visit visit, Dead dead) {
    Answer toLogin = Answer.redirect("/login?session_redirect=" + encode(visit.path()));
    return switch (dead.death()) {
      case UNAUTHORIZED, REDIRECT_TO_LOGIN -> toLogin;
      case DELETE_ME -> toLogin.with(List.of(SessionCookies.deleteMe()));
      case EXPIRED_COOKIE -> toLogin.with(List.of(SessionCookies.expireLiAt()));
      case REDIRECT_TO_AUTHWALL ->
          Answer.redirect("/authwall?sessionRedirect=" + encode(visit.path()));
      case REDIRECT_TO_CHECKPOINT, FORBIDDEN_CHALLENGE ->
          Answer.redirect(checkpoints.open(dead.member()).location());
    };
  }

  private Answer rotate(Visit visit) {
    Rotated rotated;
    switch (visit.query().getOrDefault("cookie", "")) {
      case "li_at" -> rotated = Rotated.LI_AT;
      case "li_a" -> rotated = Rotated.LI_A;
      case "both" -> rotated = Rotated.BOTH;
      default -> {
        return Answer.json(400, "{\"error\":\"cookie must be li_at, li_a or both\"}");
      }
    }
    OldCookie old = "lives".equals(visit.query().get("old")) ? OldCookie.LIVES : OldCookie.DIES;
    String liAt = visit.cookie("li_at");
    if (sessions.isAlive(liAt).isEmpty()) {
      return Answer.json(401, "{\"status\":401}");
    }
    List<String> setCookies = sessions.rotateNow(liAt, rotated, old);
    if (setCookies.isEmpty()) {
      return Answer.json(409, "{\"error\":\"this session has no li_a\"}");
    }
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    return Answer.json(200, "{\"rotatedAtMicros\":" + micros + "}").with(setCookies);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
