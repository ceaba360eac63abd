package run.edges.companion.testbed.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./dev}, where it can be tried without a build in a build. */
class FrontDoorTest {
  private static final String NONE = "";

  @TempDir private Path folder;

  @Test
  void help_anyFolderWithSpaces_isPrinted() throws Exception {
    Path checkout = Files.createDirectory(folder.resolve("a checkout"));
    Files.copy(Repository.ROOT.resolve("dev"), checkout.resolve("dev"));
    Outcome outcome = run(checkout.resolve("dev"), System.getenv("PATH"));
    assertThat(outcome.status()).isZero();
    assertThat(outcome.text()).contains("./dev COMMAND");
  }

  @Test
  void command_unknown_isNamedAndFails() throws Exception {
    Outcome outcome = run(Repository.ROOT.resolve("dev"), System.getenv("PATH"), "tset");
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.text()).contains("there is no command 'tset'", "test ");
  }

  @Test
  void program_missingWithoutApt_isNamedAndFails() throws Exception {
    Path programs = Files.createDirectory(folder.resolve("bin"));
    for (String each : List.of("dirname", "sed", "readlink", "id")) {
      Path usr = Path.of("/usr/bin", each);
      Path program = Files.exists(usr) ? usr : Path.of("/bin", each);
      Files.copy(program, programs.resolve(each), StandardCopyOption.COPY_ATTRIBUTES);
    }
    Outcome outcome = run(Repository.ROOT.resolve("dev"), programs.toString(), "test");
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.text())
        .contains("this machine lacks", "mvn, Apache Maven", "node, Node.js", "chromedriver")
        .doesNotContain("not found");
  }

  private record Outcome(int status, String text) {}

  private static Outcome run(Path dev, String path, String... arguments) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("/bin/sh", dev.toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().put("PATH", path);
    builder.environment().put("HOME", NONE);
    builder.directory(dev.getRoot().toFile()).redirectErrorStream(true);
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), text);
  }
}
