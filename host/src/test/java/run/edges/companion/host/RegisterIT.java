package run.edges.companion.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
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
}
