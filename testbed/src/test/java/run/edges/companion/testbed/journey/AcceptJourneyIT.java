package run.edges.companion.testbed.journey;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.testbed.linkedin.LinkedInMember;
import run.edges.companion.testbed.product.Owner;

/** An owner opens a shared link and decides. */
class AcceptJourneyIT {
  @RegisterExtension static final World WORLD = new World();

  @Test
  void accept_signedIn_storesTheSessionVerifiedAsTheMember() {
    String identity = WORLD.api().createIdentity("Grace at work");
    Owner owner = WORLD.owner("grace");
    owner.browser().signIn(LinkedInMember.GRACE);

    String page = owner.review(link(identity));
    var accept = owner.acceptButton();
    Looks.areGood(owner.browser(), "consent");
    assertThat(WORLD.api().integrations(identity)).as("nothing moves before Accept").isEmpty();
    accept.click();

    assertThat(owner.resultOf(page))
        .startsWith("Verified as " + LinkedInMember.GRACE.fullName() + ", at ");
    Looks.areGood(owner.browser(), "share-page");
    var integration = WORLD.api().awaitStatus(identity, Status.VALID);
    assertThat(integration.verifiedAs()).isEqualTo(LinkedInMember.GRACE.fullName());
    assertThat(integration.level()).isEqualTo("Sales Navigator");
    WORLD.awaitCurrentSession(identity, LinkedInMember.GRACE);
    owner.awaitPopupSays("Sharing, verified");
    Looks.areGood(owner.browser(), "popup");
  }

  @Test
  void accept_again_isTheSameIntegration() {
    String identity = WORLD.api().createIdentity("Ada at work");
    String link = link(identity);
    Owner owner = WORLD.owner("ada");
    owner.browser().signIn(LinkedInMember.ADA);

    owner.accept(link);
    assertThat(owner.accept(link)).startsWith("Verified as ");

    assertThat(WORLD.api().integrations(identity)).hasSize(1);
    assertThat(WORLD.api().consentRecord(identity))
        .extracting(entry -> entry.get("event").getAsString())
        .filteredOn("ACCEPTED"::equals)
        .hasSize(2);
  }

  @Test
  void decline_sharesNothing() {
    String identity = WORLD.api().createIdentity("Ada at work");
    Owner owner = WORLD.owner("ada");
    owner.browser().signIn(LinkedInMember.ADA);

    String page = owner.review(link(identity));
    owner.acceptButton();
    owner.press("Decline");

    assertThat(owner.resultOf(page)).contains("You declined. Nothing was shared.");
    assertThat(WORLD.api().integrations(identity)).isEmpty();
  }

  @Test
  void accept_signedOut_waitsForTheOwnerToSignIn() {
    String identity = WORLD.api().createIdentity("Ada at work");
    Owner owner = WORLD.owner("ada");

    String page = owner.review(link(identity));
    assertThat(owner.awaitConsentSays("signed in")).as("Accept can be pressed").isFalse();
    String consent = owner.browser().driver().getWindowHandle();
    owner.browser().driver().switchTo().window(page);
    owner.browser().driver().switchTo().newWindow(org.openqa.selenium.WindowType.TAB);
    owner.browser().signIn(LinkedInMember.ADA);
    owner.browser().driver().switchTo().window(consent);
    owner.acceptButton().click();

    assertThat(owner.resultOf(page)).startsWith("Verified as " + LinkedInMember.ADA.fullName());
  }

  private String link(String identity) {
    return WORLD.api().issueLink(identity);
  }
}
