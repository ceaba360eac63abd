package run.edges.companion.testbed.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static run.edges.companion.testbed.linkedin.LinkedInMember.ADA;
import static run.edges.companion.testbed.linkedin.LinkedInMember.ALAN;
import static run.edges.companion.testbed.linkedin.LinkedInMember.GRACE;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import run.edges.companion.protocol.api.IntegrationBody.Refresh.Outcome;
import run.edges.companion.protocol.wire.IntegrationState;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.testbed.product.HostProgram;
import run.edges.companion.testbed.product.firefox.Firefox;
import run.edges.companion.testbed.product.firefox.FirefoxOwner;

/** The extension in a real Firefox, from its one source, with the registered host. */
class FirefoxExtensionJourneyIT {
  @RegisterExtension static final World WORLD = new World();

  @Test
  void accept_signedIn_storesTheSessionVerifiedAsTheMember() {
    String identity = WORLD.api().createIdentity("Grace at work");
    FirefoxOwner owner = WORLD.firefoxOwner("grace");
    owner.signIn(GRACE);

    String page = owner.review(WORLD.api().issueLink(identity));
    owner.awaitAccept();
    looksGood(owner.browser(), "consent");
    assertThat(WORLD.api().integrations(identity)).as("nothing moves before Accept").isEmpty();
    owner.pressAccept();

    owner.awaitConsentSays("Verified as " + GRACE.fullName() + ", at ");
    looksGood(owner.browser(), "consent-done");
    owner.closeConsent(page);
    var integration = WORLD.api().awaitStatus(identity, Status.VALID);
    assertThat(integration.verifiedAs()).isEqualTo(GRACE.fullName());
    assertThat(integration.level()).isEqualTo("Sales Navigator");
    WORLD.awaitCurrentSession(identity, GRACE);
    owner.awaitPopupSays("Sharing, verified");
    looksGood(owner.browser(), "popup");
    owner.browser().openExtensionPage("welcome/welcome.html");
    owner.browser().awaitText("#steps", "Signed in as " + GRACE.fullName());
    looksGood(owner.browser(), "welcome");
  }

  @Test
  void rotate_eachCookie_reachesTheServer_alsoWhenTheHostWasKilled() {
    String identity = WORLD.api().createIdentity("Grace at work");
    FirefoxOwner owner = WORLD.sharingInFirefox(GRACE, identity);

    for (String cookie : new String[] {"li_at", "li_a", "both"}) {
      owner.rotate(cookie);
      WORLD.awaitCurrentSession(identity, GRACE);
    }
    var host = HostProgram.find(owner.browser().profile()).orElseThrow();
    HostProgram.kill(host).join();
    owner.rotate("li_at");

    WORLD.awaitCurrentSession(identity, GRACE);
    assertThat(HostProgram.find(owner.browser().profile())).get().isNotEqualTo(host);
  }

  @Test
  void stop_inThePopup_deletesTheSessionWithAReceipt() {
    String identity = WORLD.api().createIdentity("Ada at work");
    FirefoxOwner owner = WORLD.sharingInFirefox(ADA, identity);

    owner.stopSharing();

    owner.awaitPopupSays("Stopped by you");
    owner.awaitReceiptSays("signature");
    looksGood(owner.browser(), "popup-receipt");
    assertThat(WORLD.api().integration(identity).state()).isEqualTo(IntegrationState.State.REVOKED);
    owner.rotate("li_at");
    owner.browser().awaitText("#member", ADA.fullName());
    assertThat(WORLD.storedCookie(identity, "li_at")).isEmpty();
    assertThat(WORLD.linkedin().requests().logoutCalls()).isZero();
  }

  @Test
  void accept_asAnotherMemberThanPinned_isRefused() {
    String identity = WORLD.api().createIdentity("Ada at work");
    FirefoxOwner owner = WORLD.sharingInFirefox(ADA, identity);
    FirefoxOwner other = WORLD.firefoxOwner("alan");
    other.signIn(ALAN);

    var _ = other.review(WORLD.api().issueLink(identity));
    other.pressAccept();

    other.awaitConsentSays("Another LinkedIn member");
    looksGood(other.browser(), "consent-refused");
    assertThat(other.canAccept()).isFalse();
    WORLD.awaitCurrentSession(identity, ADA);
    owner.awaitPopupSays("Sharing, verified");
  }

  @Test
  void refresh_operatorAsks_getsTheLiveSession() {
    String identity = WORLD.api().createIdentity("Ada at work");
    FirefoxOwner owner = WORLD.sharingInFirefox(ADA, identity);

    assertThat(WORLD.api().client().refresh(identity).outcome()).isEqualTo(Outcome.REFRESHED);

    WORLD.awaitCurrentSession(identity, ADA);
    owner.awaitPopupSays("Sharing, verified");
  }

  @Test
  void signIn_asAnotherMemberInAContainer_sendsNothing() {
    String identity = WORLD.api().createIdentity("Ada at work");
    FirefoxOwner owner = WORLD.sharingInFirefox(ADA, identity);
    String page = owner.browser().page();

    owner.browser().openContainer();

    assertElsewhereChangesNothing(owner, identity, page);
  }

  @Test
  void signIn_asAnotherMemberInAPrivateWindow_sendsNothing() {
    String identity = WORLD.api().createIdentity("Ada at work");
    FirefoxOwner owner = WORLD.sharingInFirefox(ADA, identity);
    String page = owner.browser().page();

    owner.browser().openPrivateWindow();

    assertElsewhereChangesNothing(owner, identity, page);
  }

  @Test
  void review_signedInOnlyInAContainer_seesNobody() {
    String identity = WORLD.api().createIdentity("Ada at work");
    FirefoxOwner owner = WORLD.firefoxOwner("ada");
    owner.browser().openContainer();
    owner.signIn(ADA);

    var _ = owner.review(WORLD.api().issueLink(identity));

    owner.awaitConsentSays("Nobody is signed in");
    looksGood(owner.browser(), "consent-signed-out");
    assertThat(owner.canAccept()).isFalse();
    assertThat(WORLD.api().integrations(identity)).isEmpty();
  }

  /** In the page that is open: another member signs in, LinkedIn renews their session, they go. */
  private void assertElsewhereChangesNothing(FirefoxOwner owner, String identity, String page) {
    long sent = sent(identity);
    owner.signIn(ALAN);
    owner.rotate("both");
    // What the sign-in may have set off is ahead of what this asks for.
    assertThat(WORLD.api().client().refresh(identity).outcome()).isEqualTo(Outcome.REFRESHED);
    owner.browser().closePage();

    owner.browser().switchTo(page);
    owner.rotate("li_at");
    WORLD.awaitCurrentSession(identity, ADA);
    owner.awaitPopupSays("Sharing, verified");
    assertThat(WORLD.api().integration(identity).verifiedAs()).isEqualTo(ADA.fullName());
    assertThat(sent(identity))
        .as("sent: what was asked for, and the owner's new")
        .isEqualTo(sent + 2);
  }

  private long sent(String identity) {
    return WORLD.api().consentRecord(identity).stream()
        .filter(entry -> entry.get("event").getAsString().equals("SESSION_STORED"))
        .count();
  }

  private static void looksGood(Firefox browser, String name) {
    browser.screenshot(Path.of("target/screenshots", "firefox-" + name + ".png"));
  }
}
