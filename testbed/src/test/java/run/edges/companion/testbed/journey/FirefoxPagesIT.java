package run.edges.companion.testbed.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static run.edges.companion.testbed.linkedin.LinkedInMember.ADA;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import run.edges.companion.testbed.product.firefox.Firefox;
import run.edges.companion.testbed.product.firefox.FirefoxOwner;

/** The pages that an owner with Firefox meets on the way to sharing: axe finds nothing wrong. */
class FirefoxPagesIT {
  @RegisterExtension final World world = new World();

  @Test
  void pages_fromTheFirstToThePopup_lookGoodInEachWay() {
    FirefoxOwner owner = world.firefoxOwner("ada");
    Firefox browser = owner.browser();
    browser.openExtensionPage("welcome/welcome.html");
    browser.await("[data-step=host].done");
    browser.await("[data-step=linkedin].todo");
    Looks.areGood(browser, "firefox-pages-welcome");
    owner.signIn(ADA);

    String link = world.api().issueLink(world.api().createIdentity("Ada at work"));
    browser.open(link);
    browser.await("#toolbar");
    assertThat(
            browser.evaluate("[...document.querySelectorAll('h2')].map((it) => it.innerText)[0]"))
        .isEqualTo("Press the Edges Companion button in the toolbar");
    Looks.areGood(browser, "firefox-pages-share");

    String page = owner.review(link);
    owner.awaitAccept();
    Looks.areGood(browser, "firefox-pages-consent");
    owner.pressAccept();
    owner.awaitConsentSays("Verified as " + ADA.fullName());
    owner.closeConsent(page);

    owner.awaitPopupSays("Sharing, verified");
    Looks.areGood(browser, "firefox-pages-popup");
  }
}
