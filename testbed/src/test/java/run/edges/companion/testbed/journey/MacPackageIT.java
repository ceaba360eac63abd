package run.edges.companion.testbed.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import run.edges.companion.testbed.product.computer.Computer;

/** The archive and the package for macOS: made, installed, used, upgraded and removed. */
class MacPackageIT {
  private static final String LIBRARY = "Library/Application Support";
  private static final String OTHER_ID = "a".repeat(32);

  @RegisterExtension static final InstallPage page = new InstallPage(MacPackageIT.class);

  @TempDir static Path builds;
  private static Path java;
  private static Path archive;
  private static Path unpacked;

  @TempDir Path folder;
  private Path home;
  private Path installed;
  private Mac mac;

  @BeforeAll
  static void build() throws IOException {
    java = Mac.makeJava(builds.resolve("java"));
    assertThat(Mac.makeArchive(builds, java).status()).isZero();
    archive = builds.resolve("edges-companion-host-0.1.0-macos-arm64.tar.gz");
    unpacked = Mac.unpack(archive, builds);
  }

  @BeforeEach
  void makeHome() throws IOException {
    mac = Mac.in(folder);
    home = mac.home();
    installed = home.resolve(LIBRARY).resolve("Edges Companion");
  }

  @Test
  void archive_installed_isUpgradedBesideWhatRunsAndLeavesNothing() throws IOException {
    Path manifest = manifest(home.resolve(LIBRARY).resolve("Google/Chrome"));
    Files.createDirectories(manifest.getParent());
    Path downloads = Files.createDirectory(home.resolve("Downloads"));
    Files.copy(archive, downloads.resolve(archive.getFileName()));
    mac.type(downloads, page.command("macOS", 1, "0.1.0"));
    // The package's test makes the start-up cache, which takes its time.
    String options = " --no-cache --extension-id " + OTHER_ID;
    mac.type(downloads, page.command("macOS", 2, "0.1.0") + options);
    Path old = version();
    String launcher = installed.resolve("edges-companion-host").toString();
    assertThat(mac.run(launcher, "register", "--dry-run", "--os", "macos"))
        .contains(": " + manifest + "\n" + Files.readString(manifest));
    assertThat(Files.readString(manifest)).contains(old + "/edges-companion-host", OTHER_ID);
    assertThat(mac.run(launcher, "doctor"))
        .contains("the host starts and answers", manifest.toString());

    Process running = mac.start(launcher);
    mac.run("bash", "--posix", otherBuild() + "/install.sh", "--no-cache");
    assertThat(version()).isNotEqualTo(old);
    assertThat(Files.readString(manifest)).contains(version().toString(), OTHER_ID);
    assertThat(old.resolve("companion-host.jar")).exists();
    assertThat(running.isAlive()).isTrue();
    running.getOutputStream().close();
    assertThat(running.onExit().join().exitValue()).isZero();
    mac.run("sh", folder.resolve("other") + "/install.sh", "--no-cache");
    assertThat(old).doesNotExist();

    Process last = mac.start(launcher);
    assertThat(mac.type(downloads, page.command("macOS", 3, "0.1.0"))).contains("Removed the host");
    assertThat(last.isAlive()).isFalse();
    assertThat(files(home)).allMatch(file -> file.startsWith("Downloads/"));
  }

  @Test
  void launcher_startsTheJvmAsTheOtherSystemsDo() throws IOException {
    Path theirs = launcherAlone("theirs", Mac.DIST);
    Path ours = launcherAlone("ours", unpacked.resolve("host"));
    List<Map<String, String>> environments =
        List.of(
            Map.of("JAVA_TOOL_OPTIONS", "a", "JDK_JAVA_OPTIONS", "b"),
            Map.of("_JAVA_OPTIONS", "c", "JDK_AOT_VM_OPTIONS", "d"),
            Map.of("EDGES_COMPANION_AOT_OUTPUT", "/some where"));
    List<String> said = new ArrayList<>();
    for (Map<String, String> environment : environments) {
      for (int age : new int[] {-10, 0, 10}) {
        String[] lines = new String[2];
        for (Path each : List.of(theirs, ours)) {
          Files.setLastModifiedTime(
              each.resolve("companion-host.aot"),
              FileTime.fromMillis(1_000_000_000L - age * 1000L));
          Mac.Outcome outcome =
              mac.outcome(environment, each + "/edges-companion-host", "two words", "\"q'", "");
          assertThat(outcome.status()).as(outcome.text()).isZero();
          lines[each.equals(theirs) ? 0 : 1] = outcome.text().replace(each.toString(), "HERE");
        }
        assertThat(lines[1]).isEqualTo(lines[0]).contains("-Xmx48m", "two words");
        said.add(lines[1]);
      }
    }
    assertThat(said.getFirst()).contains("-XX:AOTCache=HERE/companion-host.aot");
    assertThat(said.get(2)).doesNotContain("AOTCache");
    assertThat(said.getLast()).contains("-XX:AOTCacheOutput=/some where");
    for (String missing : List.of("runtime/bin/java", "companion-host.jar")) {
      Files.delete(ours.resolve(missing));
      Mac.Outcome outcome = mac.outcome(Map.of(), ours + "/edges-companion-host");
      assertThat(outcome.status()).isEqualTo(1);
      assertThat(outcome.text()).contains(missing, "Install again");
    }
  }

