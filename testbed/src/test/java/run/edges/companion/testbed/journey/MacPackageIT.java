package run.edges.companion.testbed.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.edges.companion.testbed.product.computer.Computer;

/**
 * What macOS gets, on a Linux that says it is a Mac: by the name of its system, and by a Java that
 * says so too. Its programs are Linux', told to take nothing that POSIX does not have.
 */
class MacPackageIT {
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final Path DIST = REPOSITORY.resolve("host/target/dist");
  private static final Path SCRIPTS = REPOSITORY.resolve("installers/macos");
  private static final String LIBRARY = "Library/Application Support";
  private static final String ORIGIN = "chrome-extension://fhfedlnmiglobclpgdmiminldpogjkhh/";
  private static final String OTHER_ID = "a".repeat(32);

  @TempDir static Path builds;
  private static Path java;
  private static Path archive;
  private static Path unpacked;

  @TempDir Path folder;
  private Path home;
  private Path installed;
  private Path programs;

  private record Outcome(int status, String text) {}

  @BeforeAll
  static void build() throws IOException {
    java = Files.createDirectories(builds.resolve("java"));
    Files.createDirectories(java.resolve("bin"));
    Files.copy(DIST.resolve("runtime/bin/java"), java.resolve("bin/real"));
    for (String each : List.of("lib", "conf")) {
      Files.createSymbolicLink(java.resolve(each), DIST.resolve("runtime").resolve(each));
    }
    program(java.resolve("bin/java"), "exec \"${0%/*}/real\" -Dos.name='Mac OS X' \"$@\"");
    Files.writeString(java.resolve("release"), "OS_NAME=\"Darwin\"\nOS_ARCH=\"aarch64\"\n");
    assertThat(makeArchive(builds, java).status()).isZero();
    archive = builds.resolve("edges-companion-host-0.1.0-macos-arm64.tar.gz");
    unpacked = unpack(archive, builds);
  }

  @BeforeEach
  void makeHome() throws IOException {
    home = Files.createDirectories(folder.resolve("A & B Ü"));
    installed = home.resolve(LIBRARY).resolve("Edges Companion");
    programs = Files.createDirectories(folder.resolve("programs"));
    program(programs.resolve("uname"), "echo Darwin");
  }

  @Test
  void archive_installed_isUpgradedBesideWhatRunsAndLeavesNothing() throws IOException {
    Path manifest = manifest(home.resolve(LIBRARY).resolve("Google/Chrome"));
    Files.createDirectories(manifest.getParent());
    run("sh", unpacked + "/install.sh", "--no-cache", "--extension-id", OTHER_ID);
    Path old = version();
    String launcher = installed.resolve("edges-companion-host").toString();
    assertThat(run(launcher, "register", "--dry-run", "--os", "macos"))
        .contains(": " + manifest + "\n" + Files.readString(manifest));
    assertThat(Files.readString(manifest)).contains(old + "/edges-companion-host", OTHER_ID);
    assertThat(run(launcher, "doctor"))
        .contains("the host starts and answers", manifest.toString());

    Process running = start(launcher);
    run("bash", "--posix", otherBuild() + "/install.sh", "--no-cache");
    assertThat(version()).isNotEqualTo(old);
    assertThat(Files.readString(manifest)).contains(version().toString(), OTHER_ID);
    assertThat(old.resolve("companion-host.jar")).exists();
    assertThat(running.isAlive()).isTrue();
    running.getOutputStream().close();
    assertThat(running.onExit().join().exitValue()).isZero();
    run("sh", folder.resolve("other") + "/install.sh", "--no-cache");
    assertThat(old).doesNotExist();

    Process last = start(launcher);
    assertThat(run("bash", "--posix", unpacked + "/uninstall.sh")).contains("Removed the host");
    assertThat(last.isAlive()).isFalse();
    assertThat(files(home)).isEmpty();
  }

