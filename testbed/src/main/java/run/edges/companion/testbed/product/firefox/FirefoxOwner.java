package run.edges.companion.testbed.product.firefox;

import run.edges.companion.testbed.linkedin.LinkedInMember;

/** What an owner does with the product, in one Firefox. */
public final class FirefoxOwner {
  private static final String ENTER = "\uE007";

  private final Firefox browser;

  public FirefoxOwner(Firefox browser) {
    this.browser = browser;
  }

  public Firefox browser() {
    return browser;
  }

  /** Signs in at LinkedIn in the present page, by its form. */
  public void signIn(LinkedInMember member) {
    browser.open("https://www.linkedin.com/login");
    browser.click("#username");
    browser.type(member.username());
    browser.click("#password");
    browser.type(member.password() + ENTER);
    browser.awaitText("#member", member.fullName());
  }

  /** Has LinkedIn renew a cookie: {@code li_at}, {@code li_a} or {@code both}. */
  public void rotate(String cookie) {
    browser.open("https://www.linkedin.com/feed/");
    var _ =
        browser.evaluate(
            "fetch('/testbed/rotate?cookie=%s', {method: 'POST'}).then((it) => it.json())"
                .formatted(cookie));
  }

  /**
   * Opens a link, and has the extension's button in the toolbar review it: a page cannot ask in
   * Firefox. All is done in the consent window then. Returns the page of the link.
   */
  public String review(String link) {
    // The fragment alone would not load a page that is open already.
    browser.open("about:blank");
    browser.open(link);
    String page = browser.page();
    browser.pressInToolbarPopup("#review");
    browser.switchTo("the consent window", "/consent/");
    return page;
  }

  /** Waits until the consent window lets its owner accept. */
  public void awaitAccept() {
    browser.await("#accept:enabled");
  }

  /** Accepts in the consent window, once that is possible. */
  public void pressAccept() {
    browser.click("#accept:enabled");
  }

  /** Waits until the consent window says this. */
  public void awaitConsentSays(String words) {
    browser.awaitText("#status", words);
  }

  /** Whether Accept can be pressed in the consent window. */
  public boolean canAccept() {
    return "true".equals(browser.evaluate("document.querySelector('#accept:enabled') !== null"));
  }

  /** Closes the consent window with its result, and goes back to the page. */
  public void closeConsent(String page) {
    browser.click("#close");
    browser.switchTo(page);
  }

  /** Opens the popup's page and waits until its card says this. */
  public void awaitPopupSays(String words) {
    openPopup();
    browser.awaitText(".share .state", words);
  }

  /** Stops sharing in the popup. */
  public void stopSharing() {
    openPopup();
    browser.press("Stop sharing");
    browser.press("Yes, stop");
  }

  /** Opens the receipt in the popup and waits until this is what the browser makes of it. */
  public void awaitReceiptSays(String words) {
    browser.click(".proof summary");
    browser.awaitText(".verdict", words);
  }

  private void openPopup() {
    if (!String.valueOf(browser.evaluate("location.href")).contains("popup")) {
      browser.openExtensionPage("popup/popup.html");
    }
  }
}
