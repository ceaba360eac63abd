package run.edges.companion.testbed.journey;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.api.IntegrationBody.Refresh.Outcome;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.testbed.linkedin.Faults;
import run.edges.companion.testbed.linkedin.LinkedInMember;
import run.edges.companion.testbed.linkedin.Sessions;
import run.edges.companion.testbed.product.HostProgram;
import run.edges.companion.testbed.product.Owner;

/** After Accept the integration follows the browser, with nobody doing anything. */
class RefreshJourneyIT {
  @RegisterExtension static final World WORLD = new World();

  @Test
  void rotate_eachCookie_reachesTheServer() {
    String identity = WORLD.api().createIdentity("Grace at work");
    Owner owner = WORLD.sharing(LinkedInMember.GRACE, identity);

    for (String cookie : new String[] {"li_at", "li_a", "both"}) {
      owner.browser().rotate(cookie);
      WORLD.awaitCurrentSession(identity, LinkedInMember.GRACE);
    }
  }

  @Test
  void signOut_thenIn_isInvalidThenValidByItself() {
    String identity = WORLD.api().createIdentity("Ada at work");
    Owner owner = WORLD.sharing(LinkedInMember.ADA, identity);

    owner.browser().signOut();
    var invalid = WORLD.api().awaitStatus(identity, Status.INVALID);
    assertThat(invalid.error()).isEqualTo("SIGNED_OUT");
    owner.awaitPopupSays("Signed out of LinkedIn");

    owner.browser().signIn(LinkedInMember.ADA);
    WORLD.api().awaitStatus(identity, Status.VALID);
    WORLD.awaitCurrentSession(identity, LinkedInMember.ADA);
    owner.awaitPopupSays("Sharing, verified");
  }

  @Test
  void signIn_asAnotherMember_sendsNothingOfTheirs() {
    String identity = WORLD.api().createIdentity("Ada at work");
    Owner owner = WORLD.sharing(LinkedInMember.ADA, identity);

    owner.browser().signOut();
    owner.browser().signIn(LinkedInMember.ALAN);
    owner.awaitPopupSays("Another LinkedIn member is signed in");
    WORLD.api().awaitStatus(identity, Status.INVALID);
    var alans = WORLD.linkedin().sessions().cookiesOf(LinkedInMember.ALAN).liAt();
    assertThat(WORLD.storedCookie(identity, "li_at")).isNotEqualTo(java.util.Optional.of(alans));

    owner.browser().signOut();
    owner.browser().signIn(LinkedInMember.ADA);
    WORLD.api().awaitStatus(identity, Status.VALID);
  }

  @Test
  void linkedinThrottles_orFails_neverMarksInvalid() {
    String identity = WORLD.api().createIdentity("Ada at work");
    Owner owner = WORLD.sharing(LinkedInMember.ADA, identity);

    for (Faults.Kind kind :
        new Faults.Kind[] {
          Faults.Kind.STATUS_429, Faults.Kind.STATUS_999, Faults.Kind.STATUS_503, Faults.Kind.DROP
        }) {
      WORLD.linkedin().faults().untilCleared("/voyager/api/me", kind);
      owner.browser().rotate("li_at");
      IntegrationBody.Refresh answer = WORLD.api().client().refresh(identity);
      assertThat(answer.outcome()).isEqualTo(Outcome.UNAVAILABLE);
      assertThat(answer.reason())
          .isIn(ErrorCode.LINKEDIN_THROTTLED, ErrorCode.LINKEDIN_UNREACHABLE);
      assertThat(WORLD.api().integration(identity).status()).isEqualTo(Status.VALID);
      WORLD.linkedin().faults().clear();
    }

    assertThat(WORLD.api().client().refresh(identity).outcome()).isEqualTo(Outcome.REFRESHED);
    WORLD.awaitCurrentSession(identity, LinkedInMember.ADA);
  }

  @Test
  void sessionEndedElsewhere_operatorAsks_getsTheReason() {
    String identity = WORLD.api().createIdentity("Ada at work");
    WORLD.sharing(LinkedInMember.ADA, identity);
    WORLD.linkedin().sessions().end(LinkedInMember.ADA, Sessions.Death.UNAUTHORIZED);

    IntegrationBody.Refresh answer = WORLD.api().client().refresh(identity);

    assertThat(answer.outcome()).isEqualTo(Outcome.UNAVAILABLE);
    assertThat(answer.reason()).isEqualTo(ErrorCode.SIGNED_OUT);
    WORLD.api().awaitStatus(identity, Status.INVALID);
  }

  @Test
  void browserClosed_operatorAsks_isToldSo() {
    String identity = WORLD.api().createIdentity("Ada at work");
    Owner owner = WORLD.sharing(LinkedInMember.ADA, identity);
    var host = HostProgram.find(owner.browser().profile()).orElseThrow();

    owner.browser().quit();
    host.onExit().join();

    assertThat(WORLD.api().client().refresh(identity).outcome())
        .isEqualTo(Outcome.NO_DEVICE_ONLINE);
    assertThat(WORLD.api().integration(identity).status()).isEqualTo(Status.VALID);
  }
}
