package run.edges.companion.testbed.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.groups.Tuple.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import run.edges.companion.protocol.api.ApiCallException;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.api.IntegrationBody.Connect;
import run.edges.companion.protocol.api.IntegrationBody.Health;
import run.edges.companion.protocol.api.IntegrationBody.VerifiedBy;
import run.edges.companion.protocol.api.SetupMethod;
import run.edges.companion.protocol.wire.IntegrationState.State;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.testbed.linkedin.Faults;
import run.edges.companion.testbed.linkedin.LinkedInMember;
import run.edges.companion.testbed.linkedin.RequestLog;
import run.edges.companion.testbed.linkedin.SessionCookies;
import run.edges.companion.testbed.linkedin.Sessions;
import run.edges.companion.testbed.product.StoredSession;

/** API - COOKIES: a live session connects; anything else changes nothing and says why. */
class ConnectIT {
  private static final String ME = "/voyager/api/me";

  @RegisterExtension static final Companion COMPANION = new Companion();

  @Test
  void connect_classicSession_isValidAndVerifiedByTheServer() {
    String identity = COMPANION.api().createIdentity("Ada at work");
    SessionCookies ada = COMPANION.linkedin().sessions().signIn(LinkedInMember.ADA);

    IntegrationBody made = COMPANION.connect(identity, ada);

    assertThat(made.status()).isEqualTo(Status.VALID);
    assertThat(made.state()).isEqualTo(State.ACTIVE);
    assertThat(made.setupMethod()).isEqualTo(SetupMethod.API_COOKIES);
    assertThat(made.setupSource()).isEqualTo("API");
    assertThat(made.authType()).isEqualTo("COOKIES");
    assertThat(made.authMethod()).isEqualTo("COOKIES");
    assertThat(made.isShared()).isFalse();
    assertThat(made.level()).isEqualTo("Classic");
    assertThat(made.error()).isNull();
    assertThat(made.verifiedAs()).isEqualTo(LinkedInMember.ADA.fullName());
    assertThat(made.verifiedBy()).isEqualTo(VerifiedBy.SERVER);
    assertThat(Duration.between(made.refreshedAt(), Instant.now()))
        .isLessThan(Duration.ofSeconds(60));
    assertThat(made.health().classic().state()).isEqualTo(Health.State.ALIVE);
    assertThat(made.health().salesNavigator().state()).isEqualTo(Health.State.ABSENT);
    assertThat(made.devices()).isEmpty();
    assertThat(COMPANION.client().integration(identity)).isEqualTo(made);
    assertThat(COMPANION.storedCookie(identity, "li_at")).contains(ada.liAt());
    assertThat(COMPANION.storedCookie(identity, "li_a")).isEmpty();
    assertAskedOnce(200);
  }

  @Test
  void connect_salesNavigatorSession_hasBothHealths() {
    String identity = COMPANION.api().createIdentity("Grace at work");
    SessionCookies grace = COMPANION.linkedin().sessions().signIn(LinkedInMember.GRACE);

    IntegrationBody made = COMPANION.connect(identity, grace);

    assertThat(made.level()).isEqualTo("Sales Navigator");
    assertThat(made.health().classic().state()).isEqualTo(Health.State.ALIVE);
    assertThat(made.health().salesNavigator().state()).isEqualTo(Health.State.ALIVE);
    assertThat(COMPANION.storedCookie(identity, "li_a"))
        .isEqualTo(Optional.ofNullable(grace.liA()));
    assertThat(COMPANION.linkedin().requests().entries())
        .extracting(RequestLog.Entry::path, RequestLog.Entry::status)
        .containsExactly(tuple(ME, 200), tuple("/sales/home", 200));
  }

