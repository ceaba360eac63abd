package run.edges.companion.testbed.linkedin;

import static org.assertj.core.api.Assertions.assertThat;
import static run.edges.companion.testbed.linkedin.LinkedInMember.ADA;
import static run.edges.companion.testbed.linkedin.LinkedInMember.GRACE;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.edges.companion.testbed.linkedin.page.Language;
import run.edges.companion.testbed.linkedin.page.Layout;
import run.edges.companion.testbed.linkedin.web.Cookies;

final class LinkedInSignInTest {

  private final LinkedInStandIn standIn;
  private final StandInClient client;

  LinkedInSignInTest() throws IOException {
    standIn = LinkedInStandIn.start();
    client = new StandInClient(standIn);
  }

  @AfterEach
  void close() {
    client.close();
    standIn.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/login", "/uas/login", "/checkpoint/lg/login"})
  void login_signedOut_showsForm(String path) throws Exception {
    HttpResponse<String> response = client.get(path);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .contains("LinkedIn stand-in (testbed)", "action=\"/checkpoint/lg/login-submit\"")
        .contains("name=\"session_key\"", "name=\"session_password\"");
    assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
  }

  @Test
  void feed_signedOut_redirectsToLogin() throws Exception {
    HttpResponse<String> response = client.get("/feed/");

    assertThat(response.statusCode()).isEqualTo(302);
    assertThat(location(response)).startsWith("/login?");
  }

  @Test
  void submitLogin_goodPassword_opensFeed() throws Exception {
    HttpResponse<String> response = submit(ADA, ADA.password());

    assertThat(response.statusCode()).isEqualTo(302);
    assertThat(location(response)).isEqualTo("/feed/");
    assertThat(client.get("/feed/").body()).contains("Ada Example");
    assertThat(standIn.sessions().isAlive(client.cookie("li_at"))).contains(ADA);
  }

  @ParameterizedTest
  @EnumSource(
      value = Layout.class,
      names = {"A", "B", "C"})
  void submitLogin_wrongPassword_showsFormAgainAndNoCookie(Layout layout) throws Exception {
    standIn.look().layout(layout);

    HttpResponse<String> response = submit(ADA, GRACE.password());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .contains("<div id=\"error-for-password\" role=\"alert\">Wrong password.")
        .contains("name=\"session_key\"")
        .doesNotContain("error-for-username");
    assertThat(client.cookie("li_at")).isEmpty();
  }

  @Test
  void submitLogin_unknownUsername_showsItAtTheUsername() throws Exception {
    Map<String, String> form = form("nobody@example.com", "wrong", "");

    assertThat(client.post("/checkpoint/lg/login-submit", form).body())
        .contains("<div id=\"error-for-username\" role=\"alert\">")
        .doesNotContain("error-for-password");
  }

  @ParameterizedTest
  @CsvSource({"A, username, password", "B, session_key, session_password"})
  void login_layoutsWithIds_haveThem(Layout layout, String username, String password)
      throws Exception {
    standIn.look().layout(layout);

    assertThat(client.get("/login").body())
        .contains("<input id=\"" + username + "\" name=\"session_key\"")
        .contains("<input id=\"" + password + "\" name=\"session_password\"")
        .contains("<button type=\"submit\">Sign in</button>")
        .doesNotContain("Google");
  }

  @Test
  void login_layoutC_hasOtherButtonsFirstAndNoIds() throws Exception {
    standIn.look().layout(Layout.C);

    assertThat(client.get("/login").body())
        .containsSubsequence(
            "<button type=\"button\">Continue with Google</button>",
            "<button type=\"button\">Sign in with Apple</button>",
            "<form",
            "autocomplete=\"username\"",
            "autocomplete=\"current-password\"",
            "<button type=\"submit\">")
        .doesNotContain(" id=");
  }

  @Test
  void login_layoutD_isUnknownPage() throws Exception {
    standIn.look().layout(Layout.D);

    HttpResponse<String> response = client.get("/login");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).doesNotContain("<form", "<input", "<button", "session_key");
  }