  @Test
  void pkg_onAMac_signsWhatRunsAndHasTheWholeLayout() throws IOException {
    Path log = pkg(Map.of());

    assertThat(Files.readString(log))
        .doesNotContain("codesign", "--sign", "xcrun")
        .contains("--identifier run.edges.companion.host --version 0.1.0")
        .contains("--install-location / ");
    Path package_ = folder.resolve("root/Library/Application Support/Edges Companion/package");
    assertThat(files(package_)).hasSameElementsAs(files(unpacked));
    assertThat(files(folder.resolve("root"))).hasSameSizeAs(files(unpacked));

    Path signed =
        pkg(
            Map.of(
                "APPLICATION_IDENTITY", "Ada's application",
                "INSTALLER_IDENTITY", "Ada's installer",
                "NOTARY_PROFILE", "ada"));
    assertThat(Files.readString(signed))
        .containsPattern("codesign .*--options runtime .*--sign Ada's application .*/bin/java")
        .containsPattern("productbuild --distribution .*--sign Ada's installer .*arm64.pkg")
        .containsSubsequence(
            "notarytool submit", "--keychain-profile ada --wait", "stapler staple");
  }

  @Test
  void pkg_installed_registersWithEachBrowserAndLeavesNothing() throws IOException {
    pkg(Map.of());
    try (Computer computer = Computer.start(folder.resolve("computer"))) {
      mac.installsOn(computer, folder);
      mac.program("pkgutil", "echo \"$*\" >>/var/forgotten");

      typeOn(computer, page.command("macOS", 4, "0.1.0"));

      String host = "/usr/local/bin/edges-companion-host";
      String told = mac.runOn(computer, host, "register", "--dry-run", "--os", "macos", "--system");
      List<String> expected =
          told.lines()
              .filter(line -> line.contains(": /"))
              .map(line -> line.replaceFirst(".*?: ", ""))
              .toList();
      String found = mac.runOn(computer, "find", "/Library", "-name", "run.edges.companion.json");
      assertThat(found.lines()).hasSameElementsAs(expected).hasSizeGreaterThan(6);
      for (String each : expected) {
        assertThat(told).contains(": " + each + "\n" + mac.runOn(computer, "cat", each));
      }
      assertThat(mac.runOn(computer, "find", "/Library", "-name", "companion-host.aot"))
          .isNotEmpty();
      assertThat(mac.runOn(computer, host, "doctor", "--browser", "google-chrome"))
          .contains("registered: /Library/Google/Chrome", "the host starts and answers");
      assertPoliciesAreHeeded(computer, host);

      typeOn(computer, page.command("macOS", 5, "0.1.0"));
      assertThat(mac.runOn(computer, "find", "/Library", "/usr/local/bin", "-name", "*dges*"))
          .isEmpty();
      assertThat(mac.runOn(computer, "cat", "/var/forgotten"))
          .isEqualTo("--forget run.edges.companion.host\n");
    }
  }

  @Test
  void archive_madeTwice_isTheSameBytes() throws IOException {
    Path again = Files.createDirectories(folder.resolve("again"));
    assertThat(Mac.makeArchive(again, java).status()).isZero();
    assertThat(again.resolve(archive.getFileName())).hasSameBinaryContentAs(archive);
  }

  @Test
  void archive_ofAJdkThatDoesNotFit_saysWhatItTakes() throws IOException {
    Path linux = Files.createDirectories(folder.resolve("linux"));
    Files.writeString(linux.resolve("release"), "OS_NAME=\"Linux\"\nOS_ARCH=\"x86_64\"\n");
    Path whole = Files.createDirectories(folder.resolve("jdk/Contents/Home/bin")).getParent();
    Files.copy(java.resolve("release"), whole.resolve("release"));
    Files.createFile(whole.resolve("bin/javac"));

    assertThat(Mac.makeArchive(folder, linux).text()).contains("no JDK for macOS, but for Linux");
    assertThat(Mac.makeArchive(folder, whole.resolve("../..")).text()).contains("has no jmods");
    assertThat(Mac.makeArchive(folder, folder).text()).contains("no file named release");
    assertThat(folder).isDirectoryNotContaining("glob:**.tar.gz");
  }

  private static final String PLUTIL =
      """
      # -extract NAME FORM -o - FILE
      [ "$1 $4 $5" = '-extract -o -' ] && grep "^$2 $3 " "$6" | cut -d ' ' -f 3-
      grep -q "^$2 $3 " "$6\"\
      """;

