package run.edges.companion.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.edges.companion.server.testing.Dashboard;
import run.edges.companion.server.testing.MovableClock;
import run.edges.companion.server.testing.RunningServer;

/** Getting into the dashboard, staying there, and being let out. */
class SignInTest {
  private static final String EMAIL = "ada@example.com";

  private final MovableClock clock = new MovableClock();
  @AutoClose private RunningServer server;
  private String invitation = "";

  @BeforeEach
  void start(@TempDir Path folder) {
    server = RunningServer.start(RunningServer.configuration(folder, Map.of()), clock);
    invitation = server.invitation();
  }

  private Dashboard member() {
    return Dashboard.accept(server.address(), invitation, "Ada Admin", EMAIL);
  }

  private Dashboard stranger() {
    return Dashboard.stranger(server.address());
  }

  @Test
  void invitation_accepted_opensTheDashboardAndServesOnce() {
    assertThat(member().get("/dashboard").statusCode()).isEqualTo(200);

    HttpResponse<String> again = accept(stranger(), invitation);

    assertThat(again.statusCode()).isEqualTo(422);
    assertThat(again.body()).contains("used, replaced or is too old");
  }

  @Test
  void invitation_older_isVoidOnceThereIsANewerOne() {
    String newer = server.invitation();

    assertThat(accept(stranger(), invitation).statusCode()).isEqualTo(422);
    assertThat(accept(stranger(), newer).statusCode()).isEqualTo(303);
  }

  @Test
  void invitation_afterAWeek_isTooOld() {
    clock.advance(Duration.ofDays(7).plusSeconds(1));

    assertThat(accept(stranger(), invitation).statusCode()).isEqualTo(422);
  }