  @Test
  void connect_setupMethod_isWrittenAsPeopleReadIt() throws Exception {
    String identity = COMPANION.api().createIdentity("Ada at work");
    SessionCookies ada = COMPANION.linkedin().sessions().signIn(LinkedInMember.ADA);
    COMPANION.connect(identity, ada);

    Companion.Answer answer =
        COMPANION.call("GET", "/v1/identities/" + identity + "/integrations/linkedin", null);

    assertThat(answer.text("setup_method")).isEqualTo("API - COOKIES");
    assertThat(answer.text("setup_source")).isEqualTo("API");
    assertThat(answer.text("verified_by")).isEqualTo("SERVER");
    assertThat(answer.text("status")).isEqualTo("VALID");
  }

  @Test
  void connect_again_refreshesTheSameIntegration() {
    String identity = COMPANION.api().createIdentity("Ada at work");
    IntegrationBody first =
        COMPANION.connect(identity, COMPANION.linkedin().sessions().signIn(LinkedInMember.ADA));
    SessionCookies newer = COMPANION.linkedin().sessions().signIn(LinkedInMember.ADA);

    IntegrationBody second = COMPANION.connect(identity, newer);

    assertThat(second.uid()).isEqualTo(first.uid());
    assertThat(second.createdAt()).isEqualTo(first.createdAt());
    assertThat(second.refreshedAt()).isAfterOrEqualTo(first.refreshedAt());
    assertThat(COMPANION.storedCookie(identity, "li_at")).contains(newer.liAt());
    assertThat(COMPANION.api().integrations(identity)).hasSize(1);
  }

  @Test
  void connect_withAccountName_isCalledSo() {
    String identity = COMPANION.api().createIdentity("Ada at work");
    Connect plain = Companion.cookies(COMPANION.linkedin().sessions().signIn(LinkedInMember.ADA));
    Connect named = new Connect(plain.authData(), "Ada's account", null);

    assertThat(COMPANION.client().connect(identity, plain).name())
        .isEqualTo(LinkedInMember.ADA.fullName() + " LinkedIn Account");
    assertThat(COMPANION.client().connect(identity, named).name()).isEqualTo("Ada's account");
    assertThat(COMPANION.client().connect(identity, plain).name()).isEqualTo("Ada's account");
  }

  @ParameterizedTest
  @EnumSource(Sessions.Death.class)
  void connect_deadSession_isRefusedAndChangesNothing(Sessions.Death death) {
    SessionCookies dead = COMPANION.linkedin().sessions().signIn(LinkedInMember.ADA);
    assertThat(COMPANION.linkedin().sessions().endSession(dead.liAt(), death)).isTrue();
    String label =
        switch (death) {
          case REDIRECT_TO_CHECKPOINT, FORBIDDEN_CHALLENGE -> "NEEDS_OWNER";
          case UNAUTHORIZED, REDIRECT_TO_LOGIN, REDIRECT_TO_AUTHWALL, DELETE_ME, EXPIRED_COOKIE ->
              "LK_BAD_COOKIE";
        };

    assertRefused(dead, label);

    String neverConnected = COMPANION.api().createIdentity("Ada at home");
    COMPANION.linkedin().requests().clear();
    assertThat(refusal(neverConnected, Companion.cookies(dead)).label()).isEqualTo(label);
    assertThat(COMPANION.linkedin().requests().entries())
        .as("no redirect is followed and nothing is asked twice")
        .extracting(RequestLog.Entry::path)
        .containsExactly(ME);
    assertThat(COMPANION.api().integrations(neverConnected)).isEmpty();
  }

