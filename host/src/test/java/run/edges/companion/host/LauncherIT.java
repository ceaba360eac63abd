package run.edges.companion.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the JVM has to say, standard output holds frames only. */
@Timeout(120)
class LauncherIT {
  @TempDir Path home;

  private Path copy(String folder) throws IOException {
    Path target = home.resolve(folder);
    HostProcess.copyDist(target);
    return target;
  }

  /** Changes a text in the launcher, to one that is no longer. */
  private static void patch(Path dist, String text, String other) throws IOException {
    Path launcher = dist.resolve("edges-companion-host");
    String program = Files.readString(launcher, StandardCharsets.ISO_8859_1);
    assertThat(program).contains(text + "\0");
    Files.writeString(
        launcher,
        program.replace(text + "\0", other + "\0".repeat(text.length() - other.length() + 1)),
        StandardCharsets.ISO_8859_1);
  }

  private static HostProcess start(Path dist, Path home, Map<String, String> environment) {
    return HostProcess.start(dist, home, environment, true, HostProcess.ORIGIN);
  }

  /** The first bytes are the answer's frame, and nothing follows it. */
  private static void assertSpeaksFrames(HostProcess host) {
    host.frames().hello(HostProcess.PROFILE);
    assertThat(host.frames().next().get("type").getAsString()).isEqualTo("hello");
    host.endInput();
    assertThat(host.exit(2000)).isZero();
    assertThat(host.frames().isOver()).isTrue();
  }

  @Test
  void cache_missing_speaksFrames() throws IOException {
    Path dist = copy("dist");
    Files.deleteIfExists(dist.resolve("companion-host.aot"));
    try (HostProcess host = start(dist, home, Map.of())) {
      assertSpeaksFrames(host);
    }
  }

  @Test
  void cache_unreadable_speaksFrames() throws IOException {
    Path dist = copy("dist");
    Files.writeString(dist.resolve("companion-host.aot"), "not a cache");
    try (HostProcess host = start(dist, home, Map.of())) {
      assertSpeaksFrames(host);
    }
  }

  @Test
  void cache_ofAnotherJar_speaksFrames() throws IOException {
    Path dist = copy("dist");
    Files.write(dist.resolve("companion-host.jar"), new byte[] {0}, StandardOpenOption.APPEND);
    try (HostProcess host = start(dist, home, Map.of())) {
      assertSpeaksFrames(host);
    }
  }

  @Test
  void cache_current_isUsed() throws IOException {
    assertThat(usesCache(HostProcess.dist())).isTrue();
  }

  /** The JVM itself would go on with the old program. */
  @Test
  void cache_olderThanTheJar_isNotUsed() throws IOException {
    Path dist = copy("dist");
    Files.setLastModifiedTime(
        dist.resolve("companion-host.jar"), FileTime.from(Instant.now().plusSeconds(1)));
    assertThat(usesCache(dist)).isFalse();
  }

  private boolean usesCache(Path dist) throws IOException {
    try (HostProcess host = start(dist, home, Map.of())) {
      host.frames().hello(HostProcess.PROFILE);
      host.frames().next();
      return Files.readString(Path.of("/proc/" + host.process().pid() + "/maps"))
          .contains("companion-host.aot");
    }
  }

  @Test
  void launcher_inFolderWithSpacesBehindALink_speaksFrames() throws IOException {
    Path dist = copy("A & B Ü");
    Path link = home.resolve("edges-companion-host");
    Files.createSymbolicLink(link, dist.resolve("edges-companion-host"));
    try (HostProcess host = start(home, home, Map.of())) {
      assertSpeaksFrames(host);
    }
  }

  @Test
  void environment_jvmOptions_haveNoEffect() {
    Map<String, String> environment =
        Map.of(
            "JAVA_TOOL_OPTIONS", "-Xlog:gc*",
            "JDK_JAVA_OPTIONS", "-version",
            "_JAVA_OPTIONS", "-Xmx1m",
            "_JAVA_LAUNCHER_DEBUG", "1");
    try (HostProcess host = start(HostProcess.dist(), home, environment)) {
      assertSpeaksFrames(host);
      assertThat(host.errors()).isEmpty();
    }
  }

  @Test
  void sigquit_threadDump_goesToStandardError() throws IOException, InterruptedException {
    try (HostProcess host = start(HostProcess.dist(), home, Map.of())) {
      host.frames().hello(HostProcess.PROFILE);
      host.frames().next();
      new ProcessBuilder("kill", "-QUIT", Long.toString(host.process().pid())).start().waitFor();
      host.frames().send("{\"type\":\"shout\"}");
      assertThat(host.frames().next().get("error").getAsString()).isEqualTo("MESSAGE_UNKNOWN");
      assertThat(host.frames().isQuiet(300)).isTrue();
      host.endInput();
      host.exit(2000);
      assertThat(host.frames().isOver()).isTrue();
      assertThat(host.errors()).contains("Full thread dump");
    }
  }

  @Test
  void heap_largerThanTheMachine_saysSoOnStandardErrorOnly() throws IOException {
    Path dist = copy("dist");
    patch(dist, "-Xms4m", "-Xms9t");
    assertComplainsOnStandardErrorOnly(dist);
  }

  @Test
  void flags_clashing_saySoOnStandardErrorOnly() throws IOException {
    Path dist = copy("dist");
    patch(dist, "-XX:-UsePerfData", "-XX:+UseG1GC");
    assertComplainsOnStandardErrorOnly(dist);
  }

  @Test
  void jar_missing_saysSoOnStandardErrorOnly() throws IOException {
    Path dist = copy("dist");
    Files.delete(dist.resolve("companion-host.jar"));
    assertComplainsOnStandardErrorOnly(dist);
  }

  @Test
  void java_missing_saysSoOnStandardErrorOnly() throws IOException {
    Path dist = copy("dist");
    Files.delete(dist.resolve("runtime"));
    try (HostProcess host = start(dist, home, Map.of())) {
      assertThat(host.exit(10_000)).isEqualTo(1);
      assertThat(host.frames().isOver()).isTrue();
      assertThat(host.errors()).contains("cannot start", "Install again");
    }
  }

  @Test
  void java_ofTheEnvironment_isNotUsed() {
    Map<String, String> environment = Map.of("PATH", "/nowhere", "JAVA_HOME", "/nowhere");
    try (HostProcess host = start(HostProcess.dist(), home, environment)) {
      assertSpeaksFrames(host);
    }
  }

  @Test
  void pid_isTheJvms() {
    try (HostProcess host = start(HostProcess.dist(), home, Map.of())) {
      host.frames().hello(HostProcess.PROFILE);
      host.frames().next();
      assertThat(host.process().descendants()).isEmpty();
      assertThat(host.process().info().command().orElse("")).endsWith("/java");
    }
  }

  private void assertComplainsOnStandardErrorOnly(Path dist) throws IOException {
    Process process =
        new ProcessBuilder(dist.resolve("edges-companion-host").toString(), HostProcess.ORIGIN)
            .start();
    process.getOutputStream().close();
    byte[] out = process.getInputStream().readAllBytes();
    String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(out).isEmpty();
    assertThat(errors).isNotBlank();
  }
}