  @Test
  void launcher_startsTheJvmAsTheOtherSystemsDo() throws IOException {
    Path theirs = launcherAlone("theirs", DIST);
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
          Outcome outcome =
              outcome(environment, each + "/edges-companion-host", "two words", "\"q'", "");
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
      Outcome outcome = outcome(Map.of(), ours + "/edges-companion-host");
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
      computer.run("sh", "-ec", MAC, REPOSITORY.toString(), folder.resolve("root").toString());
      program(programs.resolve("pkgutil"), "echo \"$*\" >>/var/forgotten");

      onMac(computer, "sh", folder.resolve("scripts/postinstall").toString());

      String host = "/usr/local/bin/edges-companion-host";
      String told = onMac(computer, host, "register", "--dry-run", "--os", "macos", "--system");
      List<String> expected =
          told.lines()
              .filter(line -> line.contains(": /"))
              .map(line -> line.replaceFirst(".*?: ", ""))
              .toList();
      String found = onMac(computer, "find", "/Library", "-name", "run.edges.companion.json");
      assertThat(found.lines()).hasSameElementsAs(expected).hasSizeGreaterThan(6);
      for (String each : expected) {
        assertThat(told).contains(": " + each + "\n" + onMac(computer, "cat", each));
      }
      assertThat(onMac(computer, "find", "/Library", "-name", "companion-host.aot")).isNotEmpty();
      assertThat(onMac(computer, host, "doctor", "--browser", "google-chrome"))
          .contains("registered: /Library/Google/Chrome", "the host starts and answers");
      assertPoliciesAreHeeded(computer, host);

      String uninstall = "/Library/Application Support/Edges Companion/package/uninstall.sh";
      onMac(computer, "sh", uninstall, "--system");
      assertThat(onMac(computer, "find", "/Library", "/usr/local/bin", "-name", "*dges*"))
          .isEmpty();
      assertThat(onMac(computer, "cat", "/var/forgotten"))
          .isEqualTo("--forget run.edges.companion.host\n");
    }
  }

  @Test
  void archive_madeTwice_isTheSameBytes() throws IOException {
    Path again = Files.createDirectories(folder.resolve("again"));
    assertThat(makeArchive(again, java).status()).isZero();
    assertThat(again.resolve(archive.getFileName())).hasSameBinaryContentAs(archive);
  }

  @Test
  void archive_ofAJdkThatDoesNotFit_saysWhatItTakes() throws IOException {
    Path linux = Files.createDirectories(folder.resolve("linux"));
    Files.writeString(linux.resolve("release"), "OS_NAME=\"Linux\"\nOS_ARCH=\"x86_64\"\n");
    Path whole = Files.createDirectories(folder.resolve("jdk/Contents/Home/bin")).getParent();
    Files.copy(java.resolve("release"), whole.resolve("release"));
    Files.createFile(whole.resolve("bin/javac"));

    assertThat(makeArchive(folder, linux).text()).contains("no JDK for macOS, but for Linux");
    assertThat(makeArchive(folder, whole.resolve("../..")).text()).contains("has no jmods");
    assertThat(makeArchive(folder, folder).text()).contains("no file named release");
    assertThat(folder).isDirectoryNotContaining("glob:**.tar.gz");
  }

  /** A root of a computer's own at /var/mac, with a Library that nothing of this one is in. */
  private static final String MAC =
      """
      mkdir -p /var/mac/Library /var/mac/var
      cd /var/mac
      for each in bin sbin lib lib32 lib64; do
        [ ! -L "/$each" ] || cp -P "/$each" .
      done
      for each in usr etc proc dev tmp "${0#/}"; do
        mkdir -p "$each"
        mount --rbind "/$each" "$each"
      done
      cp -a "$1/." .
      """;

  private static final String PLUTIL =
      """
      # -extract NAME FORM -o - FILE
      [ "$1 $4 $5" = '-extract -o -' ] && grep "^$2 $3 " "$6" | cut -d ' ' -f 3-
      grep -q "^$2 $3 " "$6\"\
      """;

  private void assertPoliciesAreHeeded(Computer computer, String host) throws IOException {
    program(programs.resolve("plutil"), PLUTIL);
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
    assertThat(onMac(computer, chrome))
        .contains(
            "policy NativeMessagingBlocklist of " + managed + "/com.google.Chrome.plist", "(20");
    Files.writeString(file, "NativeMessagingUserLevelHosts raw false\n");
    assertThat(onMac(computer, chrome)).endsWith("good\n");
    Files.writeString(file, "NativeMessagingBlocklist json [\"*\"]\n");
    onMac(computer, chrome);
    chrome[5] = "root/com.google.Chrome.plist";
    Files.writeString(file, "NativeMessagingAllowlist json [\"run.edges.companion\"]\n");
    assertThat(onMac(computer, chrome)).endsWith("good\n");
    onMac(computer, "rm", "-r", managed);
  }

  private String onMac(Computer computer, String... command) {
    List<String> whole =
        new ArrayList<>(List.of("env", "POSIXLY_CORRECT=1", "HOME=/nowhere", "LC_ALL=C.UTF-8"));
    whole.addAll(List.of("PATH=" + programs + ":" + System.getenv("PATH"), "chroot", "/var/mac"));
    whole.addAll(List.of(command));
    return computer.run(whole.toArray(String[]::new));
  }

  /** Makes the package with stand-ins for Apple's programs; returns what they were called with. */
  private Path pkg(Map<String, String> signing) throws IOException {
    Path log = Files.createTempFile(folder, "called", ".log");
    String record = "echo \"${0##*/} $*\" >>'" + log + "'\n";
    String keep =
        "rm -rf '%1$s/root' '%1$s/scripts'\ncp -a \"$2\" '%1$s/root'\ncp -a \"$4\" '%1$s/scripts'\n"
            .formatted(folder);
    String write = "while [ $# -gt 1 ]; do shift; done\n: >\"$1\"";
    program(programs.resolve("codesign"), record);
    program(programs.resolve("xcrun"), record);
    program(programs.resolve("pkgbuild"), record + keep + write);
    program(programs.resolve("productbuild"), record + write);
    Path out = folder.resolve("out");
    Outcome outcome =
        outcome(signing, "sh", SCRIPTS + "/pkg.sh", archive.toString(), out.toString());
    assertThat(outcome.status()).as(outcome.text()).isZero();
    assertThat(out.resolve("edges-companion-host-0.1.0-macos-arm64.pkg")).exists();
    return log;
  }

  /** The launcher with a Java that says how it was started. */
  private Path launcherAlone(String name, Path from) throws IOException {
    Path alone = Files.createDirectories(folder.resolve(name + " Ü/runtime/bin")).resolve("../..");
    Path target = alone.normalize();
    Files.copy(from.resolve("edges-companion-host"), target.resolve("edges-companion-host"));
    program(
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
    run("cp", "-a", unpacked.toString(), other.toString());
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

  /** Starts the host as a browser does, and waits until it answers. */
  private Process start(String launcher) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(launcher, ORIGIN);
    builder.environment().put("HOME", home.toString());
    Process host = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    byte[] message =
        """
        {"type":"hello","id":"1","protocol":{"min":1,"max":1},"extension_version":"0.1.0",\
        "profile_id":"123e4567-e89b-12d3-a456-426614174000","device_name":"test"}\
        """
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer frame = ByteBuffer.allocate(4 + message.length).order(ByteOrder.nativeOrder());
    host.getOutputStream().write(frame.putInt(message.length).put(message).array());
    host.getOutputStream().flush();
    assertThat(host.getInputStream().readNBytes(4)).hasSize(4);
    return host;
  }

  private static Outcome makeArchive(Path out, Path jdk) throws IOException {
    String script = SCRIPTS.resolve("package.sh").toString();
    Process process =
        new ProcessBuilder("env", "COMPRESSION=1", script, out.toString(), "0.1.0", jdk.toString())
            .redirectErrorStream(true)
            .start();
    return outcome(process);
  }

  private static Path unpack(Path archive, Path folder) throws IOException {
    Process tar =
        new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", folder.toString()).start();
    assertThat(outcome(tar).status()).isZero();
    return folder.resolve("edges-companion-host-0.1.0");
  }

  private static void program(Path file, String script) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
          .map(file -> folder.relativize(file).toString())
          .toList();
    }
  }

  private String run(String... command) throws IOException {
    Outcome outcome = outcome(Map.of(), command);
    assertThat(outcome.status()).as(outcome.text()).isZero();
    return outcome.text();
  }

  private Outcome outcome(Map<String, String> more, String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeAll(List.of("XDG_DATA_HOME", "EDGES_COMPANION_HOME", "SUDO_USER"));
    environment.put("HOME", home.toString());
    environment.put("PATH", programs + ":" + environment.get("PATH"));
    environment.put("POSIXLY_CORRECT", "1");
    environment.putAll(more);
    return outcome(builder.start());
  }

  private static Outcome outcome(Process process) throws IOException {
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.onExit().join().exitValue(), text);
  }
}
