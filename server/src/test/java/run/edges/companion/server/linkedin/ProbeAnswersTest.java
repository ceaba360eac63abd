package run.edges.companion.server.linkedin;

import static org.assertj.core.api.Assertions.assertThat;
import static run.edges.companion.server.testing.TestLinkedIn.alive;
import static run.edges.companion.server.testing.TestLinkedIn.redirect;
import static run.edges.companion.server.testing.TestLinkedIn.status;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.server.configuration.Configuration;
import run.edges.companion.server.linkedin.SessionProbe.Alive;
import run.edges.companion.server.linkedin.SessionProbe.Dead;
import run.edges.companion.server.linkedin.SessionProbe.Unknown;
import run.edges.companion.server.linkedin.SessionProbe.Verdict;
import run.edges.companion.server.outgoing.OutgoingTls;
import run.edges.companion.server.testing.RunningServer;
import run.edges.companion.server.testing.Samples;
import run.edges.companion.server.testing.TestLinkedIn;

/** What each answer of LinkedIn says, down to its cookies. */
class ProbeAnswersTest {
  private static final String NEW = "; Domain=.www.linkedin.com; Path=/; Secure; HttpOnly";

  @TempDir private static Path folder;

  @AutoClose private TestLinkedIn linkedin;
  @AutoClose private LinkedInProbe probe;

  @BeforeEach
  void start() {
    linkedin = TestLinkedIn.start(folder);
    Configuration configuration = RunningServer.configuration(folder, linkedin.settings(Map.of()));
    probe =
        new LinkedInProbe(
            URI.create("https://localhost:" + linkedin.port()),
            OutgoingTls.trusting(configuration.outgoing().certificateFile()),
            false);
  }

  @Test
  void probe_renewedCookie_isAliveWithTheNewValue() {
    answerMe("li_at=renewed; Max-Age=31536000" + NEW);

    assertThat(renewed(ask(false))).contains("renewed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "li_at=; Max-Age=0",
        "li_at=\"\"; Max-Age=0",
        "li_at=delete me; Max-Age=0",
        "li_at=\"delete me\"; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        "li_at=delete me; Expires=Thu, 01-Jan-1970 00:00:10 GMT",
        "li_at=any; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        "li_at=any; Max-Age=-10"
      })
  void probe_cookieTakenAway_isDeadAlsoOnAUsualAnswer(String cookie) {
    answerMe(cookie + NEW);

    assertThat(ask(false)).isInstanceOf(Dead.class);
  }

  /** A date that is not understood says nothing: a browser keeps the cookie. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "li_at=renewed; Expires=Wed, 24 Nov 2038 08:00:00 UTC",
        "li_at=renewed; Expires=Wednesday, 24-Nov-38 08:00:00 GMT",
        "li_at=renewed; Expires=Wed Nov 24 08:00:00 2038",
        "li_at=renewed; Expires=sometime",
        "li_at=renewed; Expires=sometime; Max-Age=31536000",
        "li_at=renewed; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=31536000",
        "li_at=renewed; Max-Age=a-year",
        "li_at=renewed; Max-Age="
      })
  void probe_cookieWithAnUnusualEnd_isNotDead(String cookie) {
    answerMe(cookie + NEW);

    assertThat(renewed(ask(false))).as(cookie).contains("renewed");
  }

  /** As when a cookie moves from one domain to another: what is set last of all lives. */
  @Test
  void probe_cookieMovedToAnotherDomain_isAliveWithTheNewValue() {
    linkedin.answer(_ ->
        alive(Samples.ADA)
            .with("Set-Cookie", "li_at=\"delete me\"; Domain=.linkedin.com; Path=/; Max-Age=0")
            .with("Set-Cookie", "li_at=renewed; Max-Age=31536000" + NEW));

    assertThat(renewed(ask(false))).contains("renewed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"li_at=a b", "li_at=a\\b", "li_at=\"half", "li_at"})
  void probe_cookieThatNoBrowserSends_isAliveWithoutIt(String cookie) {
    answerMe(cookie + "; Max-Age=31536000" + NEW);

    assertThat(renewed(ask(false))).isEmpty();
  }

  @Test
  void probe_otherCookies_areIgnored() {
    linkedin.answer(_ ->
        alive(Samples.ADA)
            .with("Set-Cookie", "li_at_old=\"delete me\"; Max-Age=0" + NEW)
            .with("Set-Cookie", "liap=; Max-Age=0" + NEW)
            .with("Set-Cookie", "malformed\u0001"));

    assertThat(renewed(ask(false))).isEmpty();
  }

  @Test
  void probe_renewedWithSalesNavigator_asksForItWithTheNewCookie() {
    linkedin.answer(asked ->
        switch (asked.path()) {
          case TestLinkedIn.ME ->
              alive(Samples.ADA).with("Set-Cookie", "li_at=renewed; Max-Age=31536000" + NEW);
          default -> asked.liAt().equals("renewed") ? status(200) : redirect("/login");
        });

    Verdict verdict = ask(true);

    assertThat(renewed(verdict)).contains("renewed");
    assertThat(((Alive) verdict).salesNavigator()).as("the old one is over").contains(true);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "null",
        "{\"plainId\":null}",
        "{\"miniProfile\":[]}",
        "{\"data\":{\"*miniProfile\":{}},\"included\":[1,null]}",
        "<html>"
      })
  void probe_usualStatusWithoutAMember_isUnknown(String body) {
    linkedin.answer(_ -> new TestLinkedIn.Answer(200, List.of(), body));

    assertThat(ask(false)).isInstanceOf(Unknown.class);
  }

  @Test
  void probe_deeplyNestedAnswer_isUnknown() {
    linkedin.answer(_ -> new TestLinkedIn.Answer(200, List.of(), "{\"a\":" + "[".repeat(100_000)));

    assertThat(ask(false)).isInstanceOf(Unknown.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "http://[",
        "?login",
        "//",
        "mailto:login",
        "https://www.linkedin.com/somewhere?next=/login",
        "https://www.linkedin.com/in/login"
      })
  void probe_redirectThatSaysNothing_isUnknown(String location) {
    linkedin.answer(_ -> redirect(location));

    assertThat(ask(false)).isInstanceOf(Unknown.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/login",
        "/login?session_redirect=%2Ffeed%2F",
        "https://www.linkedin.com/login/de",
        "https://www.linkedin.com/uas/login?trk=a",
        "/uas/login-submit",
        "/authwall?trk=a"
      })
  void probe_redirectToTheSignIn_isDead(String location) {
    linkedin.answer(_ -> redirect(location));

    assertThat(ask(false)).isInstanceOf(Dead.class);
  }

  private void answerMe(String cookie) {
    linkedin.answer(_ -> alive(Samples.ADA).with("Set-Cookie", cookie));
  }

  private Verdict ask(boolean salesNavigator) {
    return probe.probe(
        new SessionProbe.Subject(
            SecretText.of("stored"),
            salesNavigator ? Optional.of(SecretText.of("sales")) : Optional.empty(),
            "Mozilla/5.0 Test",
            Optional.empty()));
  }

  private static Optional<String> renewed(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Alive.class);
    return ((Alive) verdict)
        .renewed()
        .map(renewed -> renewed.value().reveal(SecretAccess.granted()));
  }
}
