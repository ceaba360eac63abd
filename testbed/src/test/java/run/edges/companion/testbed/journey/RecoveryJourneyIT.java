package run.edges.companion.testbed.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.testbed.linkedin.LinkedInMember;
import run.edges.companion.testbed.product.HostProgram;
import run.edges.companion.testbed.product.Owner;

/** Bad days: each part dies or is cut off, and everything goes on by itself. */
class RecoveryJourneyIT {
  @RegisterExtension final World world = new World();

  @Test
  void hostKilled_nextRotation_arrives() {
    String identity = world.api().createIdentity("Ada at work");
    Owner owner = world.sharing(LinkedInMember.ADA, identity);
    var host = HostProgram.find(owner.browser().profile()).orElseThrow();

    HostProgram.kill(host).join();
    owner.browser().rotate("li_at");

    world.awaitCurrentSession(identity, LinkedInMember.ADA);
    assertThat(HostProgram.find(owner.browser().profile())).get().isNotEqualTo(host);
  }

  @Test
  void serverKilled_rotationMeanwhile_arrivesAfterRestart() {
    String identity = world.api().createIdentity("Ada at work");
    Owner owner = world.sharing(LinkedInMember.ADA, identity);

    world.server().kill();
    owner.browser().rotate("li_at");
    owner.awaitPopupSays("Server offline");
    world.server().start();

    world.awaitCurrentSession(identity, LinkedInMember.ADA);
    owner.awaitPopupSays("Sharing, verified");
  }

  @Test
  void serverKilled_inTheMiddleOfPushes_losesNothingAcknowledged() {
    String identity = world.api().createIdentity("Ada at work");
    Owner owner = world.sharing(LinkedInMember.ADA, identity);

    for (int round = 0; round < 3; round++) {
      owner.browser().rotate("li_at");
      world.awaitCurrentSession(identity, LinkedInMember.ADA);
      Optional<String> acknowledged = world.storedCookie(identity, "li_at");
      Thread killer = Thread.startVirtualThread(() -> world.server().kill());
      owner.browser().rotate("li_at");
      join(killer);
      world.server().start();
      assertThat(world.storedCookie(identity, "li_at"))
          .as("the acknowledged session or the one after it")
          .isIn(
              acknowledged,
              Optional.of(world.linkedin().sessions().cookiesOf(LinkedInMember.ADA).liAt()));
      world.awaitCurrentSession(identity, LinkedInMember.ADA);
    }
  }

  @Test
  void networkCut_rotationMeanwhile_arrivesWhenItIsBack() {
    String identity = world.api().createIdentity("Ada at work");
    Owner owner = world.sharing(LinkedInMember.ADA, identity);

    world.network().cut();
    owner.browser().rotate("li_at");
    owner.awaitPopupSays("Server offline");
    assertThat(world.api().integration(identity).status()).isEqualTo(Status.VALID);
    world.network().mend();

    world.awaitCurrentSession(identity, LinkedInMember.ADA);
  }

  @Test
  void browserClosed_rotationAfterRestart_arrives() {
    String identity = world.api().createIdentity("Ada at work");
    Owner owner = world.sharing(LinkedInMember.ADA, identity);

    owner.browser().quit();
    owner.browser().start();
    owner.browser().rotate("li_at");

    world.awaitCurrentSession(identity, LinkedInMember.ADA);
  }

  @Test
  void workerStopped_rotation_wakesItAndArrives() {
    String identity = world.api().createIdentity("Ada at work");
    Owner owner = world.sharing(LinkedInMember.ADA, identity);

    owner.openPopup();
    owner.browser().driver().executeCdpCommand("ServiceWorker.enable", Map.of());
    owner.browser().driver().executeCdpCommand("ServiceWorker.stopAllWorkers", Map.of());
    owner.browser().rotate("li_at");

    world.awaitCurrentSession(identity, LinkedInMember.ADA);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
