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
  @RegisterExtension final World world = new World();

  @Test
  void rotate_eachCookie_reachesTheServer() {
    String identity = world.api().createIdentity("Grace at work");
    Owner owner = world.sharing(LinkedInMember.GRACE, identity);

    for (String cookie : new String[] {"li_at", "li_a", "both"}) {
      owner.browser().rotate(cookie);
      world.awaitCurrentSession(identity, LinkedInMember.GRACE);
    }
  }

  @Test
  void signOut_thenIn_isInvalidThenValidByItself() {
    String identity = world.api().createIdentity("Ada at work");
    Owner owner = world.sharing(LinkedInMember.ADA, identity);

    owner.browser().signOut();
    var invalid = world.api().awaitStatus(identity, Status.INVALID);
    assertThat(invalid.error()).isEqualTo("SIGNED_OUT");
    owner.awaitPopupSays("Signed out of LinkedIn");

    owner.browser().signIn(LinkedInMember.ADA);
    world.api().awaitStatus(identity, Status.VALID);
    world.awaitCurrentSession(identity, LinkedInMember.ADA);
    owner.awaitPopupSays("Sharing, verified");
  }

  @Test
  void signIn_asAnotherMember_sendsNothingOfTheirs() {
    String identity = world.api().createIdentity("Ada at work");
    Owner owner = world.sharing(LinkedInMember.ADA, identity);

    owner.browser().signOut();
    owner.browser().signIn(LinkedInMember.ALAN);
    owner.awaitPopupSays("Another LinkedIn member is signed in");
    world.api().awaitStatus(identity, Status.INVALID);
    var alans = world.linkedin().sessions().cookiesOf(LinkedInMember.ALAN).liAt();
    assertThat(world.storedCookie(identity, "li_at")).isNotEqualTo(java.util.Optional.of(alans));

    owner.browser().signOut();
    owner.browser().signIn(LinkedInMember.ADA);
    world.api().awaitStatus(identity, Status.VALID);
  }

  @Test
  void linkedinThrottles_orFails_neverMarksInvalid() {
    String identity = world.api().createIdentity("Ada at work");
    Owner owner = world.sharing(LinkedInMember.ADA, identity);

    for (Faults.Kind kind :
        new Faults.Kind[] {
          Faults.Kind.STATUS_429, Faults.Kind.STATUS_999, Faults.Kind.STATUS_503, Faults.Kind.DROP
        }) {
      world.linkedin().faults().untilCleared("/voyager/api/me", kind);
      owner.browser().rotate("li_at");
      IntegrationBody.Refresh answer = world.api().client().refresh(identity);
      assertThat(answer.outcome()).isEqualTo(Outcome.UNAVAILABLE);
      assertThat(answer.reason())
          .isIn(ErrorCode.LINKEDIN_THROTTLED, ErrorCode.LINKEDIN_UNREACHABLE);
      assertThat(world.api().integration(identity).status()).isEqualTo(Status.VALID);
      world.linkedin().faults().clear();
    }

    assertThat(world.api().client().refresh(identity).outcome()).isEqualTo(Outcome.REFRESHED);
    world.awaitCurrentSession(identity, LinkedInMember.ADA);
  }

  @Test
  void sessionEndedElsewhere_operatorAsks_getsTheReason() {
    String identity = world.api().createIdentity("Ada at work");
    world.sharing(LinkedInMember.ADA, identity);
    world.linkedin().sessions().end(LinkedInMember.ADA, Sessions.Death.UNAUTHORIZED);

    IntegrationBody.Refresh answer = world.api().client().refresh(identity);

    assertThat(answer.outcome()).isEqualTo(Outcome.UNAVAILABLE);
    assertThat(answer.reason()).isEqualTo(ErrorCode.SIGNED_OUT);
    world.api().awaitStatus(identity, Status.INVALID);
  }

  @Test
  void browserClosed_operatorAsks_isToldSo() {
    String identity = world.api().createIdentity("Ada at work");
    Owner owner = world.sharing(LinkedInMember.ADA, identity);
    var host = HostProgram.find(owner.browser().profile()).orElseThrow();

    owner.browser().quit();
    host.onExit().join();

    assertThat(world.api().client().refresh(identity).outcome())
        .isEqualTo(Outcome.NO_DEVICE_ONLINE);
    assertThat(world.api().integration(identity).status()).isEqualTo(Status.VALID);
  }
}
