package run.edges.companion.host.browser;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where one browser looks for hosts on one system.
 *
 * @param used folders of which one exists once this user has started it
 * @param manifest this user's, or on Windows the file that the user's registry keys name
 * @param systemManifests the computer's, in the order in which it looks, after the user's
 * @param policies folders or files of what the administrator of the computer decided for it
 * @param keys registry keys without {@code HKCU} or {@code HKLM}, in the order in which it looks
 * @param policyKeys registry keys of what the administrator decided for it; a later one counts more
 */
public record Place(
    Browser browser,
    List<Path> used,
    Path manifest,
    List<Path> systemManifests,
    List<Path> policies,
    List<String> keys,
    List<String> policyKeys) {
  private static final Path MANAGED = Path.of("/Library/Managed Preferences");

  /** "=" is the first one of those before it; in each is a folder for the manifests of hosts. */
  private static final String LINUX =
      """
      browser                | used                                | the user's            | the computer's                       | policies
      chromium               | $config/chromium                    | =                     | /etc/chromium                        | /etc/chromium
      google-chrome          | $config/google-chrome               | =                     | /etc/opt/chrome                      | /etc/opt/chrome
      google-chrome-beta     | $config/google-chrome-beta          | =                     | /etc/opt/chrome                      | /etc/opt/chrome
      google-chrome-unstable | $config/google-chrome-unstable      | =                     | /etc/opt/chrome                      | /etc/opt/chrome
      chrome-for-testing     | $config/google-chrome-for-testing   | =                     | /etc/opt/chrome_for_testing          | /etc/opt/chrome_for_testing
      microsoft-edge         | $config/microsoft-edge              | =                     | /etc/opt/edge, /etc/opt/chrome       | /etc/opt/edge
      brave                  | $config/BraveSoftware/Brave-Browser | =                     | /etc/opt/chrome                      | /etc/brave
      vivaldi                | $config/vivaldi                     | =                     | /etc/opt/chrome                      | /etc/opt/vivaldi
      opera                  | $config/opera                       | $config/google-chrome | /etc/opt/chrome                      | /etc/opt/opera
      firefox                | $home/.mozilla, $config/mozilla, $home/snap/firefox | =      | /usr/lib/mozilla, /usr/lib64/mozilla | -
      librewolf              | $home/.librewolf                    | =                     | /usr/lib/librewolf                   | -
      """;

  private static final String MACOS =
      """
      browser                | used                             | the user's            | the computer's                        | policies
      chromium               | $library/Chromium                | =                     | /Library/Application Support/Chromium | org.chromium.Chromium
      google-chrome          | $library/Google/Chrome           | =                     | /Library/Google/Chrome                | com.google.Chrome
      google-chrome-beta     | $library/Google/Chrome Beta      | =                     | /Library/Google/Chrome                | com.google.Chrome
      google-chrome-unstable | $library/Google/Chrome Dev       | =                     | /Library/Google/Chrome                | com.google.Chrome
      chrome-for-testing     | $library/Google/ChromeForTesting | =                     | /Library/Google/ChromeForTesting      | com.google.chrome.for.testing
      microsoft-edge         | $library/Microsoft Edge          | =                     | /Library/Microsoft/Edge               | com.microsoft.Edge
      brave                  | $library/BraveSoftware/Brave-Browser | =                 | /Library/Google/Chrome                | com.brave.Browser
      vivaldi                | $library/Vivaldi                 | =                     | /Library/Application Support/Vivaldi  | com.vivaldi.Vivaldi
      opera                  | $library/com.operasoftware.Opera | $library/Google/Chrome | /Library/Google/Chrome               | com.operasoftware.Opera
      firefox                | $library/Firefox                 | $library/Mozilla      | /Library/Application Support/Mozilla  | -
      librewolf              | $library/librewolf               | $library/LibreWolf    | /Library/Application Support/LibreWolf | -
      """;

  /**
   * Keys with their slashes the other way round. Who reads another's hosts too has both. Opera and
   * those of Firefox have no policies for hosts.
   */
  private static final String WINDOWS =
      """
      browser                | used                                         | below Software                             | policies, below Software/Policies
      chromium               | $local/Chromium/User Data                    | Chromium                                   | Chromium
      google-chrome          | $local/Google/Chrome/User Data               | Google/Chrome                              | Google/Chrome
      google-chrome-beta     | $local/Google/Chrome Beta/User Data          | Google/Chrome                              | Google/Chrome
      google-chrome-unstable | $local/Google/Chrome Dev/User Data           | Google/Chrome                              | Google/Chrome
      chrome-for-testing     | $local/Google/Chrome for Testing/User Data   | Google/ChromeForTesting, Google/Chrome     | Google/Chrome for Testing
      microsoft-edge         | $local/Microsoft/Edge/User Data              | Microsoft/Edge                             | Microsoft/Edge
      brave                  | $local/BraveSoftware/Brave-Browser/User Data | BraveSoftware/Brave-Browser, Google/Chrome | BraveSoftware/Brave
      vivaldi                | $local/Vivaldi/User Data                     | Vivaldi, Google/Chrome                     | Vivaldi
      opera                  | $roaming/Opera Software/Opera Stable         | Google/Chrome                              | -
      firefox                | $roaming/Mozilla/Firefox                     | Mozilla                                    | -
      librewolf              | $roaming/librewolf                           | LibreWolf, Mozilla                         | -
      """;

  /**
   * All browsers of a system.
   *
   * @param installation the folder of the launcher, which holds the manifests on Windows
   */
  public static List<Place> all(Os os, Map<String, String> environment, Path installation) {
    String table =
        switch (os) {
          case LINUX -> LINUX;
          case MACOS -> MACOS;
          case WINDOWS -> WINDOWS;
        };
    List<Place> places = new ArrayList<>();
    for (String line : table.split("\n", -1)) {
      String[] cells = line.split("\\|", -1);
      Browser.find(cells[0].strip())
          .ifPresent(browser ->
              places.add(
                  os == Os.WINDOWS
                      ? windows(browser, cells, environment, installation)
                      : posix(os, browser, cells, environment)));
    }
    return places;
  }

  private static Place posix(
      Os os, Browser browser, String[] cells, Map<String, String> environment) {
    List<Path> used = paths(cells[1], environment);
    Path user =
        cells[2].strip().equals("=") ? used.getFirst() : paths(cells[2], environment).getFirst();
    boolean capitals = os == Os.MACOS;
    return new Place(
        browser,
        used,
        manifest(user, capitals || browser.family() == Browser.Family.CHROMIUM),
        paths(cells[3], environment).stream().map(each -> manifest(each, capitals)).toList(),
        paths(cells[4], environment).stream().flatMap(each -> policies(os, each)).toList(),
        List.of(),
        List.of());
  }

  /** On macOS the computer's, then those of this user, which count more. */
  private static Stream<Path> policies(Os os, Path name) {
    return os == Os.MACOS
        ? Stream.of(MANAGED, MANAGED.resolve(System.getProperty("user.name")))
            .map(folder -> folder.resolve(name + ".plist"))
        : Stream.of(name.resolve("policies/managed"));
  }

  private static Place windows(
      Browser browser, String[] cells, Map<String, String> environment, Path installation) {
    String family = browser.family() == Browser.Family.CHROMIUM ? "chromium" : "firefox";
    Path manifest = installation.resolve(HostManifest.NAME + "." + family + ".json");
    List<String> keys =
        split(cells[2]).stream()
            .map(key ->
                "Software\\%s\\NativeMessagingHosts\\%s"
                    .formatted(key.replace('/', '\\'), HostManifest.NAME))
            .toList();
    return new Place(
        browser,
        paths(cells[1], environment),
        manifest,
        List.of(manifest),
        List.of(),
        keys,
        policyKeys(cells[3].strip()));
  }

  /** This user's, then the computer's, which count more. */
  private static List<String> policyKeys(String key) {
    return key.equals("-")
        ? List.of()
        : Stream.of("HKCU", "HKLM")
            .map(root -> root + "\\Software\\Policies\\" + key.replace('/', '\\'))
            .toList();
  }

  /** The manifest below a browser's folder. */
  static Path manifest(Path folder, boolean capitals) {
    return folder
        .resolve(capitals ? "NativeMessagingHosts" : "native-messaging-hosts")
        .resolve(HostManifest.NAME + ".json");
  }

  private static List<Path> paths(String cell, Map<String, String> environment) {
    return split(cell).stream()
        .filter(path -> !path.equals("-"))
        .map(path -> path.startsWith("$") ? resolve(path, environment) : Path.of(path))
        .toList();
  }

  private static List<String> split(String cell) {
    List<String> parts = new ArrayList<>();
    for (String part : cell.split(",", -1)) {
      parts.add(part.strip());
    }
    return parts;
  }

  /** A path that starts with the name of a user's folder. */
  static Path resolve(String path, Map<String, String> environment) {
    int slash = path.indexOf('/');
    return base(path.substring(0, slash), environment).resolve(path.substring(slash + 1));
  }

  private static Path base(String name, Map<String, String> environment) {
    Path home = home(environment);
    return switch (name) {
      case "$config" -> absolute(environment.get("XDG_CONFIG_HOME"), home.resolve(".config"));
      case "$data" -> absolute(environment.get("XDG_DATA_HOME"), home.resolve(".local/share"));
      case "$library" -> home.resolve("Library/Application Support");
      case "$local" -> absolute(environment.get("LOCALAPPDATA"), home.resolve("AppData/Local"));
      case "$roaming" -> absolute(environment.get("APPDATA"), home.resolve("AppData/Roaming"));
      default -> home;
    };
  }

  /** This user's home folder. */
  public static Path home(Map<String, String> environment) {
    return Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
  }

  /** A variable's relative path is ignored, as the specification of such variables says. */
  private static Path absolute(@Nullable String variable, Path otherwise) {
    return variable != null && Path.of(variable).isAbsolute() ? Path.of(variable) : otherwise;
  }

  /** Whether this user has started it. */
  boolean isUsed() {
    return used.stream().anyMatch(Files::isDirectory);
  }
}
