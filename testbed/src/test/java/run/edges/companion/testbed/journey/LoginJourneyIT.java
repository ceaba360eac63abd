package run.edges.companion.testbed.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static run.edges.companion.testbed.linkedin.LinkedInMember.ADA;

import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.api.SetupMethod;
import run.edges.companion.protocol.api.SharedLinkBody;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.testbed.linkedin.Checkpoints;
import run.edges.companion.testbed.linkedin.LinkedInMember;
import run.edges.companion.testbed.product.Chromium;
import run.edges.companion.testbed.product.Owner;

/** SHARED - LOGIN: the owner signs in on the page of a login link, whatever LinkedIn asks. */
class LoginJourneyIT {
  @RegisterExtension final World world = new World();

  private String identity = "";

  @Test
  void login_noCheckpoint_isVerifiedAndTheLinkIsUsed() {
    Chromium browser = open();
    Looks.areGood(browser, "login-form");

    signIn(browser, ADA.password());

    assertVerified(browser);
    IntegrationBody made = world.api().integration(identity);
    assertThat(made.setupMethod()).isEqualTo(SetupMethod.SHARED_LOGIN);
    assertThat(made.isShared()).isTrue();
    assertThat(world.api().consentRecord(identity))
        .extracting(entry -> entry.get("event").getAsString())
        .containsExactly("ACCEPTED", "SESSION_STORED");
    browser.driver().navigate().refresh();
    browser.await(
        "the word that it was used",
        () -> Optional.of(browser.text(By.id("result"))).filter(text -> text.contains("was used")));
    assertThat(world.api().client().sharedLinks(identity).getLast().state())
        .isEqualTo(SharedLinkBody.State.USED);
  }

  @ParameterizedTest
  @CsvSource({"EMAIL_CODE, mail", "SMS_CODE, phone", "AUTHENTICATOR_CODE, authenticator"})
  void login_code_reloadInTheMiddle_goesOnAndIsVerified(Checkpoints.Kind kind, String heading) {
    world.linkedin().checkpoints().require(ADA, kind);
    Chromium browser = open();
    signIn(browser, ADA.password());
    awaitHeading(browser, heading);
    if (kind == Checkpoints.Kind.EMAIL_CODE) {
      Looks.areGood(browser, "login-code");
    }

    browser.driver().navigate().refresh();

    awaitHeading(browser, heading);
    enterCode(browser, "000000");
    browser.await(
        "the word that the code is wrong",
        () ->
            Optional.of(browser.text(By.id("code-error")))
                .filter(text -> text.contains("does not accept this code")));
    assertThat(browser.text(By.id("tries"))).contains("4 tries");
    enterCode(browser, world.linkedin().checkpoints().code(ADA));
    assertVerified(browser);
  }

  @Test
  void login_approvalInTheApp_goesOnByItself() {
    world.linkedin().checkpoints().require(ADA, Checkpoints.Kind.APP_APPROVAL);
    Chromium browser = open();
    signIn(browser, ADA.password());
    awaitHeading(browser, "LinkedIn app");

    world.linkedin().checkpoints().approve(ADA);

    assertVerified(browser);
  }

  @Test
  void login_captcha_isHandedToTheOwnersBrowserByTheExtension() {
    world.linkedin().checkpoints().require(ADA, Checkpoints.Kind.CAPTCHA);
    Chromium browser = open();
    signIn(browser, ADA.password());

    browser
        .await(
            "the way by the extension",
            () -> browser.find(By.id("extension-next")).filter(WebElement::isDisplayed))
        .click();

    // In the owner's own browser LinkedIn can ask what it likes.
    world.linkedin().checkpoints().clear(ADA);
    browser.await("the share page", () -> browser.find(By.id("accept")));
    String share = String.valueOf(browser.driver().getCurrentUrl());
    assertThat(share).contains("/share/");
    browser.signIn(ADA);
    assertThat(new Owner(browser).accept(share)).startsWith("Verified as Ada Example");
    assertThat(world.api().integration(identity).setupMethod())
        .isEqualTo(SetupMethod.SHARED_EXTENSION);
  }