  private void assertPoliciesAreHeeded(Computer computer, String host) throws IOException {
    mac.program("plutil", PLUTIL);
    Path file = folder.resolve("policies");
    String managed = "/Library/Managed Preferences";
    String commands =
        """
        mkdir -p "$1/root"
        cp "$0/programs/plutil" /usr/bin/plutil
        cp "$0/policies" "$1/$2"
        "%s" doctor --browser google-chrome && echo good
        """
            .formatted(host);
    String[] chrome = {
      "sh", "-c", commands + "true", folder.toString(), managed, "com.google.Chrome.plist"
    };

    Files.writeString(file, "NativeMessagingBlocklist json [\"*\"]\n");
    assertThat(mac.runOn(computer, chrome))
        .contains(
            "policy NativeMessagingBlocklist of " + managed + "/com.google.Chrome.plist", "(20");
    Files.writeString(file, "NativeMessagingUserLevelHosts raw false\n");
    mac.runOn(computer, host, "register", "--no-cache", "--browser", "google-chrome");
    assertThat(mac.runOn(computer, chrome))
        .contains("registered: /Library/Google/Chrome")
        .endsWith("good\n");
    mac.runOn(computer, "mv", "/Library/Google", "/Library/Aside");
    assertThat(mac.runOn(computer, chrome))
        .contains("policy NativeMessagingUserLevelHosts of", "(20");
    mac.runOn(computer, "mv", "/Library/Aside", "/Library/Google");
    mac.runOn(computer, host, "unregister", "--browser", "google-chrome");
    Files.writeString(file, "NativeMessagingBlocklist json [\"*\"]\n");
    mac.runOn(computer, chrome);
    chrome[5] = "root/com.google.Chrome.plist";
    Files.writeString(file, "NativeMessagingAllowlist json [\"run.edges.companion\"]\n");
    assertThat(mac.runOn(computer, chrome)).endsWith("good\n");
    mac.runOn(computer, "rm", "-r", managed);
  }

  private void typeOn(Computer computer, String command) {
    String there = "cd \"$0\" && " + command;
    mac.runOn(computer, "sh", "-ec", there, folder.resolve("out").toString());
  }

  /** Makes the package with stand-ins for Apple's programs; returns what they were called with. */
  private Path pkg(Map<String, String> signing) throws IOException {
    Path log = Files.createTempFile(folder, "called", ".log");
    String record = "echo \"${0##*/} $*\" >>'" + log + "'\n";
    String keep =
        "rm -rf '%1$s/root' '%1$s/scripts'\ncp -a \"$2\" '%1$s/root'\ncp -a \"$4\" '%1$s/scripts'\n"
            .formatted(folder);
    String write = "while [ $# -gt 1 ]; do shift; done\n: >\"$1\"";
    mac.program("codesign", record);
    mac.program("xcrun", record);
    mac.program("pkgbuild", record + keep + write);
    mac.program("productbuild", record + write);
    Path out = folder.resolve("out");
    Mac.Outcome outcome =
        mac.outcome(signing, "sh", Mac.SCRIPTS + "/pkg.sh", archive.toString(), out.toString());
    assertThat(outcome.status()).as(outcome.text()).isZero();
    assertThat(out.resolve("edges-companion-host-0.1.0-macos-arm64.pkg")).exists();
    return log;
  }

  /** The launcher with a Java that says how it was started. */
  private Path launcherAlone(String name, Path from) throws IOException {
    Path alone = Files.createDirectories(folder.resolve(name + " Ü/runtime/bin")).resolve("../..");
    Path target = alone.normalize();
    Files.copy(from.resolve("edges-companion-host"), target.resolve("edges-companion-host"));
    Mac.program(
        target.resolve("runtime/bin/java"),
        "printf '%s\\n' \"$0\" \"$@\"; env | grep OPTIONS; true");
    for (String file : List.of("companion-host.jar", "companion-host.aot")) {
      Files.setLastModifiedTime(
          Files.createFile(target.resolve(file)), FileTime.fromMillis(1_000_000_000L));
    }
    return target;
  }

  /** What a later build unpacks to: another program in the same places. */
  private Path otherBuild() throws IOException {
    Path other = folder.resolve("other");
    mac.run("cp", "-a", unpacked.toString(), other.toString());
    Files.write(
        other.resolve("host/companion-host.jar"), new byte[] {0}, StandardOpenOption.APPEND);
    return other;
  }

  private Path version() throws IOException {
    Path link = installed.resolve("edges-companion-host");
    return installed.resolve(Files.readSymbolicLink(link)).getParent();
  }

  private static Path manifest(Path browser) {
    return browser.resolve("NativeMessagingHosts/run.edges.companion.json");
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
          .map(file -> folder.relativize(file).toString())
          .toList();
    }
  }
}
