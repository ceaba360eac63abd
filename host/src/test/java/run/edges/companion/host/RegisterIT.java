package run.edges.companion.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import run.edges.companion.host.InstalledHost.Result;

/** Registering in a home folder of its own, with a copy of the installation. */
@Timeout(120)
class RegisterIT {
  private static final String OTHER_ID = "abcdefghijklmnopabcdefghijklmnop";
  private static final String CHROMIUM =
      ".config/chromium/NativeMessagingHosts/run.edges.companion.json";
  private static final String FIREFOX = ".mozilla/native-messaging-hosts/run.edges.companion.json";

  @TempDir Path folder;
  private InstalledHost host;
  private Path home;
  private Path dist;

  @BeforeEach
  void copyInstallation() throws IOException {
    host = InstalledHost.copy(folder);
    home = host.home();
    dist = host.dist();
  }

  private Result run(String... arguments) throws IOException {
    return host.run(Map.of(), arguments);
  }

  private Result run(Map<String, String> environment, String... arguments) throws IOException {
    return host.run(environment, arguments);
  }

  private JsonObject manifest(String path) throws IOException {
    return JsonParser.parseString(Files.readString(home.resolve(path))).getAsJsonObject();
  }

  private Path browser(String path) throws IOException {
    return Files.createDirectories(home.resolve(path));
  }

  @Test
  void version_prints() throws IOException {
    Result result = run("--version");
    assertThat(result.status()).isZero();
    assertThat(result.out()).contains(HostVersion.TEXT);
  }

  @Test
  void help_namesCommandsButNotTraining() throws IOException {
    Result result = run("--help");
    assertThat(result.out()).contains("register", "unregister").doesNotContain("train");
  }

  @Test
  void option_unknown_isAWrongCall() throws IOException {
    assertThat(run("register", "--sideways").status()).isEqualTo(2);
    assertThat(run("register", "--browser", "mosaic").status()).isEqualTo(2);
    assertThat(run("register", "--extension-id", "short").status()).isEqualTo(2);
  }

