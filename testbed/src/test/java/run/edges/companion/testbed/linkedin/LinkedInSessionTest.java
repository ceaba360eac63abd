package run.edges.companion.testbed.linkedin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static run.edges.companion.testbed.linkedin.LinkedInMember.ADA;
import static run.edges.companion.testbed.linkedin.LinkedInMember.GRACE;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import run.edges.companion.testbed.linkedin.Sessions.Death;
import run.edges.companion.testbed.linkedin.Sessions.OldCookie;
import run.edges.companion.testbed.linkedin.Sessions.Rotated;

final class LinkedInSessionTest {

  private static final String NORMALIZED = "application/vnd.linkedin.normalized+json+2.1";

  private final LinkedInStandIn standIn;
  private final StandInClient client;

  LinkedInSessionTest() throws IOException {
    standIn = LinkedInStandIn.start();
    client = new StandInClient(standIn);
  }

  @AfterEach
  void close() {
    client.close();
    standIn.close();
  }

  @Test
  void me_plainAccept_givesInlineProfile() throws Exception {
    client.with(standIn.sessions().signIn(ADA));

    HttpResponse<String> response = client.me();

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(contentType(response)).startsWith("application/json");
    JsonObject me = json(response);
    assertThat(me.get("plainId").getAsLong()).isEqualTo(ADA.number());
    assertIsProfileOf(ADA, me.getAsJsonObject("miniProfile"));
  }

  @Test
  void me_normalizedAccept_givesIncludedProfile() throws Exception {
    client.with(standIn.sessions().signIn(GRACE));

    HttpResponse<String> response = client.me(NORMALIZED);

    assertThat(contentType(response)).startsWith(NORMALIZED);
    JsonObject me = json(response);
    assertThat(me.getAsJsonObject("data").get("plainId").getAsLong()).isEqualTo(GRACE.number());
    assertIsProfileOf(GRACE, me.getAsJsonArray("included").get(0).getAsJsonObject());
  }

  @Test
  void me_csrfTokenMissingOrOther_isForbidden() throws Exception {
    client.with(standIn.sessions().signIn(ADA));

    HttpResponse<String> missing = client.get(StandInClient.ME);
    client.forget("JSESSIONID");
    HttpResponse<String> noCookie = client.me();

    assertThat(missing.statusCode()).isEqualTo(403);
    assertThat(missing.body()).isEqualTo("CSRF check failed.");
    assertThat(noCookie.statusCode()).isEqualTo(403);
  }

  @Test
  void me_jsessionIdInventedByServer_isAccepted() throws Exception {
    client.setCookie("li_at", standIn.sessions().signIn(ADA).liAt());
    client.setCookie("JSESSIONID", "\"ajax:42\"");

    assertThat(client.me().statusCode()).isEqualTo(200);
  }

  @Test
  void me_noOrUnknownLiAt_isUnauthorized() throws Exception {
    client.with(standIn.sessions().signIn(ADA));
    client.setCookie("li_at", "AQEDunknown");
    assertThat(client.me().statusCode()).isEqualTo(401);
    client.forget("li_at");
    assertThat(client.me().statusCode()).isEqualTo(401);
  }

  @Test
  void rotate_oldDies_nextRequestOfBrowserGetsNewCookie() throws Exception {
    SessionCookies before = standIn.sessions().signIn(ADA);
    client.with(before);
    standIn.sessions().rotate(ADA, Rotated.LI_AT, OldCookie.DIES);
    assertThat(standIn.sessions().isAlive(before.liAt())).contains(ADA);

    HttpResponse<String> response = client.get("/feed/");

    assertThat(response.statusCode()).isEqualTo(200);
    String after = standIn.sessions().cookiesOf(ADA).liAt();
    assertThat(after).isNotEqualTo(before.liAt()).isEqualTo(client.cookie("li_at"));
    assertThat(standIn.sessions().isAlive(before.liAt())).isEmpty();
    assertThat(client.me().statusCode()).isEqualTo(200);
    assertThat(client.get("/feed/").headers().allValues("Set-Cookie")).isEmpty();
  }

