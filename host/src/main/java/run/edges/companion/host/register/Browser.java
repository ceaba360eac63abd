package run.edges.companion.host.register;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** The browsers of Linux and where each looks for a user's native-messaging hosts. */
enum Browser {
  CHROMIUM("chromium", "Chromium", Family.CHROMIUM, "chromium"),
  CHROME("google-chrome", "Google Chrome", Family.CHROMIUM, "google-chrome"),
  CHROME_BETA("google-chrome-beta", "Google Chrome Beta", Family.CHROMIUM, "google-chrome-beta"),
  CHROME_UNSTABLE(
      "google-chrome-unstable", "Google Chrome Dev", Family.CHROMIUM, "google-chrome-unstable"),
  CHROME_FOR_TESTING(
      "chrome-for-testing", "Chrome for Testing", Family.CHROMIUM, "google-chrome-for-testing"),
  EDGE("microsoft-edge", "Microsoft Edge", Family.CHROMIUM, "microsoft-edge"),
  BRAVE("brave", "Brave", Family.CHROMIUM, "BraveSoftware/Brave-Browser"),
  VIVALDI("vivaldi", "Vivaldi", Family.CHROMIUM, "vivaldi"),
  /** Looks in Chrome's folder, not in its own. */
  OPERA("opera", "Opera", Family.CHROMIUM, "opera", "google-chrome"),
  FIREFOX("firefox", "Firefox", Family.FIREFOX, ".mozilla"),
  LIBREWOLF("librewolf", "LibreWolf", Family.FIREFOX, ".librewolf");

  /** Which manifest a browser reads, and under which folder of the user it lives. */
  enum Family {
    CHROMIUM("NativeMessagingHosts"),
    FIREFOX("native-messaging-hosts");

    private final String folder;

    Family(String folder) {
      this.folder = folder;
    }

    Path manifest(Path browserFolder) {
      return browserFolder.resolve(folder).resolve(HostManifest.NAME + ".json");
    }
  }

  private final String option;
  private final String title;
  private final Family family;
  private final String presence;
  private final String home;

  Browser(String option, String title, Family family, String folder) {
    this(option, title, family, folder, folder);
  }

  /**
   * @param presence the folder that exists if the browser was used
   * @param home the folder that holds the manifest's folder
   */
  Browser(String option, String title, Family family, String presence, String home) {
    this.option = option;
    this.title = title;
    this.family = family;
    this.presence = presence;
    this.home = home;
  }

  /** As it is named on the command line. */
  String option() {
    return option;
  }

  String title() {
    return title;
  }

  Family family() {
    return family;
  }

  Path presence(Map<String, String> environment) {
    return base(environment).resolve(presence);
  }

  Path manifest(Map<String, String> environment) {
    return family.manifest(base(environment).resolve(home));
  }

  static Optional<Browser> find(String option) {
    return Arrays.stream(values()).filter(browser -> browser.option.equals(option)).findFirst();
  }

  private Path base(Map<String, String> environment) {
    Path user = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
    String config = environment.get("XDG_CONFIG_HOME");
    if (family == Family.FIREFOX) {
      return user;
    }
    return config != null && config.startsWith("/") ? Path.of(config) : user.resolve(".config");
  }
}
