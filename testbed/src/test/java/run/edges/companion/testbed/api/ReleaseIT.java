package run.edges.companion.testbed.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import run.edges.companion.protocol.api.Scope;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.wire.CapturedSession;
import run.edges.companion.testbed.linkedin.Faults;
import run.edges.companion.testbed.linkedin.LinkedInMember;
import run.edges.companion.testbed.linkedin.SessionCookies;
import run.edges.companion.testbed.linkedin.Sessions;
import run.edges.companion.testbed.product.ServerApi;

/** The session leaves by one door only, to who may have it, and the owner can read when. */
class ReleaseIT {
  private static final String ME = "/voyager/api/me";

  @RegisterExtension static final Companion COMPANION = new Companion();

  @Test
  void session_withTheScope_isExactlyWhatIsStored() {
    String identity = COMPANION.api().createIdentity("Grace at work");
    SessionCookies grace = COMPANION.linkedin().sessions().signIn(LinkedInMember.GRACE);
    COMPANION.connect(identity, grace);
    var crawler =
        ServerApi.client(
            COMPANION.server(), COMPANION.newKey("Nightly crawler", Scope.SESSION_READ));

    CapturedSession session = crawler.session(identity);

    assertThat(session.cookies())
        .extracting(cookie -> cookie.name() + "=" + cookie.value().reveal(SecretAccess.granted()))
        .containsExactly("li_at=" + grace.liAt(), "li_a=" + grace.liA());
    assertThat(session.linkedinMember().name()).isEqualTo(LinkedInMember.GRACE.fullName());
    assertThat(session.linkedinMember().number())
        .isEqualTo(Long.toString(LinkedInMember.GRACE.number()));
  }

  @Test
  void session_refreshedMeanwhile_isTheNewestOne() {
    String identity = COMPANION.api().createIdentity("Ada at work");
    COMPANION.connect(identity, COMPANION.linkedin().sessions().signIn(LinkedInMember.ADA));
    SessionCookies newer = COMPANION.linkedin().sessions().signIn(LinkedInMember.ADA);
    COMPANION.connect(identity, newer);

    assertThat(COMPANION.client().session(identity).find("li_at").orElseThrow().value())
        .extracting(value -> value.reveal(SecretAccess.granted()))
        .isEqualTo(newer.liAt());
  }

  @Test
  void session_each_isRecordedForTheOwnerBeforeItIsAnswered() throws Exception {
    String identity = connected();
    String key =
        COMPANION.newKey("Nightly crawler", Scope.SESSION_READ).reveal(SecretAccess.granted());

    Companion.Answer answer = COMPANION.call("GET", session(identity), null, key);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.response().headers().firstValue("Cache-Control")).contains("no-store");
    List<JsonObject> released = releases(identity);
    assertThat(released).hasSize(1);
    assertThat(released.getFirst().get("by").getAsString()).isEqualTo("Nightly crawler");
    assertThat(released.getFirst().has("at")).isTrue();

