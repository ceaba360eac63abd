package run.edges.companion.testbed.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.api.IntegrationBody.Health;
import run.edges.companion.protocol.api.IntegrationBody.Verification;
import run.edges.companion.protocol.api.IntegrationBody.Verification.Verdict;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.testbed.linkedin.Faults;
import run.edges.companion.testbed.linkedin.LinkedInMember;
import run.edges.companion.testbed.linkedin.RequestLog;
import run.edges.companion.testbed.linkedin.SessionCookies;
import run.edges.companion.testbed.linkedin.Sessions.Death;

/** Sales Navigator ends apart from the session: it is asked, shown and told apart. */
class SalesNavigatorIT {
  private static final String ME = "/voyager/api/me";
  private static final String SALES = "/sales/home";

  @RegisterExtension static final Companion COMPANION = new Companion();

  private String identity = "";
  private SessionCookies grace = COMPANION.linkedin().sessions().signIn(LinkedInMember.GRACE);
  private Told told = new Told(COMPANION.client());

  @BeforeEach
  void connect() {
    identity = COMPANION.api().createIdentity("Grace at work");
    COMPANION.connect(identity, grace);
    COMPANION.linkedin().requests().clear();
  }

  @AfterEach
  void close() {
    told.close();
  }

  @Test
  void verify_bothLive_areAlive() {
    IntegrationBody before = integration();

    Verification answer = verify();

    assertThat(answer.verdict()).isEqualTo(Verdict.ALIVE);
    assertUnchangedButVerified(answer.integration(), before);
    assertThat(COMPANION.linkedin().requests().entries())
        .extracting(RequestLog.Entry::path)
        .containsExactly(ME, SALES);
    assertThat(told.events()).containsExactly("AUTH_SUCCESS");
  }

  @Test
  void verify_salesNavigatorEnded_isDeadApartAndToldOnce() {
    COMPANION.linkedin().sessions().endSalesNavigator(LinkedInMember.GRACE);

    Verification answer = verify();

    assertThat(answer.verdict()).isEqualTo(Verdict.ALIVE);
    assertThat(answer.message()).contains("Sales Navigator");
    assertThat(answer.integration().status()).isEqualTo(Status.VALID);
    assertThat(answer.integration().error()).isNull();
    assertHealths(answer.integration(), Health.State.ALIVE, Health.State.DEAD);
    assertHealths(verify().integration(), Health.State.ALIVE, Health.State.DEAD);
    assertThat(told.events()).containsExactly("AUTH_SUCCESS", "SALES_NAVIGATOR_EXPIRED");
    assertThat(COMPANION.storedCookie(identity, "li_a"))
        .isEqualTo(Optional.of(Objects.requireNonNull(grace.liA())));
    assertThat(COMPANION.linkedin().requests().entries())
        .as("no redirect is followed")
        .extracting(RequestLog.Entry::path)
        .containsExactly(ME, SALES, ME, SALES);
  }

  @Test
  void connect_afterSalesNavigatorEnded_isAliveAgainAndToldAnew() {
    COMPANION.linkedin().sessions().endSalesNavigator(LinkedInMember.GRACE);
    verify();

    COMPANION.connect(identity, COMPANION.linkedin().sessions().signIn(LinkedInMember.GRACE));

    assertHealths(integration(), Health.State.ALIVE, Health.State.ALIVE);
    assertHealths(verify().integration(), Health.State.ALIVE, Health.State.ALIVE);
    COMPANION.linkedin().sessions().endSalesNavigator(LinkedInMember.GRACE);
    assertHealths(verify().integration(), Health.State.ALIVE, Health.State.DEAD);
    assertThat(told.events())
        .containsExactly(
            "AUTH_SUCCESS",
            "SALES_NAVIGATOR_EXPIRED",
            "SESSION_REFRESHED",
            "SALES_NAVIGATOR_EXPIRED");
  }