  @Test
  void look_french_changesTextsOnly() throws Exception {
    String english = client.get("/login").body();
    standIn.look().language(Language.FRENCH);

    String french = client.get("/login").body();

    assertThat(english).contains("<html lang=\"en\">", "Password");
    assertThat(french)
        .contains("<html lang=\"fr\">", "Mot de passe", "S'identifier")
        .doesNotContain("Password", "Sign in");
    assertThat(StandInClient.attributes(french)).isEqualTo(StandInClient.attributes(english));
    assertThat(submit(ADA, "wrong").body()).contains("Mot de passe incorrect.");
  }

  @Test
  void signIn_classic_setsCookiesOfClassic() throws Exception {
    List<String> cookies = submit(ADA, ADA.password()).headers().allValues("Set-Cookie");

    assertThat(cookies).noneMatch(line -> line.startsWith("li_a="));
    assertThat(cookies)
        .anySatisfy(line ->
            assertThat(line)
                .matches(
                    "li_at=AQED[A-Za-z0-9_-]{176}; Domain=\\.www\\.linkedin\\.com; Path=/;"
                        + " Max-Age=31536000; Secure; HttpOnly; SameSite=None"))
        .anySatisfy(line ->
            assertThat(line)
                .startsWith("JSESSIONID=\"ajax:")
                .contains("\"; Domain=.www.linkedin.com;", "; Secure; SameSite=None")
                .doesNotContain("HttpOnly"))
        .anySatisfy(line -> assertThat(line).startsWith("liap=true; Domain=.linkedin.com;"))
        .anySatisfy(line -> assertThat(line).startsWith("bcookie=\"v=2&"))
        .anySatisfy(line -> assertThat(line).startsWith("bscookie=\"v=1&").contains("HttpOnly"));
  }

  @Test
  void signIn_salesNavigator_setsLiAForThirtyDays() throws Exception {
    List<String> cookies = submit(GRACE, GRACE.password()).headers().allValues("Set-Cookie");

    assertThat(cookies)
        .filteredOn(line -> line.startsWith("li_a="))
        .singleElement()
        .asString()
        .endsWith(
            "; Domain=.linkedin.com; Path=/; Max-Age=2592000; Secure; HttpOnly; SameSite=None");
    assertThat(standIn.sessions().isSalesNavigatorAlive(client.cookie("li_a"))).contains(GRACE);
  }

  @Test
  void authenticate_goodPassword_passes() throws Exception {
    JsonObject result = authenticate(ADA.username(), ADA.password());

    assertThat(result.get("login_result").getAsString()).isEqualTo("PASS");
    assertThat(standIn.sessions().isAlive(client.cookie("li_at"))).contains(ADA);
  }

  @Test
  void authenticate_wrongPassword_saysBadPassword() throws Exception {
    JsonObject result = authenticate(ADA.username(), "wrong");

    assertThat(result.get("login_result").getAsString()).isEqualTo("BAD_PASSWORD");
    assertThat(client.cookie("li_at")).isEmpty();
  }

  @Test
  void authenticate_unknownUsername_saysBadUsernameOrPassword() throws Exception {
    JsonObject result = authenticate("nobody@example.com", "wrong");

    assertThat(result.get("login_result").getAsString()).isEqualTo("BAD_USERNAME_OR_PASSWORD");
  }

  @Test
  void authenticate_withoutItsJsessionId_failsCsrf() throws Exception {
    client.get("/uas/authenticate");
    HttpResponse<String> response =
        client.post("/uas/authenticate", form(ADA.username(), ADA.password(), "\"ajax:1\""));

    assertThat(response.statusCode()).isEqualTo(403);
  }

