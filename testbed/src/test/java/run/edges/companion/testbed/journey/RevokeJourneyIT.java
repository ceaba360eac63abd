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
  @RegisterExtension static final World WORLD = new World();

  @Test
  void stop_inThePopup_deletesTheSessionWithAReceipt() {
    String identity = WORLD.api().createIdentity("Ada at work");
    Owner owner = WORLD.sharing(LinkedInMember.ADA, identity);

    owner.stopSharing();

    owner.awaitPopupSays("Stopped by you");
    assertThat(owner.receiptVerdict()).containsIgnoringCase("signature");
    owner.browser().screenshot(Path.of("target/screenshots/receipt.png"));
    assertEnded(identity, "OWNER", owner.browser());
  }

  @Test
  void end_byTheOperator_tellsTheOwnerWithAReceipt() {
    String identity = WORLD.api().createIdentity("Ada at work");
    Owner owner = WORLD.sharing(LinkedInMember.ADA, identity);

    WORLD.api().client().deleteIntegration(identity);

    owner.awaitPopupSays("Stopped by the workspace");
    assertThat(owner.receiptVerdict()).containsIgnoringCase("signature");
    assertEnded(identity, "OPERATOR", owner.browser());
  }

  @Test
  void end_whileTheBrowserIsClosed_isToldAtItsNextStart() {
    String identity = WORLD.api().createIdentity("Ada at work");
    Owner owner = WORLD.sharing(LinkedInMember.ADA, identity);

    owner.browser().quit();
    WORLD.api().client().deleteIntegration(identity);
    owner.browser().start();

    owner.awaitPopupSays("Stopped by the workspace");
    assertEnded(identity, "OPERATOR", owner.browser());
  }

  @Test
  void accept_afterStop_makesANewIntegration() {
    String identity = WORLD.api().createIdentity("Ada at work");
    Owner owner = WORLD.sharing(LinkedInMember.ADA, identity);
    owner.stopSharing();
    owner.awaitPopupSays("Stopped by you");

    owner.accept(WORLD.api().issueLink(identity));

    WORLD.api().awaitStatus(identity, Status.VALID);
    assertThat(WORLD.api().integrations(identity)).hasSize(2);
  }

  private void assertEnded(String identity, String by, Chromium browser) {
    var ended = WORLD.api().integration(identity);
    assertThat(ended.state()).isEqualTo(IntegrationState.State.REVOKED);
    assertThat(WORLD.storedCookie(identity, "li_at")).isEmpty();
    assertThat(WORLD.api().consentRecord(identity))
        .extracting(entry -> entry.get("event").getAsString())
        .endsWith("REVOKED", "SESSION_DELETED");
    assertThat(WORLD.api().consentRecord(identity))
        .filteredOn(entry -> entry.get("event").getAsString().equals("REVOKED"))
        .extracting(entry -> entry.get("by").getAsString())
        .containsExactly(by);

    browser.rotate("li_at");
    browser.open("https://www.linkedin.com/feed/");
    assertThat(browser.find(By.id("member"))).as("the owner stays signed in").isPresent();
    assertThat(WORLD.linkedin().requests().logoutCalls()).isZero();
    assertThat(WORLD.storedCookie(identity, "li_at")).isEmpty();
  }
}
