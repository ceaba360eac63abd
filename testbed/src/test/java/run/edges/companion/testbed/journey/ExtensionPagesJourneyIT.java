package run.edges.companion.testbed.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;
import org.openqa.selenium.WindowType;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.testbed.linkedin.LinkedInMember;
import run.edges.companion.testbed.product.Chromium;
import run.edges.companion.testbed.product.Owner;

/**
 * The extension's own pages: the first-run page, what the popup does beside stopping, and the check
 * of both with the real host.
 */
class ExtensionPagesJourneyIT {
  private static final By FINDINGS = By.className("findings");

  @RegisterExtension static final World WORLD = new World();

  @Test
  void welcome_signInLater_isReadyByItself() {
    Owner owner = WORLD.owner("ada");
    Chromium browser = owner.browser();
    browser.openExtensionPage("welcome/welcome.html");
    awaitStep(owner, "extension", "done");
    awaitStep(owner, "host", "done");
    awaitStep(owner, "linkedin", "todo");
    assertThat(browser.text(By.id("next-title"))).startsWith("Then open the link");
    Looks.areGood(browser, "welcome");

    String welcome = browser.driver().getWindowHandle();
    browser.driver().switchTo().newWindow(WindowType.TAB);
    browser.signIn(LinkedInMember.ADA);
    browser.driver().switchTo().window(welcome);

    awaitStep(owner, "linkedin", "done");
    assertThat(browser.text(By.id("steps")))
        .contains("Signed in as " + LinkedInMember.ADA.fullName());
    assertThat(browser.text(By.id("next-title"))).startsWith("Now open the link");
  }

  @Test
  void pause_inThePopup_sendsNothingUntilItGoesOn() {
    String identity = WORLD.api().createIdentity("Ada at work");
    Owner owner = WORLD.sharing(LinkedInMember.ADA, identity);

    owner.openPopup();
    owner.press("Pause");
    owner.press("1 hour");
    owner.awaitPopupSays("Paused until");
    Looks.areGood(owner.browser(), "popup-paused");
    var paused = WORLD.api().awaitIntegration(identity, "a pause", it -> it.pausedUntil() != null);
    assertThat(paused.pausedUntil())
        .isBetween(
            Instant.now().plus(Duration.ofMinutes(58)), Instant.now().plus(Duration.ofMinutes(60)));
    owner.browser().rotate("li_at");

    owner.openPopup();
    owner.press("Resume now");
    owner.awaitPopupSays("Sharing, verified");
    WORLD.api().awaitIntegration(identity, "no pause", it -> it.pausedUntil() == null);
    WORLD.awaitCurrentSession(identity, LinkedInMember.ADA);
    assertThat(WORLD.api().integration(identity).status()).isEqualTo(Status.VALID);
    List<String> events =
        WORLD.api().consentRecord(identity).stream()
            .map(entry -> entry.get("event").getAsString())
            .toList();
    assertThat(events).containsSubsequence("PAUSED", "RESUMED", "SESSION_STORED");
    assertThat(events.subList(events.indexOf("PAUSED"), events.indexOf("RESUMED")))
        .containsExactly("PAUSED");
  }

  @Test
  void ownerPage_fromThePopup_isOpenedAtItsServer() {
    String identity = WORLD.api().createIdentity("Ada at work");
    Owner owner = WORLD.sharing(LinkedInMember.ADA, identity);

    owner.openPopup();
    owner.press("Everything about this sharing");

    owner.browser().switchTo("the owner's page", "/owner/");
    assertThat(owner.browser().driver().getCurrentUrl())
        .startsWith(
            "https://localhost:%d/owner/%s"
                .formatted(WORLD.network().port(), WORLD.api().integration(identity).uid()));
    owner
        .browser()
        .await(
            "the device that it is in",
            () ->
                Optional.of(owner.browser().text(By.id("devices")))
                    .filter(text -> text.contains("this browser")));
    Looks.areGood(owner.browser(), "owner-page");
  }

  @Test
  void check_hostAndServerInOrder_findsNothingWrong() {
    Owner owner = WORLD.sharing(LinkedInMember.ADA, WORLD.api().createIdentity("Ada at work"));

    owner.openPopup();
    owner.press("Check this browser");

    awaitChecked(owner, "Checked. Nothing is wrong.");
    assertThat(owner.browser().text(FINDINGS))
        .contains("This browser in order\nthe host runs and answers: version ")
        .contains("Chromium in order\nregistered: " + owner.browser().profile())
        .contains("Server localhost in order\nis reached, and has the key you accepted");
    Looks.areGood(owner.browser(), "popup-checked");
  }

  @Test
  void check_serverUnreachable_isFoundWithWhatToDo() {
    Owner owner = WORLD.sharing(LinkedInMember.ADA, WORLD.api().createIdentity("Ada at work"));
    owner.browser().openExtensionPage("welcome/welcome.html");
    WORLD.network().cut();
    try {
      owner.press("Check this browser");
      awaitChecked(owner, "Checked. Not right: 1.");
    } finally {
      WORLD.network().mend();
    }

    assertThat(owner.browser().text(By.cssSelector(".finding.alert")))
        .contains("Server localhost not right", "cannot be reached", "SERVER_UNREACHABLE")
        .contains("What to do: Check this computer's network.");
    owner
        .browser()
        .driver()
        .executeScript("document.querySelector('.finding.alert').scrollIntoView(false)");
    Looks.areGood(owner.browser(), "welcome-checked-fault");
  }

  private static void awaitChecked(Owner owner, String words) {
    owner
        .browser()
        .await(
            words,
            () ->
                Optional.of(owner.browser().text(By.cssSelector(".doctor [role=status]")))
                    .filter(words::equals));
  }

  private static void awaitStep(Owner owner, String step, String state) {
    By place = By.cssSelector("[data-step=%s].%s".formatted(step, state));
    owner.browser().await(step + " is " + state, () -> owner.browser().find(place));
  }
}