    assertThat(COMPANION.call("GET", session(identity), null, key).status()).isEqualTo(200);
    assertThat(releases(identity)).hasSize(2);
  }

  @Test
  void session_withoutTheScope_isRefusedAndNotRecorded() throws Exception {
    String identity = connected();
    String key =
        COMPANION
            .newKey("Dashboard", Scope.READ, Scope.WRITE, Scope.ADMIN)
            .reveal(SecretAccess.granted());

    Companion.Answer answer = COMPANION.call("GET", session(identity), null, key);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.text("message")).contains("session:read");
    assertThat(releases(identity)).isEmpty();
  }

  @Test
  void scope_sessionReadAlone_opensNothingElse() throws Exception {
    String identity = connected();
    String key = COMPANION.newKey("Crawler", Scope.SESSION_READ).reveal(SecretAccess.granted());

    assertThat(COMPANION.call("GET", "/v1/identities", null, key).status()).isEqualTo(403);
    assertThat(COMPANION.call("GET", integration(identity), null, key).status()).isEqualTo(403);
    assertThat(COMPANION.call("DELETE", integration(identity), null, key).status()).isEqualTo(403);
  }

  @Test
  void session_afterTheEnd_isGone() throws Exception {
    String identity = connected();
    COMPANION.client().deleteIntegration(identity);

    Companion.Answer answer = COMPANION.call("GET", session(identity), null);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(releases(identity)).isEmpty();
  }

  @Test
  void canary_everyOtherAnswerAndTheLog_doesNotHoldIt() throws Exception {
    String identity = COMPANION.api().createIdentity("Grace at work");
    SessionCookies canary = COMPANION.linkedin().sessions().signIn(LinkedInMember.GRACE);
    COMPANION.connect(identity, canary);
    assertThat(COMPANION.call("GET", session(identity), null).body()).contains(canary.liAt());

    for (String path :
        List.of(
            "/v1/identities?retrieve_accounts=true",
            "/v1/identities/" + identity,
            "/v1/integrations?identity_uid=" + identity,
            integration(identity),
            integration(identity) + "/consent-record",
            "/v1/identities/" + identity + "/shared-links",
            "/v1/workspaces",
            "/v1/members",
            "/v1/api-keys",
            "/v1/webhooks")) {
      Companion.Answer answer = COMPANION.call("GET", path, null);
      assertThat(answer.status()).as(path).isEqualTo(200);
      assertHoldsNot(answer, canary);
    }
    assertHoldsNot(post(identity, "/refresh", null), canary);
    assertHoldsNot(connect(identity, canary), canary);
    refuseInEachWay(identity, canary);
    assertHoldsNot(COMPANION.call("DELETE", integration(identity), null), canary);
    assertThat(Files.readString(COMPANION.server().log()))
        .doesNotContain(canary.liAt(), Objects.requireNonNull(canary.liA()));
  }

  /** Dead, in doubt, another member's, malformed: no refusal quotes what it refuses. */
  private static void refuseInEachWay(String identity, SessionCookies canary) throws Exception {
    for (Faults.Kind kind : List.of(Faults.Kind.STATUS_429, Faults.Kind.STATUS_500)) {
      COMPANION.linkedin().faults().next(ME, kind, 1);
      assertHoldsNot(refuse(identity, canary, 424), canary);
    }
    String alans = COMPANION.api().createIdentity("Alan at work");
    COMPANION.connect(alans, COMPANION.linkedin().sessions().signIn(LinkedInMember.ALAN));
    assertHoldsNot(refuse(alans, canary, 409), canary);
    assertThat(COMPANION.linkedin().sessions().endSession(canary.liAt(), Sessions.Death.DELETE_ME))
        .isTrue();
    assertHoldsNot(refuse(identity, canary, 424), canary);
    for (String malformed :
        List.of(
            "{'auth_data':{'cookies':{'li_at':'%s;'}}}",
            "{'auth_data':{'cookies':{'li_at':['%s']}}}",
            "{'auth_data':{'cookies':{'%s':'a'}}}",
            "{'auth_data':{'cookies':{'li_at':'%s'",
            "%s")) {
      Companion.Answer answer =
          post(identity, "", malformed.replace('\'', '"').formatted(canary.liAt()));
      assertThat(answer.status()).as(answer.body()).isEqualTo(400);
      assertHoldsNot(answer, canary);
    }
  }

  private static Companion.Answer refuse(String identity, SessionCookies cookies, int status)
      throws Exception {
    Companion.Answer answer = connect(identity, cookies);
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    return answer;
  }

  private static Companion.Answer connect(String identity, SessionCookies cookies)
      throws Exception {
    return post(
        identity,
        "",
        "{\"auth_data\":{\"cookies\":{\"li_at\":\"%s\",\"li_a\":\"%s\"}}}"
            .formatted(cookies.liAt(), cookies.liA()));
  }

  private static Companion.Answer post(String identity, String below, @Nullable String body)
      throws Exception {
    return COMPANION.call("POST", integration(identity) + below, body);
  }

  private static void assertHoldsNot(Companion.Answer answer, SessionCookies canary) {
    assertThat(answer.body()).doesNotContain(canary.liAt(), String.valueOf(canary.liA()));
  }

  private static String connected() {
    String identity = COMPANION.api().createIdentity("Ada at work");
    COMPANION.connect(identity, COMPANION.linkedin().sessions().signIn(LinkedInMember.ADA));
    return identity;
  }

  private static List<JsonObject> releases(String identity) {
    return COMPANION.api().consentRecord(identity).stream()
        .filter(entry -> entry.get("event").getAsString().equals("SESSION_RELEASED"))
        .toList();
  }

  private static String integration(String identity) {
    return "/v1/identities/" + identity + "/integrations/linkedin";
  }

  private static String session(String identity) {
    return integration(identity) + "/session";
  }
}
