package run.edges.companion.host.register;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The browsers of Linux and where each looks for native-messaging hosts. */
enum Browser {
  CHROMIUM("chromium", "Chromium", Family.CHROMIUM, "chromium", "/etc/chromium"),
  CHROME("google-chrome", "Google Chrome", Family.CHROMIUM, "google-chrome", "/etc/opt/chrome"),
  CHROME_BETA(
      "google-chrome-beta",
      "Google Chrome Beta",
      Family.CHROMIUM,
      "google-chrome-beta",
      "/etc/opt/chrome"),
  CHROME_UNSTABLE(
      "google-chrome-unstable",
      "Google Chrome Dev",
      Family.CHROMIUM,
      "google-chrome-unstable",
      "/etc/opt/chrome"),
  CHROME_FOR_TESTING(
      "chrome-for-testing",
      "Chrome for Testing",
      Family.CHROMIUM,
      "google-chrome-for-testing",
      "/etc/opt/chrome_for_testing"),
  EDGE("microsoft-edge", "Microsoft Edge", Family.CHROMIUM, "microsoft-edge", "/etc/opt/edge"),
  BRAVE("brave", "Brave", Family.CHROMIUM, "BraveSoftware/Brave-Browser", "/etc/brave"),
  VIVALDI("vivaldi", "Vivaldi", Family.CHROMIUM, "vivaldi", "/etc/opt/vivaldi"),
  /** Looks in Chrome's folder, not in its own. */
  OPERA("opera", "Opera", Family.CHROMIUM, "opera", "google-chrome", "/etc/opt/opera"),
  FIREFOX("firefox", "Firefox", Family.FIREFOX, ".mozilla", "/etc/firefox"),
  LIBREWOLF("librewolf", "LibreWolf", Family.FIREFOX, ".librewolf", "/etc/librewolf");

  /** Chromium's relatives look here too, or only here. */
  private static final String CHROMES_HOSTS = "/etc/opt/chrome/native-messaging-hosts";

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
  private final String settings;

  Browser(String option, String title, Family family, String folder, String settings) {
    this(option, title, family, folder, folder, settings);
  }

  /**
   * @param presence the folder that exists if the browser was used
   * @param home the folder that holds the manifest's folder
   * @param settings the folder of the system's settings for it
   */
  Browser(
      String option, String title, Family family, String presence, String home, String settings) {
    this.option = option;
    this.title = title;
    this.family = family;
    this.presence = presence;
    this.home = home;
    this.settings = settings;
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

  /** Whether this user used it. */
  boolean isPresent(Map<String, String> environment) {
    // A Firefox first started as 147 or later has its profiles here, and its hosts where they were.
    return Files.isDirectory(base(environment).resolve(presence))
        || (this == FIREFOX && Files.isDirectory(configFolder(environment).resolve("mozilla")));
  }

  Path manifest(Map<String, String> environment) {
    return family.manifest(base(environment).resolve(home));
  }

  /** Where it looks after the user's own manifest, in this order. */
  List<Path> systemManifests() {
    List<String> folders =
        switch (this) {
          case CHROMIUM, CHROME_FOR_TESTING -> List.of(settings + "/native-messaging-hosts");
          case EDGE -> List.of(settings + "/native-messaging-hosts", CHROMES_HOSTS);
          case FIREFOX ->
              List.of(
                  "/usr/lib/mozilla/native-messaging-hosts",
                  "/usr/lib64/mozilla/native-messaging-hosts");
          case LIBREWOLF -> List.of("/usr/lib/librewolf/native-messaging-hosts");
          default -> List.of(CHROMES_HOSTS);
        };
    return folders.stream().map(folder -> Path.of(folder, HostManifest.NAME + ".json")).toList();
  }

  /** Where the machine's administrator decides which hosts it starts; Firefox lets nobody. */
  List<Path> policies() {
    return family == Family.CHROMIUM ? List.of(Path.of(settings, "policies/managed")) : List.of();
  }

  /** Where its Snap and its Flatpak keep their data, below the user's home folder. */
  List<String> sandboxes() {
    return switch (this) {
      case CHROMIUM -> List.of("snap/chromium", ".var/app/org.chromium.Chromium");
      case CHROME -> List.of(".var/app/com.google.Chrome");
      case EDGE -> List.of(".var/app/com.microsoft.Edge");
      case BRAVE -> List.of("snap/brave", ".var/app/com.brave.Browser");
      case VIVALDI -> List.of("snap/vivaldi", ".var/app/com.vivaldi.Vivaldi");
      case OPERA -> List.of("snap/opera", ".var/app/com.opera.Opera");
      case FIREFOX -> List.of("snap/firefox", ".var/app/org.mozilla.firefox");
      case LIBREWOLF -> List.of(".var/app/io.gitlab.librewolf-community");
      case CHROME_BETA, CHROME_UNSTABLE, CHROME_FOR_TESTING -> List.of();
    };
  }

  static Optional<Browser> find(String option) {
    return Arrays.stream(values()).filter(browser -> browser.option.equals(option)).findFirst();
  }

  static Path userFolder(Map<String, String> environment) {
    return Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
  }

  private Path base(Map<String, String> environment) {
    return family == Family.FIREFOX ? userFolder(environment) : configFolder(environment);
  }

  private static Path configFolder(Map<String, String> environment) {
    String config = environment.get("XDG_CONFIG_HOME");
    return config != null && config.startsWith("/")
        ? Path.of(config)
        : userFolder(environment).resolve(".config");
  }
}