  @Test
  void rotate_copiedCookieWithoutBrowser_doesNotTakeNewCookie() throws Exception {
    SessionCookies browser = standIn.sessions().signIn(ADA);
    client.setCookie("li_at", browser.liAt());
    client.setCookie("JSESSIONID", "\"ajax:42\"");
    standIn.sessions().rotateSession(browser.liAt(), Rotated.LI_AT, OldCookie.DIES);

    assertThat(client.me().headers().allValues("Set-Cookie")).isEmpty();

    assertThat(standIn.sessions().cookiesOf(ADA)).isEqualTo(browser);
  }

  @Test
  void rotate_bothAndOldLives_allValuesAlive() throws Exception {
    SessionCookies before = standIn.sessions().signIn(GRACE);
    client.with(before);
    standIn.sessions().rotate(GRACE, Rotated.BOTH, OldCookie.LIVES);

    List<String> lines = client.get("/feed/").headers().allValues("Set-Cookie");

    assertThat(lines).extracting(line -> line.substring(0, 5)).contains("li_at", "li_a=");
    assertThat(standIn.sessions().isAlive(before.liAt())).contains(GRACE);
    assertThat(standIn.sessions().isAlive(client.cookie("li_at"))).contains(GRACE);
    String oldLiA = String.valueOf(before.liA());
    assertThat(client.cookie("li_a")).isNotEqualTo(oldLiA);
    assertThat(standIn.sessions().isSalesNavigatorAlive(oldLiA)).contains(GRACE);
    standIn.sessions().end(GRACE, Death.UNAUTHORIZED);
    assertThat(standIn.sessions().isAlive(before.liAt())).isEmpty();
  }

