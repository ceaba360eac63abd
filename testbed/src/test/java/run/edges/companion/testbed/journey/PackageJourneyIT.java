package run.edges.companion.testbed.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static run.edges.companion.testbed.linkedin.LinkedInMember.ADA;
import static run.edges.companion.testbed.linkedin.LinkedInMember.GRACE;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.testbed.product.HostProgram;
import run.edges.companion.testbed.product.Owner;
import run.edges.companion.testbed.product.computer.Computer;

/** The packages of Linux: installed, used, upgraded and removed on a computer without a JDK. */
class PackageJourneyIT {
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final String HOST = "/usr/bin/edges-companion-host";
  private static final String MANIFEST =
      "/etc/chromium/native-messaging-hosts/run.edges.companion.json";
  private static final String NOT_ALLOWED = "may not start programs outside of its sandbox";
  private static final String POLICIES = "/etc/chromium/policies/managed";

  @RegisterExtension final World world = new World();

  @TempDir static Path builds;
  private static Path packages;
  private static Path upgrades;

  @RegisterExtension static final InstallPage page = new InstallPage(PackageJourneyIT.class);

  @TempDir Path folder;

  @BeforeAll
  static void build() throws IOException {
    packages = build("packages", REPOSITORY, "0.1.0");
    upgrades = build("upgrades", otherBuild(), "0.1.1");
  }

  @Test
  void deb_installed_sharesInEachBrowser_isUpgradedAndLeavesNothing() throws IOException {
    try (Computer computer = Computer.start(folder.resolve("computer"))) {
      Owner owner = world.owner("ada", computer);
      owner.browser().openExtensionPage("welcome/welcome.html");
      awaitHostStep(owner, "todo");
      assertThat(owner.browser().text(By.id("steps")))
          .contains(
              "sudo edges-companion-host register --system",
              "~/.local/lib/edges-companion/edges-companion-host register");
      Looks.areGood(owner.browser(), "welcome-host-missing");
      runIn(computer, packages, page.command("Debian and Ubuntu", 1, "0.1.0"));
      awaitHostStep(owner, "done");
      String identity = world.api().createIdentity("Ada at work");
      owner.browser().signIn(ADA);
      owner.accept(world.api().issueLink(identity));
      world.api().awaitStatus(identity, Status.VALID);
      var host = HostProgram.find(owner.browser().profile()).orElseThrow();

      runIn(computer, upgrades, page.command("Debian and Ubuntu", 1, "0.1.1"));
      assertThat(host.isAlive()).as("the host that ran goes on").isTrue();
      owner.browser().rotate("li_at");
      world.awaitCurrentSession(identity, ADA);
      HostProgram.kill(host).join();
      owner.browser().rotate("li_at");
      world.awaitCurrentSession(identity, ADA);
      assertThat(computer.run(HOST, "--version")).contains("0.1.0");
      var _ = world.sharingInFirefox(GRACE, world.api().createIdentity("Grace at work"), computer);

      runIn(computer, packages, page.command("Debian and Ubuntu", 2, "0.1.0"));
      assertThat(HostProgram.find(owner.browser().profile())).isEmpty();
      assertThat(computer.changes("usr")).isEmpty();
      assertThat(computer.changes("etc")).isEmpty();
    }
  }

  @Test
  void rpm_installed_startsInEachBrowser_isUpgradedAndLeavesNothing() throws IOException {
    try (Computer computer = Computer.start(folder.resolve("computer"))) {
      String install = page.command("Fedora and openSUSE", 1, "0.1.0");
      runIn(computer, packages, withoutDependencies(install));
      String first = computer.run("readlink", "-f", HOST);
      computer.run(HOST, "doctor", "--browser", "chromium", "--browser", "firefox");
      String upgrade = page.command("Fedora and openSUSE", 1, "0.1.1");
      runIn(computer, upgrades, withoutDependencies(upgrade));
      assertThat(computer.run("readlink", "-f", HOST)).isNotEqualTo(first);
      computer.run(HOST, "doctor", "--browser", "chromium", "--browser", "firefox");

      computer.run("rm", "/etc/chromium/native-messaging-hosts/run.edges.companion.json");
      assertThatThrownBy(() -> computer.run(HOST, "doctor", "--browser", "chromium"))
          .hasMessageContaining("Register it: sudo edges-companion-host register --system\n");
      computer.run("edges-companion-host", "register", "--system");
      computer.run(HOST, "doctor", "--browser", "chromium");

      runIn(computer, packages, page.command("Fedora and openSUSE", 2, "0.1.0"));
      assertThat(computer.changes("usr")).isEmpty();
      assertThat(computer.changes("etc")).isEmpty();
    }
  }

