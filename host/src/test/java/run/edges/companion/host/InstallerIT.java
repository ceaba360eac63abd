package run.edges.companion.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The scripts that install and remove everything for one user. */
@Timeout(300)
class InstallerIT {
  private static final Path SCRIPTS = Path.of("../installers").toAbsolutePath().normalize();

  @TempDir Path folder;
  private Path home;
  private Path config;
  private Path installed;

  @BeforeEach
  void makeHome() throws IOException {
    home = folder.resolve("A & B Ü");
    config = Files.createDirectories(home.resolve(".config/chromium"));
    installed = home.resolve(".local/lib/edges-companion");
  }

  private String run(Path script, String... arguments) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Stream.concat(Stream.of(script.toString()), Stream.of(arguments)).toList());
    builder.environment().put("HOME", home.toString());
    builder.environment().remove("XDG_CONFIG_HOME");
    builder.environment().remove("XDG_DATA_HOME");
    builder.environment().remove("EDGES_COMPANION_HOME");
    builder.environment().remove("SUDO_USER");
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.onExit().join().exitValue()).as(output).isZero();
    return output;
  }

  private HostProcess start() {
    HostProcess host = HostProcess.start(installed, home, Map.of(), true, HostProcess.ORIGIN);
    host.frames().hello(HostProcess.PROFILE);
    assertThat(host.frames().next().get("type").getAsString()).isEqualTo("hello");
    return host;
  }

  /** The folder that browsers are sent to. */
  private Path version() throws IOException {
    return installed.resolve(
        Files.readSymbolicLink(installed.resolve("edges-companion-host")).resolveSibling(""));
  }

  private String manifest() throws IOException {
    return Files.readString(config.resolve("NativeMessagingHosts/run.edges.companion.json"));
  }

  /** What the archive of another build unpacks to. */
  private Path otherBuild() throws IOException {
    Path archive = Files.createDirectories(folder.resolve("archive"));
    for (Path each :
        new Path[] {
          HostProcess.dist(), SCRIPTS.resolve("install.sh"), SCRIPTS.resolve("system.sh")
        }) {
      new ProcessBuilder("cp", "-a", each.toString(), archive.toString()).start().onExit().join();
    }
    Files.move(archive.resolve("dist"), archive.resolve("host"));
    Path jar = archive.resolve("host/companion-host.jar");
    Files.write(jar, new byte[] {0}, StandardOpenOption.APPEND);
    return archive.resolve("install.sh");
  }

  @Test
  void install_thenUninstall_worksAndLeavesNothing() throws IOException {
    assertThat(run(SCRIPTS.resolve("install.sh"))).contains("Registered for Chromium");
    // The cache came along and fits: it was not made again.
    Path version = version();
    assertThat(Files.getLastModifiedTime(version.resolve("companion-host.aot")))
        .isEqualTo(Files.getLastModifiedTime(HostProcess.dist().resolve("companion-host.aot")));
    assertThat(manifest()).contains(version + "/edges-companion-host");
    start().close();
    run(SCRIPTS.resolve("install.sh"));
    assertThat(installed.resolve("versions")).isDirectoryContaining(version::equals);
    assertThat(version()).isEqualTo(version);
    assertThat(run(SCRIPTS.resolve("uninstall.sh"))).contains("Removed");
    assertThat(installed).doesNotExist();
    assertThat(config).isEmptyDirectory();
  }

  @Test
  void upgrade_hostRunning_goesOnAndIsCollectedAfterwards() throws IOException {
    run(SCRIPTS.resolve("install.sh"), "--extension-id", "a".repeat(32));
    Path old = version();
    Path upgrade = otherBuild();
    try (HostProcess running = start()) {
      run(upgrade);
      Path version = version();
      assertThat(version).isNotEqualTo(old);
      assertThat(manifest())
          .contains(version + "/edges-companion-host", "a".repeat(32))
          .doesNotContain(old.toString());
      assertThat(old.resolve("runtime/lib/libnet.so")).exists();
      running.frames().send("{\"type\":\"shout\"}");
      assertThat(running.frames().next().get("error").getAsString()).isEqualTo("MESSAGE_UNKNOWN");
      running.endInput();
      assertThat(running.exit(10_000)).isZero();
    }
    run(upgrade);
    assertThat(old).doesNotExist();
  }

  @Test
  void uninstall_hostRunning_endsIt() throws IOException {
    run(SCRIPTS.resolve("install.sh"));
    try (HostProcess running = start()) {
      run(SCRIPTS.resolve("uninstall.sh"));
      assertThat(running.process().isAlive()).isFalse();
    }
    assertThat(installed).doesNotExist();
    assertThat(home.resolve(".config/chromium/NativeMessagingHosts")).doesNotExist();
  }
}