  @Test
  void rotate_nothingToRotate_throws() {
    assertThatIllegalStateException()
        .isThrownBy(() -> standIn.sessions().rotate(ADA, Rotated.LI_AT, OldCookie.DIES));
    standIn.sessions().signIn(ADA);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> standIn.sessions().rotate(ADA, Rotated.LI_A, OldCookie.DIES));
  }

  @Test
  void postRotate_signedIn_setsNewCookieInThatAnswer() throws Exception {
    SessionCookies before = standIn.sessions().signIn(GRACE);
    client.with(before);

    HttpResponse<String> response = client.post("/testbed/rotate?cookie=li_a", Map.of());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(json(response).get("rotatedAtMicros").getAsLong()).isPositive();
    assertThat(client.cookie("li_at")).isEqualTo(before.liAt());
    assertThat(client.cookie("li_a")).isNotEqualTo(before.liA());
    assertThat(standIn.sessions().isSalesNavigatorAlive(client.cookie("li_a"))).contains(GRACE);
    assertThat(standIn.sessions().isSalesNavigatorAlive(String.valueOf(before.liA()))).isEmpty();
  }

  @Test
  void postRotate_badRequests_changeNothing() throws Exception {
    assertThat(rotateStatus("li_at")).isEqualTo(401);
    SessionCookies before = standIn.sessions().signIn(ADA);
    client.with(before);
    assertThat(rotateStatus("bcookie")).isEqualTo(400);
    assertThat(rotateStatus("both")).isEqualTo(409);
    assertThat(standIn.sessions().cookiesOf(ADA)).isEqualTo(before);
  }

  @Test
  void end_unauthorized_answers401() throws Exception {
    assertThat(meAfter(Death.UNAUTHORIZED).statusCode()).isEqualTo(401);
    assertThat(location(client.get("/feed/"))).startsWith("/login?");
  }

  @Test
  void end_redirectToLogin_answers302() throws Exception {
    HttpResponse<String> response = meAfter(Death.REDIRECT_TO_LOGIN);

    assertThat(response.statusCode()).isEqualTo(302);
    assertThat(location(response)).startsWith("/login?");
  }

  @Test
  void end_redirectToAuthwall_answers302() throws Exception {
    HttpResponse<String> response = meAfter(Death.REDIRECT_TO_AUTHWALL);

    assertThat(response.statusCode()).isEqualTo(302);
    assertThat(location(response)).startsWith("/authwall?");
    assertThat(client.get("/authwall").statusCode()).isEqualTo(200);
  }

  @Test
  void end_deleteMe_answers200AndDeletesCookie() throws Exception {
    HttpResponse<String> response = meAfter(Death.DELETE_ME);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().allValues("Set-Cookie"))
        .singleElement()
        .asString()
        .startsWith("li_at=\"delete me\"; Domain=.www.linkedin.com; Path=/; Max-Age=0;");
    assertThat(client.me().statusCode()).isEqualTo(401);
  }

  @Test
  void end_expiredCookie_answers200AndExpiresCookie() throws Exception {
    HttpResponse<String> response = meAfter(Death.EXPIRED_COOKIE);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().allValues("Set-Cookie"))
        .singleElement()
        .asString()
        .startsWith("li_at=; ")
        .contains("Max-Age=0");
  }

  @Test
  void end_redirectToCheckpoint_codeSignsInAgain() throws Exception {
    String path = location(meAfter(Death.REDIRECT_TO_CHECKPOINT));

    assertThat(path).startsWith("/checkpoint/challenge/");
    client.post(path, Map.of("pin", Checkpoints.CODE));
    assertThat(client.me().statusCode()).isEqualTo(200);
  }

  @Test
  void end_forbiddenChallenge_answers403WithCode() throws Exception {
    HttpResponse<String> response = meAfter(Death.FORBIDDEN_CHALLENGE);

    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(json(response).get("code").getAsString()).isEqualTo("CHALLENGE");
    assertThat(location(client.get("/feed/"))).startsWith("/checkpoint/challenge/");
  }

  @Test
  void endSession_oneOfTwoBrowsers_otherLives() {
    SessionCookies first = standIn.sessions().signIn(ADA);
    SessionCookies second = standIn.sessions().signIn(ADA);

    assertThat(standIn.sessions().endSession(first.liAt(), Death.UNAUTHORIZED)).isTrue();

    assertThat(standIn.sessions().isAlive(first.liAt())).isEmpty();
    assertThat(standIn.sessions().isAlive(second.liAt())).contains(ADA);
    assertThat(standIn.sessions().cookiesOf(ADA)).isEqualTo(second);
  }

  @Test
  void toString_sessionCookies_holdsNoValue() {
    SessionCookies cookies = standIn.sessions().signIn(GRACE);

    assertThat(cookies.toString())
        .doesNotContain(cookies.liAt(), String.valueOf(cookies.liA()), cookies.csrfToken())
        .doesNotContain(cookies.bcookie(), cookies.bscookie());
    assertThat(GRACE.toString()).doesNotContain(GRACE.password());
  }

  private HttpResponse<String> meAfter(Death death) throws Exception {
    SessionCookies session = standIn.sessions().signIn(ADA);
    client.with(session);
    standIn.sessions().end(ADA, death);
    assertThat(standIn.sessions().isAlive(session.liAt())).isEmpty();
    return client.me();
  }

  private int rotateStatus(String cookie) throws Exception {
    return client.post("/testbed/rotate?cookie=" + cookie, Map.of()).statusCode();
  }

  private static void assertIsProfileOf(LinkedInMember member, JsonObject profile) {
    assertThat(profile.get("firstName").getAsString()).isEqualTo(member.firstName());
    assertThat(profile.get("entityUrn").getAsString())
        .isEqualTo("urn:li:fs_miniProfile:" + member.entityId());
    assertThat(profile.get("dashEntityUrn").getAsString())
        .isEqualTo("urn:li:fsd_profile:" + member.entityId());
    assertThat(profile.get("objectUrn").getAsString())
        .isEqualTo("urn:li:member:" + member.number());
    assertThat(profile.get("publicIdentifier").getAsString()).isEqualTo(member.publicIdentifier());
  }

  private static JsonObject json(HttpResponse<String> response) {
    return JsonParser.parseString(response.body()).getAsJsonObject();
  }

  private static String contentType(HttpResponse<String> response) {
    return response.headers().firstValue("Content-Type").orElseThrow();
  }

  private static String location(HttpResponse<String> response) {
    return response.headers().firstValue("Location").orElseThrow();
  }
}