  @Test
  void archive_installedByThePage_isExaminedAndLeavesNothing() throws IOException {
    try (Computer computer = Computer.start(folder.resolve("computer"))) {
      Path home = folder.resolve("computer");
      Path mine = home.resolve(".local/lib/edges-companion");
      String path = "PATH=" + mine + ":$PATH ";
      Files.createDirectories(home.resolve(".config/chromium"));
      Files.createDirectories(home.resolve(".var/app/org.chromium.Chromium/config/chromium"));
      runIn(computer, packages, page.command("Any Linux, without root", 1, "0.1.0"));
      runIn(computer, packages, page.command("Any Linux, without root", 2, "0.1.0"));

      // What a browser in a Flatpak may, the real flatpak writes.
      assertThat(runIn(computer, packages, path + flatpak(1))).contains(flatpak(2));
      runIn(computer, packages, flatpak(2));
      for (int number : new int[] {1, 2}) {
        String command = page.command("When it does not work", number, "0.1.0");
        assertThat(runAlso(computer, path + command))
            .as(command)
            .contains("chromium", "; it may start any program as you")
            .doesNotContain(NOT_ALLOWED);
      }
      runIn(computer, packages, flatpak(3));
      assertThat(runAlso(computer, path + "edges-companion-host doctor")).contains(NOT_ALLOWED);
      assertSnapIsAllowed(computer);
      runIn(computer, packages, path + "edges-companion-host unregister");

      runIn(computer, packages, page.command("Any Linux, without root", 3, "0.1.0"));
      assertThat(mine).doesNotExist();
      try (Stream<Path> left = Files.walk(home)) {
        assertThat(left.filter(file -> file.toString().contains("run.edges.companion"))).isEmpty();
      }
    }
  }

  @Test
  void administrator_allowsAnotherExtension_alsoWhereOtherHostsAreForbidden() throws IOException {
    try (Computer computer = Computer.start(folder.resolve("computer"))) {
      runIn(computer, packages, page.command("Debian and Ubuntu", 1, "0.1.0"));
      runIn(computer, packages, page.command("For administrators", 1, "0.1.0"));
      assertThat(computer.run("cat", MANIFEST))
          .contains("chrome-extension://abcdefghijklmnopabcdefghijklmnop/");
      assertThat(runIn(computer, packages, page.command("For administrators", 2, "0.1.0")))
          .contains("reg add \"HKCU\\Software\\Google\\Chrome\\NativeMessagingHosts");

      Path policy = folder.resolve("policy.json");
      Files.writeString(policy, page.json("For administrators"));
      computer.run("mkdir", "-p", POLICIES);
      computer.run("cp", policy.toString(), POLICIES);
      computer.run(HOST, "doctor", "--browser", "chromium");
      Files.writeString(policy, "{\"NativeMessagingBlocklist\": [\"*\"]}");
      computer.run("cp", policy.toString(), POLICIES);
      assertThatThrownBy(() -> computer.run(HOST, "doctor", "--browser", "chromium"))
          .hasMessageContaining("POLICY");
    }
  }

  @Test
  void packages_madeTwice_areTheSameBytes() throws IOException {
    Path again = build("again", REPOSITORY, "0.1.0");
    try (Stream<Path> files = Files.list(packages)) {
      assertThat(files.filter(Files::isRegularFile).toList())
          .hasSize(3)
          .allSatisfy(
              file -> assertThat(again.resolve(file.getFileName())).hasSameBinaryContentAs(file));
    }
  }

  private static void awaitHostStep(Owner owner, String state) {
    By place = By.cssSelector("[data-step=host]." + state);
    owner.browser().await("the host is " + state, () -> owner.browser().find(place));
  }

  private static String flatpak(int number) {
    return page.command("Flatpak", number, "0.1.0").replace("APP_ID", "org.chromium.Chromium");
  }

  /** On a session's bus, where the store of permissions is. */
  private static void assertSnapIsAllowed(Computer computer) {
    String commands =
        page.command("When it does not work", 3, "0.1.0")
            + " && flatpak permission-show snap.firefox";
    assertThat(computer.run("dbus-run-session", "--", "sh", "-c", commands))
        .containsPattern("webextensions\\s+run.edges.companion\\s+snap.firefox\\s+yes");
  }

  private static String runIn(Computer computer, Path where, String command) {
    // A person says yes where apt asks.
    return computer.run("sh", "-c", "cd \"$0\" && yes | " + command, where.toString());
  }

  /** What it printed, also if it found something wrong. */
  private static String runAlso(Computer computer, String command) {
    return computer.run("sh", "-c", command + " || [ $? -lt 30 ]");
  }

  /** Debian's rpm does not know Debian's glibc. */
  private static String withoutDependencies(String rpm) {
    return rpm.replace("--upgrade", "--upgrade --nodeps");
  }

  /** What a later build has: another program in the same places. */
  private static Path otherBuild() throws IOException {
    Path other = builds.resolve("other");
    Files.createDirectories(other.resolve("host/target"));
    for (String each :
        List.of("installers", "pom.xml", "host/target/dist", "host/target/bom.json")) {
      run("cp", "-a", REPOSITORY.resolve(each).toString(), other.resolve(each).toString());
    }
    Path jar = other.resolve("host/target/dist/companion-host.jar");
    Files.write(jar, new byte[] {0}, StandardOpenOption.APPEND);
    return other;
  }

  private static Path build(String name, Path repository, String version) throws IOException {
    Path out = builds.resolve(name);
    String script = repository.resolve("installers/linux/package.sh").toString();
    run("env", "COMPRESSION=0", script, out.toString(), version);
    return out;
  }

  private static void run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.onExit().join().exitValue()).as(out).isZero();
  }
}