  @Test
  void authenticate_checkpointRequired_challenges() throws Exception {
    standIn.checkpoints().require(ADA, Checkpoints.Kind.EMAIL_CODE);

    JsonObject result = authenticate(ADA.username(), ADA.password());

    assertThat(result.get("login_result").getAsString()).isEqualTo("CHALLENGE");
    assertThat(result.get("challenge_url").getAsString())
        .startsWith(standIn.baseUri() + "/checkpoint/challenge/");
    assertThat(client.cookie("li_at")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "ADD_PHONE, /check/add-phone, Add a phone number, <a id=\"skip\" href=\"/feed/\">",
    "MESSAGE, /check/message, A message you must read, action=\"/feed/\"><button type=\"submit\">"
  })
  void signIn_interstitialTold_leadsThereOnceWithSession(
      Checkpoints.Interstitial interstitial, String path, String title, String wayOn)
      throws Exception {
    standIn.checkpoints().interrupt(ADA, interstitial);

    HttpResponse<String> response = submit(ADA, ADA.password());

    assertThat(location(response)).isEqualTo(path);
    assertThat(standIn.sessions().isAlive(client.cookie("li_at"))).contains(ADA);
    assertThat(client.get(path).body()).contains("<h1>" + title, wayOn);
    assertThat(client.get("/feed/").statusCode()).isEqualTo(200);
    assertThat(location(submit(ADA, ADA.password()))).isEqualTo("/feed/");
  }

  @Test
  void interstitial_signedOut_redirectsToLogin() throws Exception {
    assertThat(location(client.get("/check/add-phone"))).startsWith("/login?");
  }

  @Test
  void logout_ownToken_endsSessionAndIsCounted() throws Exception {
    submit(ADA, ADA.password());
    String liAt = client.cookie("li_at");
    String token = Cookies.unquote(client.cookie("JSESSIONID"));

    client.get("/uas/logout?csrfToken=" + token);

    assertThat(standIn.sessions().isAlive(liAt)).isEmpty();
    assertThat(client.cookie("li_at")).isEmpty();
    assertThat(standIn.requests().logoutCalls()).isEqualTo(1);
  }

  @Test
  void logout_otherToken_keepsSessionButIsCounted() throws Exception {
    submit(ADA, ADA.password());

    HttpResponse<String> response = client.get("/uas/logout?csrfToken=ajax:1");

    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(standIn.sessions().isAlive(client.cookie("li_at"))).contains(ADA);
    assertThat(standIn.requests().logoutCalls()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/sales/", "/sales/home"})
  void sales_liAMissingOrDead_redirectsToSalesLogin(String path) throws Exception {
    submit(ADA, ADA.password());
    assertThat(location(client.get(path))).isEqualTo("/sales/login");
    submit(GRACE, GRACE.password());
    assertThat(client.get(path).statusCode()).isEqualTo(200);
    assertThat(client.get(path).body()).contains("Grace Sample");

    standIn.sessions().endSalesNavigator(GRACE);

    assertThat(client.get(path).statusCode()).isEqualTo(302);
    assertThat(location(client.get(path))).isEqualTo("/sales/login");
    assertThat(client.get("/sales/login").statusCode()).isEqualTo(200);
    assertThat(client.me().statusCode()).isEqualTo(200);
  }

  @Test
  void get_unknownPath_isNotFound() throws Exception {
    assertThat(client.get("/in/somebody").statusCode()).isEqualTo(404);
    assertThat(client.get("/checkpoint/challenge/none").statusCode()).isEqualTo(404);
    assertThat(client.get("/testbed/rotate").statusCode()).isEqualTo(405);
  }

  @Test
  void baseUri_always_isLocalhost() {
    assertThat(standIn.baseUri()).isEqualTo(URI.create("https://localhost:" + standIn.port()));
    assertThat(standIn.spkiSha256()).hasSize(44);
  }

  private HttpResponse<String> submit(LinkedInMember member, String password) throws Exception {
    return client.post("/checkpoint/lg/login-submit", form(member.username(), password, ""));
  }

  private JsonObject authenticate(String username, String password) throws Exception {
    client.get("/uas/authenticate");
    Map<String, String> form = form(username, password, client.cookie("JSESSIONID"));
    HttpResponse<String> response = client.post("/uas/authenticate", form);
    assertThat(response.statusCode()).isEqualTo(200);
    return JsonParser.parseString(response.body()).getAsJsonObject();
  }

  private static Map<String, String> form(String username, String password, String jsessionId) {
    return Map.of("session_key", username, "session_password", password, "JSESSIONID", jsessionId);
  }

  private static String location(HttpResponse<String> response) {
    return response.headers().firstValue("Location").orElseThrow();
  }
}