  @ParameterizedTest
  @ValueSource(strings = {"short", "ada@example.com-not", "", "eleven-char"})
  void invitation_weakPassword_isAskedAgainAndServesStill(String password) {
    HttpResponse<String> refused =
        stranger()
            .post(
                "/dashboard/invitation",
                Map.of(
                    "token",
                    token(invitation),
                    "name",
                    "Ada Admin",
                    "email",
                    password.length() > 15 ? password : EMAIL,
                    "password",
                    password));

    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).doesNotContain(token(invitation));
    assertThat(accept(stranger(), invitation).statusCode()).isEqualTo(303);
  }

  @Test
  void signIn_rightPassword_leadsToWhereTheMemberWanted() {
    var _ = member();
    Dashboard browser = stranger();

    HttpResponse<String> signedIn =
        browser.post(
            "/dashboard/sign-in",
            Map.of(
                "email", "ADA@example.com ",
                "password", Dashboard.PASSWORD,
                "next", "/dashboard/account"));

    assertThat(signedIn.statusCode()).isEqualTo(303);
    assertThat(signedIn.headers().firstValue("Location").orElse("")).endsWith("/dashboard/account");
    assertThat(signedIn.headers().firstValue("Set-Cookie").orElse(""))
        .contains("Secure", "HttpOnly", "SameSite=Lax", "Path=/")
        .doesNotContain("Domain");
    assertThat(browser.get("/dashboard/account").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "//evil.example",
        "/dashboard/../share/x",
        "/dashboard//evil.example",
        "/dashboard\\evil",
        "/login/x"
      })
  void signIn_nextElsewhere_leadsToTheDashboard(String next) {
    var _ = member();

    HttpResponse<String> signedIn =
        stranger()
            .post(
                "/dashboard/sign-in",
                Map.of("email", EMAIL, "password", Dashboard.PASSWORD, "next", next));

    assertThat(signedIn.headers().firstValue("Location").orElse(""))
        .isEqualTo(server.address().url() + "/dashboard");
  }

  @Test
  void signIn_wrongPasswordOrName_saysTheSame() {
    var _ = member();

    HttpResponse<String> wrongPassword = stranger().signIn(EMAIL, "not the password");
    HttpResponse<String> wrongName = stranger().signIn("eve@example.com", Dashboard.PASSWORD);

    assertThat(wrongPassword.statusCode()).isEqualTo(422);
    assertThat(wrongName.statusCode()).isEqualTo(422);
    assertThat(wrongName.body().replace("eve@", "ada@")).isEqualTo(wrongPassword.body());
    assertThat(wrongPassword.body()).doesNotContain("not the password");
  }

  @Test
  void signIn_tooManyTries_isSlowedDown() {
    var _ = member();
    for (int i = 0; i < 20; i++) {
      var _ = stranger().signIn(EMAIL, "guess number " + i);
    }

    HttpResponse<String> right = stranger().signIn(EMAIL, Dashboard.PASSWORD);

    assertThat(right.statusCode()).isEqualTo(429);
    assertThat(right.body()).contains("too many tries");
  }

  @Test
  void page_withoutSignIn_leadsToSignInAndBack() {
    HttpResponse<String> away = stranger().get("/dashboard/account?done=password");

    assertThat(away.statusCode()).isEqualTo(303);
    assertThat(away.headers().firstValue("Location").orElse(""))
        .endsWith("/dashboard/sign-in?next=%2Fdashboard%2Faccount%3Fdone%3Dpassword");
  }

  @Test
  void part_withoutSignIn_hasThePageAskAgain() {
    HttpResponse<String> part = stranger().part("/dashboard/integrations/x/verify", Map.of());

    assertThat(part.statusCode()).isEqualTo(401);
    assertThat(part.headers().firstValue("HX-Redirect").orElse("")).contains("/dashboard/sign-in");
  }

  @Test
  void signIn_idleForTooLong_ends() {
    Dashboard member = member();
    clock.advance(Duration.ofHours(11));
    assertThat(member.get("/dashboard").statusCode()).isEqualTo(200);
    clock.advance(Duration.ofHours(11));
    assertThat(member.get("/dashboard").statusCode()).as("used since").isEqualTo(200);

    clock.advance(Duration.ofHours(13));

    assertThat(member.get("/dashboard").statusCode()).isEqualTo(303);
  }

  @Test
  void signIn_olderThanItsLifetime_endsHoweverMuchItIsUsed() {
    Dashboard member = member();
    for (int i = 0; i < 33; i++) {
      clock.advance(Duration.ofHours(10));
      assertThat(member.get("/dashboard").statusCode()).isEqualTo(200);
    }

    clock.advance(Duration.ofHours(10));

    assertThat(member.get("/dashboard").statusCode()).isEqualTo(303);
  }

  @Test
  void signOut_pressed_endsTheSignInAtTheServerToo() {
    Dashboard member = member();
    String kept = member.cookie();

    assertThat(member.post("/dashboard/sign-out", Map.of()).statusCode()).isEqualTo(303);

    member.keep(kept);
    assertThat(member.get("/dashboard").statusCode()).isEqualTo(303);
  }

  @Test
  void password_changed_endsEveryOtherSignIn() {
    Dashboard member = member();
    Dashboard elsewhere = stranger();
    var _ = elsewhere.signIn(EMAIL, Dashboard.PASSWORD);

    HttpResponse<String> changed =
        member.post(
            "/dashboard/account/password",
            Map.of("current", Dashboard.PASSWORD, "password", "another good password"));

    assertThat(changed.statusCode()).isEqualTo(303);
    assertThat(member.get("/dashboard").statusCode()).isEqualTo(200);
    assertThat(elsewhere.get("/dashboard").statusCode()).isEqualTo(303);
    assertThat(stranger().signIn(EMAIL, Dashboard.PASSWORD).statusCode()).isEqualTo(422);
    assertThat(stranger().signIn(EMAIL, "another good password").statusCode()).isEqualTo(303);
  }

  @Test
  void form_largerThanAllowed_isRefused() {
    HttpResponse<String> large = member().signIn(EMAIL, "x".repeat(70_000));

    assertThat(large.statusCode()).isEqualTo(413);
    assertThat(large.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "not json", "{\"id\":\"x\"}", "{}"})
  void passkey_garbage_isRefused(String credential) {
    var _ = member();

    HttpResponse<String> refused =
        stranger().json("/dashboard/sign-in/passkey", Map.of("credential", credential));

    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("PASSKEY_REFUSED");
  }

  @Test
  void errorPage_forPeople_isAPage() {
    HttpResponse<String> nothing = member().get("/dashboard/integrations/nobody");

    assertThat(nothing.statusCode()).isEqualTo(404);
    assertThat(nothing.body()).contains("<h1>There is nothing here</h1>", "Reference");
  }

  private static HttpResponse<String> accept(Dashboard browser, String invitation) {
    return browser.post(
        "/dashboard/invitation",
        Map.of(
            "token",
            token(invitation),
            "name",
            "Ada Admin",
            "email",
            EMAIL,
            "password",
            Dashboard.PASSWORD));
  }

  private static String token(String invitation) {
    return invitation.substring(invitation.indexOf('#') + 1);
  }
}
