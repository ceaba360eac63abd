package run.edges.companion.testbed.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static run.edges.companion.testbed.linkedin.LinkedInMember.ADA;

import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticatorOptions;
import run.edges.companion.protocol.api.SetupMethod;
import run.edges.companion.protocol.wire.IntegrationState.State;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.testbed.linkedin.Checkpoints;
import run.edges.companion.testbed.product.Chromium;
import run.edges.companion.testbed.product.Operator;
import run.edges.companion.testbed.product.Owner;

/** The dashboard, in a real browser: from the first sign-in to the way back of an integration. */
class DashboardJourneyIT {
  private static final By LIVE = By.cssSelector(".live");

  @RegisterExtension final World world = new World();

  @Test
  void firstLink_newIdentity_ownerShares_showsLiveHowItGoes() {
    Owner owner = world.owner("owner");
    Chromium browser = owner.browser();
    browser.signIn(ADA);
    browser.open(world.server().firstSignIn());
    browser.await("the form", () -> browser.find(By.id("accept")).filter(WebElement::isDisplayed));
    Looks.areGood(browser, "invitation");
    Operator operator = operator(browser);
    operator.accept(world.server().firstSignIn());
    Looks.areGood(browser, "dashboard-empty");

    String link = createIdentity(operator);
    operator.open("/dashboard");
    String dashboard = browser.driver().getWindowHandle();

    browser.driver().switchTo().newWindow(WindowType.TAB);
    assertThat(owner.accept(link)).startsWith("Verified as Ada Example");
    String page = browser.driver().getWindowHandle();
    browser.driver().switchTo().window(dashboard);
    operator.awaitRow("Ada of Acme", "Valid");
    operator.awaitRow("Ada of Acme", "Online");
    Looks.areGood(browser, "dashboard");

    browser.driver().switchTo().window(page);
    browser.signOut();
    browser.driver().switchTo().window(dashboard);
    operator.awaitRow("Ada of Acme", "Invalid");
    operator.awaitRow("Ada of Acme", "signed out of LinkedIn in the browser that shares");
    Looks.areGood(browser, "dashboard-way-back");

    browser.driver().switchTo().window(page);
    browser.signIn(ADA);
    browser.driver().switchTo().window(dashboard);
    operator.awaitRow("Ada of Acme", "Valid");
  }

  @Test
  void askTheDevice_online_saysHowItWentAndTheTimelineHasIt() {
    String identity = world.api().createIdentity("Ada");
    Owner owner = world.sharing(ADA, identity);
    Chromium browser = owner.browser();
    Operator operator = operator(browser);
    operator.accept(world.server().firstSignIn());
    operator.open("/dashboard/integrations/" + world.api().integration(identity).uid());
    browser.await("the chart", () -> browser.find(By.cssSelector("#freshness canvas")));
    Looks.areGood(browser, "integration");

    operator.press("Ask the device now");

    operator.awaitNotice("The device sent its session, and it is stored.");
    browser.await(
        "the timeline",
        () ->
            Optional.of(browser.text(By.cssSelector("ol.timeline")))
                .filter(text -> text.contains("The devices were asked for their session")));
    operator.press("End sharing…");
    operator.awaitDialog("The session is deleted for good");
    Looks.areGood(browser, "end-sharing");
    operator.press("End sharing");
    browser.await(
        "the end",
        () ->
            Optional.of(browser.text(By.cssSelector("dl.facts")))
                .filter(text -> text.contains("Ended")));
    assertThat(world.api().integrations(identity))
        .singleElement()
        .satisfies(one -> assertThat(one.state()).isEqualTo(State.REVOKED));
  }

  @Test
  void signInForTheOwner_withACode_isVerified() {
    world.api().createIdentity("Ada");
    world.linkedin().checkpoints().require(ADA, Checkpoints.Kind.EMAIL_CODE);
    Operator operator = operator(world.owner("operator").browser());
    operator.accept(world.server().firstSignIn());
    operator.open("/dashboard?tab=waiting");
    operator.press("Pick a method");
    operator.press("Sign in");
    operator.field("li-username").sendKeys(ADA.username());
    Looks.areGood(operator.browser(), "sign-in-dialog");
    operator.field("li-password").sendKeys(ADA.password(), Keys.ENTER);

    operator.awaitDialog("Enter the code that LinkedIn sent by mail");
    Looks.areGood(operator.browser(), "checkpoint-dialog");
    operator.field("code").sendKeys("000000", Keys.ENTER);
    operator.awaitDialog("does not accept this code");
    operator.field("code").sendKeys(world.linkedin().checkpoints().code(ADA), Keys.ENTER);

    operator.awaitDialog("Verified as Ada Example");
    Looks.areGood(operator.browser(), "verified-dialog");
    operator.open("/dashboard");
    operator.awaitRow("Ada", "API - BASIC");
  }