  @Test
  void connect_ownSessionDiedMeanwhile_staysAsItIs() {
    String identity = COMPANION.api().createIdentity("Ada at work");
    SessionCookies ada = COMPANION.linkedin().sessions().signIn(LinkedInMember.ADA);
    IntegrationBody before = COMPANION.connect(identity, ada);
    COMPANION.linkedin().sessions().endSession(ada.liAt(), Sessions.Death.UNAUTHORIZED);

    assertThat(refusal(identity, Companion.cookies(ada)).label()).isEqualTo("LK_BAD_COOKIE");

    assertThat(COMPANION.client().integration(identity)).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({
    "STATUS_429, LINKEDIN_THROTTLED",
    "STATUS_999, LINKEDIN_THROTTLED",
    "STATUS_500, LINKEDIN_UNREACHABLE",
    "STATUS_503, LINKEDIN_UNREACHABLE",
    "DROP, LINKEDIN_UNREACHABLE",
    "HANG, LINKEDIN_UNREACHABLE"
  })
  void connect_linkedinFails_isRefusedAndChangesNothing(Faults.Kind kind, String label) {
    String identity = COMPANION.api().createIdentity("Ada at work");
    SessionCookies ada = COMPANION.linkedin().sessions().signIn(LinkedInMember.ADA);
    IntegrationBody before = COMPANION.connect(identity, ada);
    SessionCookies newer = COMPANION.linkedin().sessions().signIn(LinkedInMember.ADA);
    COMPANION.linkedin().requests().clear();
    COMPANION.linkedin().faults().untilCleared(ME, kind);

    ApiCallException refused = refusal(identity, Companion.cookies(newer));

    assertThat(refused.status()).isEqualTo(424);
    assertThat(refused.label()).isEqualTo(label);
    assertThat(COMPANION.client().integration(identity)).isEqualTo(before);
    assertThat(COMPANION.storedCookie(identity, "li_at")).contains(ada.liAt());
    if (kind != Faults.Kind.DROP && kind != Faults.Kind.HANG) {
      assertThat(COMPANION.linkedin().requests().count(ME)).isEqualTo(1);
    }
  }

  @Test
  void connect_otherMember_isRefusedAndChangesNothing() {
    String identity = COMPANION.api().createIdentity("Ada at work");
    SessionCookies ada = COMPANION.linkedin().sessions().signIn(LinkedInMember.ADA);
    IntegrationBody before = COMPANION.connect(identity, ada);
    SessionCookies alan = COMPANION.linkedin().sessions().signIn(LinkedInMember.ALAN);

    ApiCallException refused = refusal(identity, Companion.cookies(alan));

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.label()).isEqualTo("MEMBER_MISMATCH");
    assertThat(refused)
        .hasMessageContaining(LinkedInMember.ADA.fullName())
        .hasMessageContaining(LinkedInMember.ALAN.fullName());
    assertThat(COMPANION.client().integration(identity)).isEqualTo(before);
    assertThat(COMPANION.storedCookie(identity, "li_at")).contains(ada.liAt());
    assertThat(COMPANION.api().integrations(identity)).hasSize(1);
  }

  @Test
  void connect_otherMemberReplaces_endsTheOldIntegrationAndBeginsANewOne() {
    String identity = COMPANION.api().createIdentity("Ada at work");
    IntegrationBody old =
        COMPANION.connect(identity, COMPANION.linkedin().sessions().signIn(LinkedInMember.ADA));
    SessionCookies alan = COMPANION.linkedin().sessions().signIn(LinkedInMember.ALAN);

    IntegrationBody made =
        COMPANION
            .client()
            .connect(identity, new Connect(Companion.cookies(alan).authData(), null, true));

    assertThat(made.status()).isEqualTo(Status.VALID);
    assertThat(made.uid()).isNotEqualTo(old.uid());
    assertThat(made.verifiedAs()).isEqualTo(LinkedInMember.ALAN.fullName());
    assertThat(COMPANION.storedCookie(identity, "li_at")).contains(alan.liAt());
    assertThat(COMPANION.api().integrations(identity))
        .extracting(IntegrationBody::uid, IntegrationBody::state)
        .containsExactly(tuple(made.uid(), State.ACTIVE), tuple(old.uid(), State.REVOKED));
    assertThat(StoredSession.find(COMPANION.server().dataFolder(), old.uid())).isEmpty();
    assertThat(DatabaseRows.receipt(COMPANION.server(), old.uid()))
        .contains(old.uid(), LinkedInMember.ADA.fullName(), "OPERATOR")
        .doesNotContain(LinkedInMember.ALAN.fullName());
  }