  @Test
  void login_wrongPassword_canBeTriedAgain() {
    Chromium browser = open();
    signIn(browser, "wrong");
    browser.await(
        "the word that the password is wrong",
        () ->
            Optional.of(browser.text(By.id("problem"))).filter(text -> text.contains("password")));
    browser.find(By.id("again")).orElseThrow().click();

    signIn(browser, ADA.password());

    assertVerified(browser);
  }

  @Test
  void login_otherMemberThanPinned_changesNothing() {
    Chromium browser = open();
    signIn(browser, ADA.password());
    assertVerified(browser);
    IntegrationBody before = world.api().integration(identity);
    browser.open(newLink());

    signIn(browser, LinkedInMember.ALAN.username(), LinkedInMember.ALAN.password());

    browser.await(
        "the word that it is another member",
        () ->
            Optional.of(browser.text(By.id("problem")))
                .filter(text -> text.contains("Another LinkedIn member")));
    assertThat(world.api().integration(identity)).isEqualTo(before);
  }

  @Test
  void login_linkRevokedInTheMiddle_storesNothing() {
    world.linkedin().checkpoints().require(ADA, Checkpoints.Kind.APP_APPROVAL);
    Chromium browser = open();
    signIn(browser, ADA.password());
    awaitHeading(browser, "LinkedIn app");

    world
        .api()
        .client()
        .revokeSharedLink(identity, world.api().client().sharedLinks(identity).getLast().id());
    world.linkedin().checkpoints().approve(ADA);

    browser.await(
        "the word that it was revoked",
        () -> Optional.of(browser.text(By.id("result"))).filter(text -> text.contains("revoked")));
    world.awaitNoBrowser();
    assertThat(world.api().integrations(identity)).isEmpty();
  }

  private Chromium open() {
    identity = world.api().createIdentity("Ada at work");
    Chromium browser = world.owner("owner").browser();
    browser.open(newLink());
    browser.await(
        "the form", () -> browser.find(By.id("username")).filter(WebElement::isDisplayed));
    return browser;
  }

  private String newLink() {
    return Objects.requireNonNull(world.api().client().generateLoginLinks(identity).get("linkedin"))
        .reveal(SecretAccess.granted());
  }

  private static void signIn(Chromium browser, String password) {
    signIn(browser, ADA.username(), password);
  }

  /** By keyboard alone, from the first field on. */
  private static void signIn(Chromium browser, String username, String password) {
    WebElement name =
        browser.await(
            "the form", () -> browser.find(By.id("username")).filter(WebElement::isDisplayed));
    name.clear();
    name.sendKeys(username, Keys.TAB, password, Keys.ENTER);
  }

  private static void enterCode(Chromium browser, String code) {
    WebElement field =
        browser.await(
            "the field for the code",
            () -> browser.find(By.id("code")).filter(WebElement::isDisplayed));
    field.clear();
    field.sendKeys(code, Keys.ENTER);
  }

  private static void awaitHeading(Chromium browser, String words) {
    browser.await(
        "the step of the " + words,
        () ->
            Optional.of(browser.text(By.id("checkpoint-heading")))
                .filter(text -> text.contains(words)));
  }

  private void assertVerified(Chromium browser) {
    String line =
        browser.await(
            "the result",
            () ->
                Optional.of(browser.text(By.id("result")))
                    .filter(text -> text.startsWith("Verified as")));
    assertThat(line).matches("Verified as Ada Example, at \\w+ \\d+, \\d{4}, .*\\d:\\d\\d.*");
    assertThat(world.api().awaitStatus(identity, Status.VALID).verifiedAs())
        .isEqualTo(ADA.fullName());
  }
}