  @Test
  void register_noBrowser_saysSo() throws IOException {
    Result result = run("register", "--no-cache");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.errors()).contains("--browser");
  }

  @Test
  void register_browsersFound_writesTheirManifests() throws IOException {
    browser(".config/chromium");
    browser(".mozilla");
    Result result = run("register");
    assertThat(result.status()).isZero();
    assertThat(result.out()).contains("Chromium", "Firefox").doesNotContain("Brave");
    JsonObject chromium = manifest(CHROMIUM);
    assertThat(chromium.get("name").getAsString()).isEqualTo("run.edges.companion");
    assertThat(chromium.get("type").getAsString()).isEqualTo("stdio");
    assertThat(chromium.get("path").getAsString())
        .isEqualTo(dist.resolve("edges-companion-host").toString());
    assertThat(chromium.get("allowed_origins").toString())
        .isEqualTo("[\"" + HostProcess.ORIGIN + "\"]");
    JsonObject firefox = manifest(FIREFOX);
    assertThat(firefox.get("allowed_extensions").toString()).isEqualTo("[\"companion@edges.run\"]");
    assertThat(firefox.has("allowed_origins")).isFalse();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(CHROMIUM))))
        .isEqualTo("rw-r--r--");
    assertThat(dist.resolve("companion-host.aot")).exists();
  }

  @Test
  void register_firefoxWithItsProfilesInTheConfigFolder_writesWhereItLooks() throws IOException {
    browser(".config/mozilla");
    assertThat(run("register", "--no-cache").out()).contains("Firefox");
    assertThat(home.resolve(FIREFOX)).exists();
    run("unregister");
    assertThat(home.resolve(FIREFOX)).doesNotExist();
    assertThat(home.resolve(".config/mozilla")).isEmptyDirectory();
  }

  @Test
  void register_again_changesNothing() throws IOException {
    browser(".config/chromium");
    run("register", "--no-cache", "--extension-id", OTHER_ID);
    String before = Files.readString(home.resolve(CHROMIUM));
    assertThat(run("register", "--no-cache").status()).isZero();
    assertThat(home.resolve(CHROMIUM)).hasContent(before);
    assertThat(home.resolve(CHROMIUM).resolveSibling(".")).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void register_cacheMissing_makesIt() throws IOException {
    browser(".config/chromium");
    Files.delete(dist.resolve("companion-host.aot"));
    Result result = run("register");
    assertThat(result.errors()).isEmpty();
    assertThat(dist.resolve("companion-host.aot")).exists();
  }

  @Test
  void register_extensionId_allowsItAtBothLocks() throws IOException {
    browser(".config/google-chrome");
    run("register", "--no-cache", "--extension-id", OTHER_ID);
    assertThat(
            manifest(".config/google-chrome/NativeMessagingHosts/run.edges.companion.json")
                .get("allowed_origins")
                .getAsJsonArray())
        .hasSize(2);
    String origin = "chrome-extension://" + OTHER_ID + "/";
    try (HostProcess host = HostProcess.start(dist, home, Map.of(), true, origin)) {
      host.frames().hello(HostProcess.PROFILE);
      assertThat(host.frames().next().get("type").getAsString()).isEqualTo("hello");
    }
  }

  @Test
  void register_userDataFolder_writesThereOnly() throws IOException {
    browser(".config/chromium");
    Path data = folder.resolve("data");
    Result result =
        run(
            Map.of("SUDO_USER", "ada"),
            "register",
            "--no-cache",
            "--user-data-dir",
            data.toString());
    assertThat(result.status()).isZero();
    assertThat(data.resolve("NativeMessagingHosts/run.edges.companion.json")).exists();
    assertThat(home.resolve(CHROMIUM)).doesNotExist();
  }

  @Test
  void register_browserByName_writesThough_notInstalled() throws IOException {
    assertThat(run("register", "--no-cache", "--browser", "opera").status()).isZero();
    assertThat(home.resolve(".config/google-chrome/NativeMessagingHosts/run.edges.companion.json"))
        .exists();
  }

  @Test
  void register_configHomeSet_writesThere() throws IOException {
    Path config = Files.createDirectories(folder.resolve("config/vivaldi")).resolveSibling(".");
    run(Map.of("XDG_CONFIG_HOME", config.normalize().toString()), "register", "--no-cache");
    assertThat(folder.resolve("config/vivaldi/NativeMessagingHosts/run.edges.companion.json"))
        .exists();
  }

  @Test
  void register_dryRun_printsAndWritesNothing() throws IOException {
    browser(".config/chromium");
    Result result = run("register", "--dry-run");
    assertThat(result.out()).contains(home.resolve(CHROMIUM).toString(), "allowed_origins");
    assertThat(home.resolve(CHROMIUM)).doesNotExist();
  }

  @Test
  void register_folderIsAFile_clearError() throws IOException {
    Files.writeString(browser(".config/chromium").resolve("NativeMessagingHosts"), "");
    Result result = run("register", "--no-cache");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.errors()).contains("NativeMessagingHosts").doesNotContain("\tat ");
  }

  @Test
  void unregister_afterRegister_leavesNothing() throws IOException {
    browser(".config/chromium");
    browser(".mozilla");
    run("register", "--no-cache", "--extension-id", OTHER_ID);
    Result result = run("unregister");
    assertThat(result.status()).isZero();
    assertThat(result.out()).contains("Chromium", "Firefox");
    assertThat(home.resolve(".config/chromium")).isEmptyDirectory();
    assertThat(home.resolve(".mozilla")).isEmptyDirectory();
    assertThat(dist.resolve("allowed-callers")).doesNotExist();
    assertThat(run("unregister").status()).isZero();
  }

  @Test
  void unregister_anotherHostRegistered_leavesIt() throws IOException {
    Path other = browser(".config/chromium/NativeMessagingHosts").resolve("other.host.json");
    Files.writeString(other, "{}");
    run("register", "--no-cache");
    run("unregister");
    assertThat(other).exists();
    assertThat(home.resolve(CHROMIUM)).doesNotExist();
  }

  @Test
  void register_system_writesBelowTheRootAndUnregisterTakesItBack() throws IOException {
    Path root = Files.createDirectories(folder.resolve("image"));
    Files.createDirectories(root.resolve("usr/lib64"));

    Result result =
        run(
            Map.of("SUDO_USER", "ada"),
            "register",
            "--no-cache",
            "--system",
            "--root",
            root.toString());

    assertThat(result.status()).as(result.errors()).isZero();
    String name = "native-messaging-hosts/run.edges.companion.json";
    assertThat(
            List.of(
                "etc/chromium",
                "etc/opt/chrome",
                "etc/opt/chrome_for_testing",
                "etc/opt/edge",
                "usr/lib/mozilla",
                "usr/lib64/mozilla",
                "usr/lib/librewolf"))
        .allSatisfy(browser -> assertThat(root.resolve(browser).resolve(name)).exists());
    assertThat(home).isEmptyDirectory();
    assertThat(run("doctor", "--system", "--root", root.toString()).out())
        .contains("registered: " + root.resolve("etc/opt/edge"))
        .doesNotContain("NOT_REGISTERED");
    Path other = Files.writeString(root.resolve("etc/opt/edge/other.json"), "{}");
    assertThat(run("unregister", "--system", "--root", root.toString()).status()).isZero();
    assertThat(files(root)).containsExactly(other);
    assertThat(root.resolve("etc/chromium")).doesNotExist();
    assertThat(root.resolve("usr/lib/mozilla")).doesNotExist();
  }

  @Test
  void register_systemOfAnImage_namesTheHostAsItIsSeenThere() throws IOException {
    Result result =
        run("register", "--dry-run", "--system", "--root", folder.toString(), "--browser", "brave");

    assertThat(result.out())
        .contains(folder.resolve("etc/opt/chrome").toString())
        .contains("\"path\": \"/dist/edges-companion-host\"");
  }

  @Test
  void register_umaskThatClosesEverything_staysReadableByAll() throws Exception {
    Path data = folder.resolve("data");
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "umask 077; exec \"$0\" register --no-cache --user-data-dir \"$1\"",
                host.launcher().toString(),
                data.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).isZero();
    Path hosts = data.resolve("NativeMessagingHosts");
    assertThat(mode(data)).isEqualTo("rwxr-xr-x");
    assertThat(mode(hosts)).isEqualTo("rwxr-xr-x");
    assertThat(mode(hosts.resolve("run.edges.companion.json"))).isEqualTo("rw-r--r--");
  }

  @Test
  void register_dryRunForMacOs_printsTheFilesOfAllBrowsers() throws IOException {
    Result users = run("register", "--dry-run", "--os", "macos");
    Result computers = run("register", "--dry-run", "--os", "macos", "--system");

    String name = "NativeMessagingHosts/run.edges.companion.json";
    String library = home.resolve("Library/Application Support").toString();
    assertThat(users.out())
        .contains("Google Chrome and Opera: " + library + "/Google/Chrome/" + name)
        .contains("Chrome for Testing: " + library + "/Google/ChromeForTesting/" + name)
        .contains("Microsoft Edge: " + library + "/Microsoft Edge/" + name)
        .contains("Brave: " + library + "/BraveSoftware/Brave-Browser/" + name)
        .contains("Firefox: " + library + "/Mozilla/" + name)
        .contains("LibreWolf: " + library + "/LibreWolf/" + name);
    assertThat(computers.out())
        .contains(": /Library/Google/Chrome/" + name)
        .contains("Microsoft Edge: /Library/Microsoft/Edge/" + name)
        .contains("Chromium: /Library/Application Support/Chromium/" + name)
        .contains("Firefox: /Library/Application Support/Mozilla/" + name);
  }

  @Test
  void register_dryRunForWindows_printsTheFilesAndTheRegistryCommands() throws IOException {
    Result users = run("register", "--dry-run", "--os", "WINDOWS");
    Result computers =
        run("register", "--dry-run", "--os", "windows", "--system", "--browser", "firefox");

    String manifest = dist.resolve("run.edges.companion.chromium.json").toString();
    String command =
        "reg add \"%s\\NativeMessagingHosts\\run.edges.companion\" /ve /t REG_SZ /d \"%s\" /f";
    assertThat(users.out())
        .contains("Brave: " + manifest, "edges-companion-host.exe\"")
        .contains(command.formatted("HKCU\\Software\\Google\\Chrome", manifest))
        .contains(command.formatted("HKCU\\Software\\Microsoft\\Edge", manifest))
        .contains(command.formatted("HKCU\\Software\\BraveSoftware\\Brave-Browser", manifest))
        .contains(command.formatted("HKCU\\Software\\Vivaldi", manifest));
    assertThat(computers.out())
        .contains(
            command.formatted(
                "HKLM\\Software\\Mozilla", dist.resolve("run.edges.companion.firefox.json")))
        .doesNotContain("HKCU", "Chrome");
    assertThat(files(dist)).noneMatch(file -> file.toString().endsWith(".json"));
  }

  @Test
  void register_optionsThatDoNotFit_areAWrongCall() throws IOException {
    assertThat(run("register", "--os", "windows").status()).isEqualTo(2);
    assertThat(run("register", "--root", folder.toString()).status()).isEqualTo(2);
    assertThat(run("register", "--dry-run", "--system", "--user-data-dir", "x").status())
        .isEqualTo(2);
  }

  @Test
  void register_firefoxSnapOnly_writesTheManifestTheDesktopReads() throws IOException {
    browser("snap/firefox");
    assertThat(run("register", "--no-cache").status()).isZero();
    assertThat(home.resolve(FIREFOX)).exists();
    assertThat(run("doctor").out())
        .contains("flatpak permission-set webextensions run.edges.companion snap.firefox yes");
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }
}
