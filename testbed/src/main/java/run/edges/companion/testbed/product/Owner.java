package run.edges.companion.testbed.product;

import java.util.Optional;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** What an owner does with the product, in one browser. */
public final class Owner {
  private static final By RESULT = By.id("result");
  private static final By STATUS = By.id("status");
  private static final By STATE = By.cssSelector(".share .state");

  private final Chromium browser;

  public Owner(Chromium browser) {
    this.browser = browser;
  }

  public Chromium browser() {
    return browser;
  }

  /** Opens a link, reviews and accepts; returns the line that the share page ends in. */
  public String accept(String link) {
    String page = browser.reviewSharedLink(link);
    acceptButton().click();
    String line = resultOf(page);
    browser.switchToConsent();
    closeConsent();
    browser.driver().switchTo().window(page);
    return line;
  }

  /** The line that the share page in this window ends in. */
  public String resultOf(String page) {
    browser.driver().switchTo().window(page);
    return browser.await(
        "the result",
        () ->
            browser
                .find(RESULT)
                .filter(line ->
                    String.valueOf(line.getAttribute("class")).matches(".*(done|refused).*"))
                .map(WebElement::getText));
  }

  /** Opens a link and the consent window; returns the share page's window. */
  public String review(String link) {
    return browser.reviewSharedLink(link);
  }

  public WebElement acceptButton() {
    return browser.await(
        "an Accept button that can be pressed",
        () -> browser.find(By.id("accept")).filter(WebElement::isEnabled));
  }

  /** Waits until the consent window says this; returns whether Accept can be pressed then. */
  public boolean awaitConsentSays(String words) {
    browser.await(
        "consent window: " + words,
        () -> Optional.of(browser.text(STATUS)).filter(text -> text.contains(words)));
    return browser.driver().findElement(By.id("accept")).isEnabled();
  }

  /** Closes the consent window, which stays open with its result until then. */
  public void closeConsent() {
    browser
        .await(
            "the Close button", () -> browser.find(By.id("close")).filter(WebElement::isDisplayed))
        .click();
  }

  /** Opens the popup's page and waits until its card says this. */
  public void awaitPopupSays(String words) {
    openPopup();
    browser.await(
        "popup: " + words,
        () -> Optional.of(browser.text(STATE)).filter(text -> text.contains(words)));
  }

  public void openPopup() {
    if (!String.valueOf(browser.driver().getCurrentUrl()).contains("popup")) {
      browser.openExtensionPage("popup/popup.html");
    }
  }

  /** Stops sharing in the popup. */
  public void stopSharing() {
    openPopup();
    press("Stop sharing");
    press("Yes, stop");
  }

  /** Opens the receipt in the popup and returns what this browser makes of it. */
  public String receiptVerdict() {
    browser.await("the receipt", () -> browser.find(By.cssSelector(".proof summary"))).click();
    return browser.await(
        "the verdict",
        () -> Optional.of(browser.text(By.cssSelector(".verdict"))).filter(t -> !t.isEmpty()));
  }

  public void press(String label) {
    browser
        .await(
            "the button " + label,
            () ->
                browser
                    .find(By.xpath("//button[normalize-space()='" + label + "']"))
                    .filter(WebElement::isDisplayed))
        .click();
  }
}