  @Test
  void connect_replaceMemberWithTheSameMember_isAnOrdinaryRefresh() {
    String identity = COMPANION.api().createIdentity("Ada at work");
    SessionCookies ada = COMPANION.linkedin().sessions().signIn(LinkedInMember.ADA);
    IntegrationBody old = COMPANION.connect(identity, ada);

    IntegrationBody made =
        COMPANION
            .client()
            .connect(identity, new Connect(Companion.cookies(ada).authData(), null, true));

    assertThat(made.uid()).isEqualTo(old.uid());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|BAD_PARAMETERS",
        "{'auth_data':{}}|BAD_PARAMETERS",
        "{'auth_data':{'cookies':{'li_at':'a'},'basic':{'username':'b','password':'c'}}}|BAD_PARAMETERS",
        "{'auth_data':{'cookies':{}}}|MISSING_PARAMETER",
        "{'auth_data':{'cookies':{'li_a':'a'}}}|MISSING_PARAMETER",
        "{'auth_data':{'cookies':{'li_at':''}}}|BAD_PARAMETERS",
        "{'auth_data':{'cookies':{'li_at':'a; b=c'}}}|BAD_PARAMETERS",
        "{'auth_data':{'cookies':{'li_at':'a\\r\\nX-Evil: 1'}}}|BAD_PARAMETERS",
        "{'auth_data':{'cookies':{'li_at':'a','li_a':'b c'}}}|BAD_PARAMETERS",
        "{'auth_data':{'cookies':{'li_at':'a','user_agent':'b\\r\\nX-Evil: 1'}}}|BAD_PARAMETERS",
        "{'auth_data':{'cookies':{'li_at':'a'}},'account_name':'ab'}|BAD_PARAMETERS",
        "{'auth_data':{'cookies':{'li_at':'a','li_rm':'b'}}}|BAD_INPUT",
        "{'auth_data':{'cookies':{'li_at':{}}}}|BAD_INPUT",
        "{'auth_data':'cookies'}|BAD_INPUT"
      })
  void connect_malformedBody_isRefusedWithoutAskingLinkedIn(String body, String label)
      throws Exception {
    String identity = COMPANION.api().createIdentity("Ada at work");

    Companion.Answer answer =
        COMPANION.call(
            "POST",
            "/v1/identities/" + identity + "/integrations/linkedin",
            body.replace('\'', '"'));

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.text("error_label")).isEqualTo(label);
    assertThat(COMPANION.linkedin().requests().entries()).isEmpty();
    assertThat(COMPANION.api().integrations(identity)).isEmpty();
  }

  private void assertRefused(SessionCookies sent, String label) {
    String identity = COMPANION.api().createIdentity("Ada at work");
    SessionCookies ada = COMPANION.linkedin().sessions().signIn(LinkedInMember.ADA);
    IntegrationBody before = COMPANION.connect(identity, ada);

    ApiCallException refused = refusal(identity, Companion.cookies(sent));

    assertThat(refused.status()).isEqualTo(424);
    assertThat(refused.label()).isEqualTo(label);
    assertThat(refused).hasMessageContaining("Nothing was changed");
    assertThat(COMPANION.client().integration(identity)).isEqualTo(before);
    assertThat(COMPANION.storedCookie(identity, "li_at")).contains(ada.liAt());
  }

  private static ApiCallException refusal(String identity, Connect body) {
    return catchThrowableOfType(
        ApiCallException.class, () -> COMPANION.client().connect(identity, body));
  }

  private static void assertAskedOnce(int status) {
    assertThat(COMPANION.linkedin().requests().entries())
        .extracting(RequestLog.Entry::path, RequestLog.Entry::status)
        .containsExactly(tuple(ME, status));
  }
}
