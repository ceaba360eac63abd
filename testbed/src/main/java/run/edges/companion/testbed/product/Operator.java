package run.edges.companion.testbed.product;

import java.net.URI;
import java.util.Optional;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** What a member of a workspace does with the dashboard, in one browser. */
public final class Operator {
  private static final String EMAIL = "operator@example.com";
  private static final String PASSWORD = "correct horse battery";
  private static final By NOTICE = By.id("notice");

  private final Chromium browser;
  private final URI server;

  /**
   * A member.
   *
   * @param server where the browser finds it
   */
  public Operator(Chromium browser, URI server) {
    this.browser = browser;
    this.server = server;
  }

  public Chromium browser() {
    return browser;
  }

  /** Accepts the invitation with an address and a password, and is in the dashboard. */
  public void accept(String invitation) {
    browser.open(invitation);
    field("email").sendKeys(EMAIL);
    field("password").sendKeys(PASSWORD);
    browser.driver().findElement(By.cssSelector("#accept button")).click();
    awaitDashboard();
  }

  /** Types in address and password on the page that asks for them. */
  public void signIn() {
    field("email").sendKeys(EMAIL);
    field("password").sendKeys(PASSWORD);
    browser.driver().findElement(By.cssSelector("form button.main")).click();
    awaitDashboard();
  }

  public void signOut() {
    browser.driver().findElement(By.cssSelector("form[action$='/sign-out'] button")).click();
    field("password");
  }

  /** Opens a page of the dashboard, by its path. */
  public void open(String path) {
    browser.open(server + path);
    awaitDashboard();
  }

  /** A field that can be typed into. */
  public WebElement field(String id) {
    return browser.await(
        "the field " + id, () -> browser.find(By.id(id)).filter(WebElement::isDisplayed));
  }

  /** Presses the button or follows the link that says this. */
  public void press(String words) {
    browser
        .await(
            "a button: " + words,
            () ->
                browser
                    .find(
                        By.xpath(
                            "(//dialog[@open]//*[self::button or self::a][normalize-space()='%s'] | //main//*[self::button or self::a][normalize-space()='%s'])[last()]"
                                .formatted(words, words)))
                    .filter(WebElement::isDisplayed)
                    .filter(WebElement::isEnabled))
        .click();
  }

  /** Waits until the row of an identity says this. */
  public void awaitRow(String identity, String words) {
    browser.await(
        "the row of %s: %s".formatted(identity, words),
        () ->
            browser
                .find(
                    By.xpath(
                        "//tbody/tr[th[contains(., '%s')]][contains(., '%s')] | //tbody/tr[preceding-sibling::tr[1]/th[contains(., '%s')]][contains(., '%s')]"
                            .formatted(identity, words, identity, words)))
                .filter(WebElement::isDisplayed));
  }

  /** Waits until the page's notice says this. */
  public void awaitNotice(String words) {
    browser.await(
        "notice: " + words,
        () -> Optional.of(browser.text(NOTICE)).filter(text -> text.contains(words)));
  }

  /** Waits until the open dialog says this. */
  public void awaitDialog(String words) {
    By dialog = By.cssSelector("dialog[open]");
    browser.await(
        "dialog: " + words,
        () -> Optional.of(browser.text(dialog)).filter(text -> text.contains(words)));
  }

  private void awaitDashboard() {
    browser.await("the dashboard", () -> browser.find(By.cssSelector("header.top")));
  }
}
