package run.edges.companion.testbed.linkedin;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import run.edges.companion.testbed.linkedin.Checkpoints.Again;
import run.edges.companion.testbed.linkedin.Checkpoints.Checkpoint;
import run.edges.companion.testbed.linkedin.Checkpoints.Closed;
import run.edges.companion.testbed.linkedin.Checkpoints.Done;
import run.edges.companion.testbed.linkedin.Checkpoints.Next;
import run.edges.companion.testbed.linkedin.Checkpoints.Outcome;
import run.edges.companion.testbed.linkedin.page.ChallengePages;
import run.edges.companion.testbed.linkedin.page.Look;
import run.edges.companion.testbed.linkedin.page.SignInPage;
import run.edges.companion.testbed.linkedin.page.SignInPage.Problem;
import run.edges.companion.testbed.linkedin.web.Answer;
import run.edges.companion.testbed.linkedin.web.Cookies;
import run.edges.companion.testbed.linkedin.web.Visit;

/** The way from a password to a session. */
final class SignInRoutes {

  private final Sessions sessions;
  private final Checkpoints checkpoints;
  private final SignInPage signInPage;
  private final ChallengePages challenges;

  SignInRoutes(Sessions sessions, Checkpoints checkpoints, Look look) {
    this.sessions = sessions;
    this.checkpoints = checkpoints;
    signInPage = new SignInPage(look);
    challenges = new ChallengePages(look);
  }

  void addTo(Map<String, Function<Visit, Answer>> routes) {
    routes.put("GET /login", visit -> signInForm(visit, Problem.NONE, ""));
    routes.put("GET /uas/login", visit -> signInForm(visit, Problem.NONE, ""));
    routes.put("GET " + Checkpoints.LOGIN_FORM, this::signInOnceMore);
    routes.put("POST /checkpoint/lg/login-submit", this::submit);
    routes.put("GET /uas/authenticate", SignInRoutes::startAuthentication);
    routes.put("POST /uas/authenticate", this::authenticate);
    routes.put(
        "GET " + ChallengePages.CAPTCHA_FRAME, _ -> Answer.page(200, challenges.captchaFrame()));
  }

  /** The answer of an open checkpoint that has its page at the visit's path or above. */
  Optional<Answer> atCheckpoint(Visit visit) {
    return checkpoints.at(visit.path()).flatMap(asked -> atCheckpoint(visit, asked));
  }

  private Optional<Answer> atCheckpoint(Visit visit, Checkpoint asked) {
    return switch (visit.method() + " " + visit.path().substring(asked.path().length())) {
      case "GET " -> Optional.of(after(checkpoints.look(asked), visit, asked));
      case "POST " -> Optional.of(after(checkpoints.submit(asked, visit.form()), visit, asked));
      case "POST /resend" -> resend(asked);
      case "GET /status" -> status(asked);
      default -> Optional.empty();
    };
  }

  private Optional<Answer> resend(Checkpoint asked) {
    return switch (asked.kind) {
      case EMAIL_CODE, SMS_CODE -> {
        checkpoints.resend(asked);
        yield Optional.of(Answer.redirect(asked.location()));
      }
      default -> Optional.empty();
    };
  }

  private Optional<Answer> status(Checkpoint asked) {
    return asked.kind == Checkpoints.Kind.APP_APPROVAL
        ? Optional.of(Answer.json(200, Documents.status(checkpoints.approval(asked).name())))
        : Optional.empty();
  }

  private Answer after(Outcome outcome, Visit visit, Checkpoint asked) {
    return switch (outcome) {
      case Again again -> Answer.page(200, challenge(asked, again));
      case Next next -> Answer.redirect(next.checkpoint().location());
      case Done _ -> signIn(visit, asked.member);
      case Closed _ -> Answer.redirect("/login");
    };
  }

