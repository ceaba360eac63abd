package run.edges.companion.server.linkedin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a driver's processes and folder when it does not behave. */
class GuardedTest {
  @TempDir private Path folder;

  @Test
  @Timeout(60)
  void awaitPort_driverSaysNothing_endsInTimeAndLeavesNothing() throws IOException {
    Path profile = folder.resolve("profile");
    try (Guarded guarded = Guarded.start(silentDriver().toString(), profile)) {
      assertThatThrownBy(() -> guarded.awaitPort(Duration.ofMillis(500)))
          .isInstanceOf(Guarded.SilentException.class)
          .hasMessageContaining("does not start");
    }
    assertThat(profile).doesNotExist();
    assertThat(processesWith(folder.toString())).isEmpty();
  }

  @Test
  @Timeout(60)
  void guard_itsGroupIsEnded_leavesNothing() throws IOException, InterruptedException {
    Path profile = Files.createDirectory(folder.resolve("profile"));
    Process guard =
        new ProcessBuilder(
                "setsid",
                "sh",
                "-c",
                Guarded.script("guard.sh"),
                "guard",
                profile.toString(),
                silentDriver().toString())
            .redirectErrorStream(true)
            .start();
    Awaitility.await().until(() -> processesWith(folder + "/driver").size() == 2);

    new ProcessBuilder("kill", "-TERM", "--", "-" + guard.pid()).start().waitFor();

    assertThat(guard.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(profile).doesNotExist();
    assertThat(processesWith(folder.toString())).isEmpty();
  }

  @Test
  void hasSharedMemory_none_isFalse() {
    assertThat(Browser.hasSharedMemory(folder.resolve("absent"))).isFalse();
  }

  /** Runs until it is killed, and says nothing. */
  private Path silentDriver() throws IOException {
    return Files.writeString(
        Files.createFile(
            folder.resolve("driver"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))),
        "#!/bin/sh\nsleep 1000\n");
  }

  private static List<String> processesWith(String text) {
    return ProcessHandle.allProcesses()
        .flatMap(process -> process.info().commandLine().stream())
        .filter(line -> line.contains(text))
        .toList();
  }
}
