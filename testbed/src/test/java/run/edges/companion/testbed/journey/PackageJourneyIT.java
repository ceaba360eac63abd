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

  @RegisterExtension final World world = new World();

  @TempDir static Path builds;
  private static Path packages;
  private static Path upgrades;

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
      computer.run("dpkg", "--install", find(packages, ".deb").toString());
      awaitHostStep(owner, "done");
      String identity = world.api().createIdentity("Ada at work");
      owner.browser().signIn(ADA);
      owner.accept(world.api().issueLink(identity));
      world.api().awaitStatus(identity, Status.VALID);
      var host = HostProgram.find(owner.browser().profile()).orElseThrow();

      computer.run("dpkg", "--install", find(upgrades, ".deb").toString());
      assertThat(host.isAlive()).as("the host that ran goes on").isTrue();
      owner.browser().rotate("li_at");
      world.awaitCurrentSession(identity, ADA);
      HostProgram.kill(host).join();
      owner.browser().rotate("li_at");
      world.awaitCurrentSession(identity, ADA);
      assertThat(computer.run(HOST, "--version")).contains("0.1.0");
      var _ = world.sharingInFirefox(GRACE, world.api().createIdentity("Grace at work"), computer);

      computer.run("dpkg", "--remove", "edges-companion-host");
      assertThat(HostProgram.find(owner.browser().profile())).isEmpty();
      assertThat(computer.changes("usr")).isEmpty();
      assertThat(computer.changes("etc")).isEmpty();
    }
  }

  @Test
  void rpm_installed_startsInEachBrowser_isUpgradedAndLeavesNothing() throws IOException {
    try (Computer computer = Computer.start(folder.resolve("computer"))) {
      // Debian's rpm does not know Debian's glibc.
      computer.run("rpm", "--install", "--nodeps", find(packages, ".rpm").toString());
      String first = computer.run("readlink", "-f", HOST);
      computer.run(HOST, "doctor", "--browser", "chromium", "--browser", "firefox");
      computer.run("rpm", "--upgrade", "--nodeps", find(upgrades, ".rpm").toString());
      assertThat(computer.run("readlink", "-f", HOST)).isNotEqualTo(first);
      computer.run(HOST, "doctor", "--browser", "chromium", "--browser", "firefox");

      computer.run("rm", "/etc/chromium/native-messaging-hosts/run.edges.companion.json");
      assertThatThrownBy(() -> computer.run(HOST, "doctor", "--browser", "chromium"))
          .hasMessageContaining("Register it: sudo edges-companion-host register --system\n");
      computer.run("edges-companion-host", "register", "--system");
      computer.run(HOST, "doctor", "--browser", "chromium");

      computer.run("rpm", "--erase", "edges-companion-host");
      assertThat(computer.changes("usr")).isEmpty();
      assertThat(computer.changes("etc")).isEmpty();
    }
  }

  @Test
  void packages_madeTwice_areTheSameBytes() throws IOException {
    Path again = build("again", REPOSITORY, "0.1.0");
    try (Stream<Path> files = Files.list(packages)) {
      assertThat(files.toList())
          .hasSize(3)
          .allSatisfy(
              file -> assertThat(again.resolve(file.getFileName())).hasSameBinaryContentAs(file));
    }
  }

  private static void awaitHostStep(Owner owner, String state) {
    By place = By.cssSelector("[data-step=host]." + state);
    owner.browser().await("the host is " + state, () -> owner.browser().find(place));
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

  private static Path find(Path packages, String ending) throws IOException {
    try (Stream<Path> files = Files.list(packages)) {
      return files.filter(file -> file.toString().endsWith(ending)).findFirst().orElseThrow();
    }
  }

  private static void run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.onExit().join().exitValue()).as(out).isZero();
  }
}
