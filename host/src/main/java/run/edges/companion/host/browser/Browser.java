package run.edges.companion.host.browser;

import java.util.Arrays;
import java.util.Optional;

/** The browsers that are known. {@link Place} says where each looks for hosts. */
public enum Browser {
  CHROMIUM("chromium", "Chromium", Family.CHROMIUM),
  CHROME("google-chrome", "Google Chrome", Family.CHROMIUM),
  CHROME_BETA("google-chrome-beta", "Google Chrome Beta", Family.CHROMIUM),
  CHROME_UNSTABLE("google-chrome-unstable", "Google Chrome Dev", Family.CHROMIUM),
  CHROME_FOR_TESTING("chrome-for-testing", "Chrome for Testing", Family.CHROMIUM),
  EDGE("microsoft-edge", "Microsoft Edge", Family.CHROMIUM),
  BRAVE("brave", "Brave", Family.CHROMIUM),
  VIVALDI("vivaldi", "Vivaldi", Family.CHROMIUM),
  OPERA("opera", "Opera", Family.CHROMIUM),
  FIREFOX("firefox", "Firefox", Family.FIREFOX),
  LIBREWOLF("librewolf", "LibreWolf", Family.FIREFOX);

  /** Which form of manifest a browser reads. */
  public enum Family {
    CHROMIUM,
    FIREFOX
  }

  private final String option;
  private final String title;
  private final Family family;

  Browser(String option, String title, Family family) {
    this.option = option;
    this.title = title;
    this.family = family;
  }

  /** As it is named on the command line. */
  public String option() {
    return option;
  }

  public String title() {
    return title;
  }

  public Family family() {
    return family;
  }

  public static Optional<Browser> find(String option) {
    return Arrays.stream(values()).filter(browser -> browser.option.equals(option)).findFirst();
  }
}
