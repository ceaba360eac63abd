package run.edges.companion.testbed.journey;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.testbed.linkedin.LinkedInMember;
import run.edges.companion.testbed.product.Owner;

/** One owner with two browsers. */
class TwoDevicesJourneyIT {
  @RegisterExtension final World world = new World();

  @Test
  void secondProfile_accepts_newestWinsAndTheOtherIsTold() {
    String identity = world.api().createIdentity("Ada at work");
    Owner first = world.sharing(LinkedInMember.ADA, identity);
    Owner second = world.owner("second");
    second.browser().signIn(LinkedInMember.ADA);

    second.accept(world.api().issueLink(identity));

    first.awaitPopupSays("Sharing from another of your devices");
    world.awaitCurrentSession(identity, LinkedInMember.ADA);
    assertThat(world.api().integration(identity).devices()).hasSize(2);

    second.browser().signOut();
    first.awaitPopupSays("Sharing, verified");
    assertThat(world.api().awaitStatus(identity, Status.VALID).error()).isNull();
  }
}