  @Test
  void connect_salesNavigatorEndedAlready_isDeadApartFromTheBeginning() {
    COMPANION.linkedin().sessions().endSalesNavigator(LinkedInMember.GRACE);

    IntegrationBody made = COMPANION.connect(identity, grace);

    assertThat(made.status()).isEqualTo(Status.VALID);
    assertHealths(made, Health.State.ALIVE, Health.State.DEAD);
    assertThat(told.events())
        .containsExactly("AUTH_SUCCESS", "SESSION_REFRESHED", "SALES_NAVIGATOR_EXPIRED");
  }

  @Test
  void connect_withoutLiA_hasNoSalesNavigatorAndIsNotAskedForIt() {
    IntegrationBody made =
        COMPANION.client().connect(identity, Companion.cookies(grace.liAt(), null));

    assertThat(made.level()).isEqualTo("Classic");
    assertHealths(made, Health.State.ALIVE, Health.State.ABSENT);
    assertHealths(verify().integration(), Health.State.ALIVE, Health.State.ABSENT);
    assertThat(COMPANION.linkedin().requests().count(SALES)).isZero();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HTML_PAGE")
  void verify_doubtAboutSalesNavigator_changesNothing(Faults.Kind kind) {
    IntegrationBody before = integration();
    COMPANION.linkedin().sessions().endSalesNavigator(LinkedInMember.GRACE);
    COMPANION.linkedin().faults().untilCleared(SALES, kind);

    Verification answer = verify();

    assertThat(answer.verdict()).isEqualTo(Verdict.ALIVE);
    assertUnchangedButVerified(answer.integration(), before);
    assertThat(told.events()).containsExactly("AUTH_SUCCESS");
    COMPANION.linkedin().faults().clear();
    assertHealths(verify().integration(), Health.State.ALIVE, Health.State.DEAD);
  }

  @ParameterizedTest
  @EnumSource(names = {"STATUS_500", "STATUS_429", "REDIRECT_TO_UNKNOWN_PATH"})
  void verify_doubtAfterSalesNavigatorEnded_leavesItDead(Faults.Kind kind) {
    COMPANION.linkedin().sessions().endSalesNavigator(LinkedInMember.GRACE);
    IntegrationBody before = verify().integration();
    COMPANION.linkedin().faults().untilCleared(SALES, kind);

    assertUnchangedButVerified(verify().integration(), before);
    COMPANION.linkedin().faults().clear();
    COMPANION.linkedin().faults().untilCleared(ME, kind);
    assertThat(verify().integration().health()).isEqualTo(before.health());
    assertThat(told.events()).containsExactly("AUTH_SUCCESS", "SALES_NAVIGATOR_EXPIRED");
  }

  @Test
  void verify_wholeSessionDead_isNotAskedForSalesNavigatorAndToldOnce() {
    COMPANION.linkedin().sessions().endSession(grace.liAt(), Death.REDIRECT_TO_AUTHWALL);

    Verification answer = verify();

    assertThat(answer.verdict()).isEqualTo(Verdict.DEAD);
    assertHealths(answer.integration(), Health.State.DEAD, Health.State.DEAD);
    assertThat(COMPANION.linkedin().requests().count(SALES)).isZero();
    assertThat(told.events()).containsExactly("AUTH_SUCCESS", "AUTH_EXPIRED");
  }

  private Verification verify() {
    return COMPANION.client().verify(identity);
  }

  private IntegrationBody integration() {
    return COMPANION.client().integration(identity);
  }

  private static void assertUnchangedButVerified(IntegrationBody after, IntegrationBody before) {
    assertThat(after).usingRecursiveComparison().ignoringFields("verifiedAt").isEqualTo(before);
  }

  private static void assertHealths(
      IntegrationBody body, Health.State classic, Health.State salesNavigator) {
    assertThat(body.health().classic().state()).isEqualTo(classic);
    assertThat(body.health().salesNavigator().state()).isEqualTo(salesNavigator);
  }
}
