package run.edges.companion.testbed.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;
import run.edges.companion.protocol.wire.IntegrationState;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.testbed.linkedin.LinkedInMember;
import run.edges.companion.testbed.product.Chromium;
import run.edges.companion.testbed.product.Owner;

/** Sharing ends: the session is gone, with proof, and LinkedIn's own sign-in is untouched. */
class RevokeJourneyIT {
  @RegisterExtension final World world = new World();

  @Test
  void stop_inThePopup_deletesTheSessionWithAReceipt() {
    String identity = world.api().createIdentity("Ada at work");
    Owner owner = world.sharing(LinkedInMember.ADA, identity);

    owner.stopSharing();

    owner.awaitPopupSays("Stopped by you");
    assertThat(owner.receiptVerdict()).containsIgnoringCase("signature");
    owner.browser().screenshot(Path.of("target/screenshots/receipt.png"));
    assertEnded(identity, "OWNER", owner.browser());
  }

  @Test
  void end_byTheOperator_tellsTheOwnerWithAReceipt() {
    String identity = world.api().createIdentity("Ada at work");
    Owner owner = world.sharing(LinkedInMember.ADA, identity);

    world.api().client().deleteIntegration(identity);

    owner.awaitPopupSays("Stopped by the workspace");
    assertThat(owner.receiptVerdict()).containsIgnoringCase("signature");
    assertEnded(identity, "OPERATOR", owner.browser());
  }

  @Test
  void end_whileTheBrowserIsClosed_isToldAtItsNextStart() {
    String identity = world.api().createIdentity("Ada at work");
    Owner owner = world.sharing(LinkedInMember.ADA, identity);

    owner.browser().quit();
    world.api().client().deleteIntegration(identity);
    owner.browser().start();

    owner.awaitPopupSays("Stopped by the workspace");
    assertEnded(identity, "OPERATOR", owner.browser());
  }

  @Test
  void accept_afterStop_makesANewIntegration() {
    String identity = world.api().createIdentity("Ada at work");
    Owner owner = world.sharing(LinkedInMember.ADA, identity);
    owner.stopSharing();
    owner.awaitPopupSays("Stopped by you");

    owner.accept(world.api().issueLink(identity));

    world.api().awaitStatus(identity, Status.VALID);
    assertThat(world.api().integrations(identity)).hasSize(2);
  }

  private void assertEnded(String identity, String by, Chromium browser) {
    var ended = world.api().integration(identity);
    assertThat(ended.state()).isEqualTo(IntegrationState.State.REVOKED);
    assertThat(world.storedCookie(identity, "li_at")).isEmpty();
    assertThat(world.api().consentRecord(identity))
        .extracting(entry -> entry.get("event").getAsString())
        .endsWith("REVOKED", "SESSION_DELETED");
    assertThat(world.api().consentRecord(identity))
        .filteredOn(entry -> entry.get("event").getAsString().equals("REVOKED"))
        .extracting(entry -> entry.get("by").getAsString())
        .containsExactly(by);

    browser.rotate("li_at");
    browser.open("https://www.linkedin.com/feed/");
    assertThat(browser.find(By.id("member"))).as("the owner stays signed in").isPresent();
    assertThat(world.linkedin().requests().logoutCalls()).isZero();
    assertThat(world.storedCookie(identity, "li_at")).isEmpty();
  }
}
