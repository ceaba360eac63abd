package run.edges.companion.testbed.linkedin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static run.edges.companion.testbed.linkedin.LinkedInMember.ADA;
import static run.edges.companion.testbed.linkedin.LinkedInMember.ALAN;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import run.edges.companion.testbed.linkedin.Checkpoints.Interstitial;
import run.edges.companion.testbed.linkedin.Checkpoints.Kind;
import run.edges.companion.testbed.linkedin.page.Language;

final class LinkedInCheckpointTest {

  private static final String WRONG =
      "<div id=\"error-for-pin\" role=\"alert\">That's not the right";
  private static final String EXPIRED =
      "<div id=\"error-for-pin\" role=\"alert\">The code has expired";

  private final LinkedInStandIn standIn;
  private final StandInClient client;
  private final Checkpoints checkpoints;

  LinkedInCheckpointTest() throws IOException {
    standIn = LinkedInStandIn.start();
    client = new StandInClient(standIn);
    checkpoints = standIn.checkpoints();
  }

  @AfterEach
  void close() {
    client.close();
    standIn.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"EMAIL_CODE", "SMS_CODE", "AUTHENTICATOR_CODE"})
  void code_right_signsIn(Kind kind) throws Exception {
    String path = ask(kind);
    assertThat(path).startsWith("/checkpoint/challenge/");

    assertThat(post(path, "000000").body()).contains(WRONG);
    assertThat(client.cookie("li_at")).isEmpty();

    assertSignedIn(post(path, Checkpoints.CODE));
    assertThat(location(client.submitPassword(ADA))).isEqualTo("/feed/");
    assertThat(client.get(path).statusCode()).isEqualTo(404);
  }

  @Test
  void emailCode_page_hasIdsAndMaskedAddress() throws Exception {
    assertThat(client.get(ask(Kind.EMAIL_CODE)).body())
        .contains("<form id=\"email-pin-challenge\" method=\"post\"")
        .contains("<input id=\"input__email_verification_pin\" name=\"pin\"")
        .contains("<button type=\"submit\" id=\"email-pin-submit-button\">")
        .contains("<button type=\"submit\" id=\"btn-resend-pin\">")
        .contains("a•••@example.com")
        .doesNotContain(ADA.username(), "error-for-pin");
  }

  @Test
  void smsCode_page_hasIdsAndMaskedNumber() throws Exception {
    assertThat(client.get(ask(Kind.SMS_CODE)).body())
        .contains("<form id=\"two-step-challenge\" method=\"post\"")
        .contains("<input id=\"input__phone_verification_pin\" name=\"pin\"")
        .contains("<button type=\"submit\" id=\"two-step-submit-button\">")
        .contains("<button type=\"submit\" id=\"btn-resend-pin\">")
        .contains("ending in 42");
  }

  @Test
  void authenticatorCode_page_isInItsDivWithoutResend() throws Exception {
    String path = ask(Kind.AUTHENTICATOR_CODE);

    assertThat(client.get(path).body())
        .containsSubsequence(
            "<div id=\"auth-app-div\">",
            "<form id=\"two-step-challenge\"",
            "id=\"input__phone_verification_pin\" name=\"pin\"",
            "id=\"two-step-submit-button\"",
            "</div>")
        .doesNotContain("btn-resend-pin");
    assertThat(client.post(path + "/resend", Map.of()).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @EnumSource(names = {"EMAIL_CODE", "SMS_CODE"})
  void resend_codeSent_makesTheOldOneWrong(Kind kind) throws Exception {
    String path = ask(kind);
    assertThat(checkpoints.code(ADA)).isEqualTo(Checkpoints.CODE);

    assertThat(location(client.post(path + "/resend", Map.of()))).isEqualTo(path);

    assertThat(checkpoints.code(ADA)).matches("\\d{6}").isNotEqualTo(Checkpoints.CODE);
    assertThat(post(path, Checkpoints.CODE).body()).contains(WRONG);
    assertSignedIn(post(path, checkpoints.code(ADA)));
  }

  @Test
  void expireCodes_codeSent_needsResend() throws Exception {
    String path = ask(Kind.EMAIL_CODE);
    checkpoints.expireCodes(ADA);

    assertThat(post(path, checkpoints.code(ADA)).body()).contains(EXPIRED).doesNotContain(WRONG);
    assertThat(post(path, "000000").body()).contains(WRONG);
    client.post(path + "/resend", Map.of());
    assertThat(post(path, Checkpoints.CODE).body()).contains(WRONG);

    assertSignedIn(post(path, checkpoints.code(ADA)));
  }

  @Test
  void expireCodes_authenticator_showsANewCodeAtOnce() throws Exception {
    String path = ask(Kind.AUTHENTICATOR_CODE);
    checkpoints.expireCodes(ADA);

    assertThat(post(path, Checkpoints.CODE).body()).contains(EXPIRED);

    assertSignedIn(post(path, checkpoints.code(ADA)));
  }

  @Test
  void code_threeTimesWrong_closesCheckpointButExpiredDoesNotCount() throws Exception {
    String path = ask(Kind.SMS_CODE);
    checkpoints.expireCodes(ADA);
    post(path, Checkpoints.CODE);
    assertThat(post(path, "000001").body()).contains(WRONG);
    assertThat(post(path, "000002").body()).contains(WRONG);

    assertThat(location(post(path, "000003"))).isEqualTo("/login");

    assertThat(post(path, Checkpoints.CODE).statusCode()).isEqualTo(404);
    assertThat(client.cookie("li_at")).isEmpty();
    assertSignedIn(post(location(client.submitPassword(ADA)), Checkpoints.CODE));
  }

  @Test
  void maxTries_one_closesAtTheFirstWrongCode() throws Exception {
    checkpoints.maxTries(1);

    assertThat(location(post(ask(Kind.EMAIL_CODE), "000000"))).isEqualTo("/login");
  }

  @Test
  void submitPassword_whileOneIsOpen_opensItAnew() throws Exception {
    String first = ask(Kind.EMAIL_CODE);
    client.post(first + "/resend", Map.of());

    String second = location(client.submitPassword(ADA));

    assertThat(second).isNotEqualTo(first);
    assertThat(client.get(first).statusCode()).isEqualTo(404);
    assertSignedIn(post(second, Checkpoints.CODE));
  }

  @ParameterizedTest
  @EnumSource
  void french_anyKind_changesTextsOnly(Kind kind) throws Exception {
    String location = ask(kind);
    String english = client.get(location).body();
    standIn.look().language(Language.FRENCH);

    String french = client.get(location).body();

    assertThat(english).contains("<html lang=\"en\">");
    assertThat(french).contains("<html lang=\"fr\">");
    assertThat(heading(french)).isNotEqualTo(heading(english));
    assertThat(StandInClient.attributes(french)).isEqualTo(StandInClient.attributes(english));
  }

  @Test
  void french_wrongAndExpiredCode_saysSo() throws Exception {
    String path = ask(Kind.EMAIL_CODE);
    standIn.look().language(Language.FRENCH);

    assertThat(post(path, "000000").body())
        .contains("<div id=\"error-for-pin\" role=\"alert\">Ce n'est pas le bon code");
    checkpoints.expireCodes(ADA);
    assertThat(post(path, Checkpoints.CODE).body())
        .contains("<div id=\"error-for-pin\" role=\"alert\">Le code a expiré");
  }

  @Test
  void appApproval_page_asksWhetherItWasApproved() throws Exception {
    String path = ask(Kind.APP_APPROVAL);

    assertThat(path).startsWith("/checkpoint/challengesV2/");
    assertThat(client.get(path).body())
        .contains("<h1 class=\"header__content__heading__inapp\">")
        .containsPattern("<input type=\"hidden\" id=\"\\w*linkedInAppChallengeActivityDevice\"")
        .contains("fetch('" + path + "/status')", "300")
        .doesNotContain("<form");
    assertThat(client.get(path + "/status").body()).isEqualTo("{\"status\":\"PENDING\"}");
    assertThat(client.post(path, Map.of()).statusCode()).isEqualTo(200);
  }

  @Test
  void appApproval_approved_signsInOnNextLook() throws Exception {
    String path = ask(Kind.APP_APPROVAL);

    checkpoints.approve(ADA);

    assertThat(client.get(path + "/status").body()).isEqualTo("{\"status\":\"APPROVED\"}");
    assertSignedIn(client.get(path));
  }

  @Test
  void appApproval_declined_leadsBackToLogin() throws Exception {
    String path = ask(Kind.APP_APPROVAL);

    checkpoints.decline(ADA);

    assertThat(client.get(path + "/status").body()).isEqualTo("{\"status\":\"DECLINED\"}");
    assertThat(location(client.get(path))).isEqualTo("/login");
    assertThat(client.get(path + "/status").statusCode()).isEqualTo(404);
    assertThat(client.cookie("li_at")).isEmpty();
  }

  @Test
  void approve_otherKindAsked_throws() throws Exception {
    ask(Kind.SMS_CODE);

    assertThatIllegalStateException().isThrownBy(() -> checkpoints.approve(ADA));
  }

  @Test
  void captcha_page_hasFrameAndIsCompletedByButton() throws Exception {
    String path = ask(Kind.CAPTCHA);

    assertThat(client.get(path).body())
        .containsSubsequence("<div id=\"captcha-internal\">", "<iframe src=\"/checkpoint/captcha-");
    assertThat(client.get("/checkpoint/captcha-frame").statusCode()).isEqualTo(200);

    assertSignedIn(client.post(path, Map.of()));
  }

  @Test
  void phoneRegistration_numberGiven_signsIn() throws Exception {
    String path = ask(Kind.PHONE_REGISTRATION);

    assertThat(client.get(path).body())
        .contains("<form id=\"phone-registration\"", "<input type=\"tel\" name=\"phoneNumber\"")
        .doesNotContain("name=\"pin\"");
    assertThat(client.post(path, Map.of("phoneNumber", "")).statusCode()).isEqualTo(200);

    assertSignedIn(client.post(path, Map.of("phoneNumber", "+33 6 00 00 00 42")));
  }

  @Test
  void loginForm_rightPasswordOnceMore_signsIn() throws Exception {
    String location = ask(Kind.LOGIN_FORM);
    assertThat(location).startsWith("/checkpoint/lg/login?session_redirect=");
    String page = client.get(location).body();
    assertThat(page).contains("id=\"username\"", "action=\"/checkpoint/lg/login-submit\"");
    String id = page.replaceAll("(?s).*name=\"challengeId\" value=\"(\\w+)\".*", "$1");

    HttpResponse<String> wrong = submitOnceMore(ADA, "wrong", id);
    assertThat(wrong.body()).contains("error-for-password", "value=\"" + id + "\"");
    assertThat(client.post("/checkpoint/lg/login", Map.of()).statusCode()).isEqualTo(405);
    assertThat(client.cookie("li_at")).isEmpty();

    assertSignedIn(submitOnceMore(ADA, ADA.password(), id));
  }

  @Test
  void loginForm_otherMember_doesNotCompleteIt() throws Exception {
    String id = ask(Kind.LOGIN_FORM).replaceAll(".*challengeId=", "");

    submitOnceMore(ALAN, ALAN.password(), id);

    assertThat(standIn.sessions().isAlive(client.cookie("li_at"))).contains(ALAN);
    assertThat(location(client.submitPassword(ADA))).startsWith("/checkpoint/lg/login?");
  }

  @Test
  void unknown_page_hasNothingToDo() throws Exception {
    String path = ask(Kind.UNKNOWN);

    assertThat(path).startsWith("/checkpoint/challenge/");
    assertThat(client.get(path).body())
        .contains("<title>One more thing")
        .doesNotContain("<form", "<input", "<button", "<iframe", " id=");
    assertThat(client.post(path, Map.of()).statusCode()).isEqualTo(200);
    assertThat(client.cookie("li_at")).isEmpty();
  }

  @Test
  void require_twoKinds_asksOneAfterTheOther() throws Exception {
    String first = ask(Kind.EMAIL_CODE, Kind.AUTHENTICATOR_CODE);
    assertThat(client.get(first).body()).contains("email-pin-challenge");

    String second = location(post(first, Checkpoints.CODE));

    assertThat(client.get(second).body()).contains("auth-app-div");
    assertThat(client.cookie("li_at")).isEmpty();
    assertThat(post(second, Checkpoints.CODE).body()).contains(WRONG);
    assertSignedIn(post(second, checkpoints.code(ADA)));
  }

  @Test
  void clear_open_letsThePasswordSignIn() throws Exception {
    String path = ask(Kind.EMAIL_CODE);

    checkpoints.clear(ADA);

    assertThat(client.get(path).statusCode()).isEqualTo(404);
    assertSignedIn(client.submitPassword(ADA));
  }

  @Test
  void completed_interstitialTold_leadsThere() throws Exception {
    checkpoints.interrupt(ADA, Interstitial.MESSAGE);

    assertThat(location(post(ask(Kind.EMAIL_CODE), Checkpoints.CODE))).isEqualTo("/check/message");

    assertThat(standIn.sessions().isAlive(client.cookie("li_at"))).contains(ADA);
  }

  private String ask(Kind first, Kind... more) throws Exception {
    checkpoints.require(ADA, first, more);
    return location(client.submitPassword(ADA));
  }

  private HttpResponse<String> post(String path, String pin) throws Exception {
    return client.post(path, Map.of("pin", pin));
  }

  private HttpResponse<String> submitOnceMore(LinkedInMember member, String password, String id)
      throws Exception {
    return client.post(
        "/checkpoint/lg/login-submit",
        Map.of("session_key", member.username(), "session_password", password, "challengeId", id));
  }

  private void assertSignedIn(HttpResponse<String> response) {
    assertThat(location(response)).isEqualTo("/feed/");
    assertThat(standIn.sessions().isAlive(client.cookie("li_at"))).contains(ADA);
  }

  private static String heading(String html) {
    return html.replaceAll("(?s).*<h1[^>]*>(.*)</h1>.*", "$1");
  }

  private static String location(HttpResponse<String> response) {
    return response.headers().firstValue("Location").orElseThrow();
  }
}