  @Test
  void passkey_made_opensTheDashboard() {
    Chromium browser = world.owner("operator").browser();
    Operator operator = operator(browser);
    operator.accept(world.server().firstSignIn());
    var _ =
        browser
            .driver()
            .addVirtualAuthenticator(
                new VirtualAuthenticatorOptions()
                    .setProtocol(VirtualAuthenticatorOptions.Protocol.CTAP2)
                    .setTransport(VirtualAuthenticatorOptions.Transport.INTERNAL)
                    .setHasResidentKey(true)
                    .setHasUserVerification(true)
                    .setIsUserVerified(true));
    operator.open("/dashboard/account");
    Looks.areGood(browser, "account");
    operator.field("passkey-name").sendKeys("My laptop", Keys.ENTER);
    browser.await(
        "the word that it is ready",
        () ->
            Optional.of(browser.text(By.cssSelector(".notice")))
                .filter(text -> text.contains("The passkey is ready")));
    operator.signOut();
    Looks.areGood(browser, "sign-in");

    operator.field("passkey").click();

    browser.await("the dashboard", () -> browser.find(By.cssSelector("header.top")));
  }

  @Test
  void signInEnded_whileAPageIsOpen_asksAgainAndComesBack() {
    String identity = world.api().createIdentity("Ada");
    world.sharing(ADA, identity);
    Chromium browser = world.owner("operator").browser();
    Operator operator = operator(browser);
    operator.accept(world.server().firstSignIn());
    operator.open("/dashboard/integrations/" + world.api().integration(identity).uid());
    browser.driver().manage().deleteAllCookies();

    operator.press("Ask LinkedIn now");

    operator.signIn();
    assertThat(browser.driver().getCurrentUrl()).contains("/dashboard/integrations/");
  }

  @Test
  void connection_lostAndBack_saysSoAndCatchesUp() {
    String identity = world.api().createIdentity("Ada");
    Chromium browser = world.owner("operator").browser();
    Operator operator = operator(browser);
    operator.accept(world.server().firstSignIn());
    operator.open("/dashboard");
    awaitLive(browser, "Live");

    world.network().cut();
    awaitLive(browser, "Connection lost");
    Looks.areGood(browser, "dashboard-lost");
    world.server().stop();
    world.server().start();
    world.network().mend();

    awaitLive(browser, "Live");
    world.api().client().deleteIdentity(identity);
    operator.open("/dashboard");
    browser.await("the empty page", () -> browser.find(By.cssSelector(".empty")));
  }

  @Test
  void keyboardAlone_searchesAndOpensAnIntegration() {
    String identity = world.api().createIdentity("Ada");
    world.sharing(ADA, identity);
    Chromium browser = world.owner("operator").browser();
    Operator operator = operator(browser);
    operator.accept(world.server().firstSignIn());
    operator.open("/dashboard");

    press(browser, Keys.TAB);
    assertThat(browser.driver().switchTo().activeElement().getText()).startsWith("Skip");
    tabTo(browser, "search");
    browser.driver().switchTo().activeElement().sendKeys("nobody has this name");
    browser.await(
        "nothing found",
        () ->
            Optional.of(browser.text(By.cssSelector(".empty")))
                .filter(text -> text.contains("Nothing found")));
    assertThat(browser.driver().switchTo().activeElement().getDomProperty("id"))
        .as("the focus stays in the search")
        .isEqualTo("search");
    Looks.areGood(browser, "dashboard-nothing-found");
    browser.driver().switchTo().activeElement().clear();
    browser.driver().switchTo().activeElement().sendKeys("ada");
    operator.awaitRow("Ada", "Valid");
    tabTo(browser, "row-" + world.api().integration(identity).uid());
    press(browser, Keys.ENTER);
    browser.await("the integration", () -> browser.find(By.id("freshness")));
    assertThat(world.api().integration(identity).setupMethod())
        .isEqualTo(SetupMethod.SHARED_EXTENSION);
    assertThat(world.api().integration(identity).status()).isEqualTo(Status.VALID);
  }

  /** In the three steps, each of them looked at; returns the shared link. */
  private static String createIdentity(Operator operator) {
    Chromium browser = operator.browser();
    operator.press("New identity");
    operator.field("name").sendKeys("Ada of Acme");
    Looks.areGood(browser, "new-identity");
    operator.press("Create");
    browser.await("the methods", () -> browser.find(By.id("m1")));
    Looks.areGood(browser, "pick-a-method");
    operator.press("Get the shared link");
    String link = String.valueOf(operator.field("link").getDomProperty("value"));
    Looks.areGood(browser, "shared-link");
    operator.press("Close");
    return link;
  }

  private Operator operator(Chromium browser) {
    return new Operator(browser, URI.create("https://localhost:" + world.network().port()));
  }

  private static void awaitLive(Chromium browser, String words) {
    browser.await(
        "the live sign: " + words,
        () -> Optional.of(browser.text(LIVE)).filter(text -> text.contains(words)));
  }

  private static void press(Chromium browser, Keys key) {
    browser.driver().switchTo().activeElement().sendKeys(key);
  }

  private static void tabTo(Chromium browser, String id) {
    for (int presses = 0; presses < 40; presses++) {
      if (Objects.equals(browser.driver().switchTo().activeElement().getDomProperty("id"), id)) {
        return;
      }
      press(browser, Keys.TAB);
    }
    throw new AssertionError(id + " is not reached by the keyboard");
  }
}