  private String challenge(Checkpoint asked, Again again) {
    ChallengePages.Problem problem =
        switch (again) {
          case NOT_DONE -> ChallengePages.Problem.NONE;
          case WRONG_CODE -> ChallengePages.Problem.WRONG_CODE;
          case EXPIRED_CODE -> ChallengePages.Problem.EXPIRED_CODE;
        };
    String path = asked.path();
    return switch (asked.kind) {
      case EMAIL_CODE -> challenges.emailCode(path, masked(asked.member.username()), problem);
      case SMS_CODE -> challenges.smsCode(path, problem);
      case AUTHENTICATOR_CODE -> challenges.authenticatorCode(path, problem);
      case APP_APPROVAL -> challenges.appApproval(path);
      case CAPTCHA -> challenges.captcha(path);
      case PHONE_REGISTRATION -> challenges.phoneRegistration(path);
      case LOGIN_FORM -> signInPage.html(Problem.NONE, asked.id);
      case UNKNOWN -> challenges.unknown();
    };
  }

  private static String masked(String address) {
    return address.charAt(0) + "•••" + address.substring(address.indexOf('@'));
  }

  private Answer signInForm(Visit visit, Problem problem, String challengeId) {
    return Answer.page(200, signInPage.html(problem, challengeId))
        .with(SessionCookies.setAnonymous(visit.cookies()));
  }

  private Answer signInOnceMore(Visit visit) {
    return signInForm(visit, Problem.NONE, visit.query().getOrDefault("challengeId", ""));
  }

  private Answer submit(Visit visit) {
    String challengeId = visit.field("challengeId");
    Optional<LinkedInMember> found = findByPassword(visit);
    if (found.isEmpty()) {
      Problem problem = isUsernameKnown(visit) ? Problem.WRONG_PASSWORD : Problem.UNKNOWN_USERNAME;
      return signInForm(visit, problem, challengeId);
    }
    LinkedInMember member = found.get();
    Optional<Checkpoint> onceMore =
        checkpoints.loginForm(challengeId).filter(asked -> asked.member.equals(member));
    if (onceMore.isPresent()) {
      return after(checkpoints.submit(onceMore.get(), visit.form()), visit, onceMore.get());
    }
    return checkpoints
        .begin(member)
        .map(asked -> Answer.redirect(asked.location()))
        .orElseGet(() -> signIn(visit, member));
  }

  private Answer signIn(Visit visit, LinkedInMember member) {
    return Answer.redirect(checkpoints.landing(member))
        .with(sessions.signIn(member, visit.cookies()).setCookies())
        .with(sessions.alsoSet());
  }

  private static Optional<LinkedInMember> findByPassword(Visit visit) {
    return LinkedInMember.find(visit.field("session_key"))
        .filter(member -> member.password().equals(visit.field("session_password")));
  }

  private static boolean isUsernameKnown(Visit visit) {
    return LinkedInMember.find(visit.field("session_key")).isPresent();
  }

  private static Answer startAuthentication(Visit visit) {
    Map<String, String> browser = new HashMap<>(visit.cookies());
    browser.remove("JSESSIONID");
    return Answer.json(200, "{}").with(SessionCookies.setAnonymous(browser));
  }

  private Answer authenticate(Visit visit) {
    String sent = Cookies.unquote(visit.field("JSESSIONID"));
    if (!visit.csrfCookie().equals(Optional.of(sent))) {
      return Answer.csrfFailed();
    }
    Optional<LinkedInMember> found = findByPassword(visit);
    if (found.isEmpty()) {
      String result = isUsernameKnown(visit) ? "BAD_PASSWORD" : "BAD_USERNAME_OR_PASSWORD";
      return Answer.json(200, Documents.loginResult(result, null));
    }
    LinkedInMember member = found.get();
    Optional<Checkpoint> asked = checkpoints.begin(member);
    if (asked.isPresent()) {
      String url = "https://" + visit.host() + asked.get().location();
      return Answer.json(200, Documents.loginResult("CHALLENGE", url));
    }
    return Answer.json(200, Documents.loginResult("PASS", null))
        .with(sessions.signIn(member, visit.cookies()).setCookies());
  }
}
