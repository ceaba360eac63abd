package run.edges.companion.testbed.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
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
    var invalid = world.api().awaitStatus(identity, "INVALID");
    assertThat(invalid.get("error").getAsString()).isEqualTo("SIGNED_OUT");
    owner.awaitPopupSays("Signed out of LinkedIn");

    owner.browser().signIn(LinkedInMember.ADA);
    world.api().awaitStatus(identity, "VALID");
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
    world.api().awaitStatus(identity, "INVALID");
    var alans = world.linkedin().sessions().cookiesOf(LinkedInMember.ALAN).liAt();
    assertThat(world.storedCookie(identity, "li_at")).isNotEqualTo(java.util.Optional.of(alans));

    owner.browser().signOut();
    owner.browser().signIn(LinkedInMember.ADA);
    world.api().awaitStatus(identity, "VALID");
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
      JsonObject answer = world.api().refresh(identity);
      assertThat(answer.get("outcome").getAsString()).isEqualTo("UNAVAILABLE");
      assertThat(answer.get("reason").getAsString()).startsWith("LINKEDIN_");
      assertThat(world.api().integrations(identity).getFirst().get("status").getAsString())
          .isEqualTo("VALID");
      world.linkedin().faults().clear();
    }

    assertThat(world.api().refresh(identity).get("outcome").getAsString()).isEqualTo("REFRESHED");
    world.awaitCurrentSession(identity, LinkedInMember.ADA);
  }

  @Test
  void sessionEndedElsewhere_operatorAsks_getsTheReason() {
    String identity = world.api().createIdentity("Ada at work");
    world.sharing(LinkedInMember.ADA, identity);
    world.linkedin().sessions().end(LinkedInMember.ADA, Sessions.Death.UNAUTHORIZED);

    JsonObject answer = world.api().refresh(identity);

    assertThat(answer.get("outcome").getAsString()).isEqualTo("UNAVAILABLE");
    assertThat(answer.get("reason").getAsString()).isEqualTo("SIGNED_OUT");
    world.api().awaitStatus(identity, "INVALID");
  }

  @Test
  void browserClosed_operatorAsks_isToldSo() {
    String identity = world.api().createIdentity("Ada at work");
    Owner owner = world.sharing(LinkedInMember.ADA, identity);
    var host = HostProgram.find(owner.browser().profile()).orElseThrow();

    owner.browser().quit();
    host.onExit().join();

    assertThat(world.api().refresh(identity).get("outcome").getAsString())
        .isEqualTo("NO_DEVICE_ONLINE");
    assertThat(world.api().integrations(identity).getFirst().get("status").getAsString())
        .isEqualTo("VALID");
  }
}
