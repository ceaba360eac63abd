package run.edges.companion.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The scripts that install and remove everything for one user. */
@Timeout(120)
class InstallerIT {
  private static final Path SCRIPTS = Path.of("../installers/linux").toAbsolutePath().normalize();

  @TempDir Path home;

  private String run(String script) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(SCRIPTS.resolve(script).toString());
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

  @Test
  void install_thenUninstall_worksAndLeavesNothing() throws IOException {
    Path config = Files.createDirectories(home.resolve(".config/chromium"));
    assertThat(run("install.sh")).contains("Registered for Chromium");
    Path installed = home.resolve(".local/lib/edges-companion");
    // The cache came along and fits: it was not made again.
    assertThat(Files.getLastModifiedTime(installed.resolve("companion-host.aot")))
        .isEqualTo(Files.getLastModifiedTime(HostProcess.dist().resolve("companion-host.aot")));
    try (HostProcess host =
        HostProcess.start(installed, home, Map.of(), true, HostProcess.ORIGIN)) {
      host.frames().hello(HostProcess.PROFILE);
      assertThat(host.frames().next().get("type").getAsString()).isEqualTo("hello");
    }
    run("install.sh");
    assertThat(run("uninstall.sh")).contains("Removed");
    assertThat(installed).doesNotExist();
    assertThat(config).isEmptyDirectory();
  }
}
