package run.edges.companion.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import run.edges.companion.host.InstalledHost.Result;

/** Browsers in a Flatpak, whose owner decides whether they may leave it. */
@Timeout(120)
class FlatpakIT {
  private static final String FIREFOX =
      ".var/app/org.mozilla.firefox/.mozilla/native-messaging-hosts/run.edges.companion.json";
  private static final String CHROME =
      ".var/app/com.google.Chrome/config/google-chrome/NativeMessagingHosts/run.edges.companion.json";
  private static final String ALLOW =
      "flatpak override --user --talk-name=org.freedesktop.Flatpak com.google.Chrome";
  private static final String TAKE_BACK =
      "flatpak override --user --no-talk-name=org.freedesktop.Flatpak com.google.Chrome";

  @TempDir Path folder;
  private InstalledHost host;
  private Path computers;

  @BeforeEach
  void startChromeOnce() throws IOException {
    host = InstalledHost.copy(Files.createDirectories(folder.resolve("it's Ada's")));
    Files.createDirectories(host.home().resolve(".var/app/com.google.Chrome"));
    computers = Files.createDirectories(folder.resolve("system/overrides"));
  }

  private Result run(String... arguments) throws IOException {
    Map<String, String> environment = new HashMap<>();
    environment.put("FLATPAK_SYSTEM_DIR", folder.resolve("system").toString());
    environment.put("XDG_DATA_HOME", host.home().resolve(".local/share").toString());
    return host.run(environment, arguments);
  }

  /** With the real {@code flatpak}. */
  private void type(String command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command.split(" ", -1)).redirectErrorStream(true);
    builder.environment().put("XDG_DATA_HOME", host.home().resolve(".local/share").toString());
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.onExit().join().exitValue()).as(out).isZero();
  }

  private Path chrome() {
    return host.home().resolve(CHROME);
  }

  private Path script() {
    return chrome().resolveSibling("edges-companion-host");
  }

  @Test
  void register_flatpak_startsTheHostOutsideAndSaysWhatItTakes() throws IOException {
    Result result = run("register", "--no-cache", "--flatpak");

    assertThat(result.status()).as(result.errors()).isZero();
    assertThat(result.out()).contains(ALLOW, "WARNING", TAKE_BACK);
    assertThat(host.home().resolve(".local/share/flatpak")).doesNotExist();
    assertThat(Files.readString(chrome())).contains("\"path\": \"" + script() + "\"");
    Path programs = Files.createDirectories(folder.resolve("programs"));
    Path spawn =
        Files.writeString(
            programs.resolve("flatpak-spawn"),
            "#!/bin/sh\n[ \"$1 $2\" = '--host --watch-bus' ] && shift 2 && exec \"$@\"\n");
    Files.setPosixFilePermissions(spawn, PosixFilePermissions.fromString("rwxr-xr-x"));
    Map<String, String> environment = Map.of("PATH", programs + ":" + System.getenv("PATH"));
    try (HostProcess started =
        HostProcess.start(
            script().resolveSibling(""), host.home(), environment, true, HostProcess.ORIGIN)) {
      started.frames().hello(HostProcess.PROFILE);
      assertThat(started.frames().next().get("type").getAsString()).isEqualTo("hello");
      started.endInput();
      assertThat(started.exit(5000)).isZero();
    }
  }

  @Test
  void register_installedVersion_isStartedByTheLinkThatStays() throws IOException {
    Path version = Files.createDirectories(folder.resolve("lib/versions/1"));
    HostProcess.copyDist(version);
    InstalledHost installed = new InstalledHost(folder, version, host.home());

    assertThat(installed.run(Map.of(), "register", "--no-cache", "--flatpak").status()).isZero();

    assertThat(script())
        .content()
        .contains("'" + folder.resolve("lib/edges-companion-host") + "' \"$@\"");
  }

  @Test
  void register_withoutTheOption_saysThatThereIsOne() throws IOException {
    Result result = run("register", "--no-cache");

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.errors()).contains("--flatpak");
    assertThat(chrome()).doesNotExist();
    assertThat(run("register", "--flatpak", "--system").status()).isEqualTo(2);
  }

  @Test
  void register_flatpakDryRun_printsAndWritesNothing() throws IOException {
    Files.createDirectories(host.home().resolve(".var/app/org.mozilla.firefox"));

    Result result = run("register", "--flatpak", "--dry-run");

    assertThat(result.out())
        .contains(chrome() + "\n", host.home().resolve(FIREFOX) + "\n", "allowed_extensions")
        .contains("exec flatpak-spawn --host", ALLOW, "WARNING");
    assertThat(chrome().resolveSibling("")).doesNotExist();
  }

  @Test
  void register_flatpakOfOneBrowser_leavesTheOthersAlone() throws IOException {
    Files.createDirectories(host.home().resolve(".var/app/org.mozilla.firefox"));

    assertThat(run("register", "--no-cache", "--flatpak", "--browser", "firefox").status())
        .isZero();

    assertThat(host.home().resolve(FIREFOX)).exists();
    assertThat(chrome()).doesNotExist();
  }

  @Test
  void doctor_eachStep_namesWhatIsMissing() throws IOException {
    assertDoctor(21, "keeps the browser from every program", "register --flatpak --dry-run");
    run("register", "--no-cache", "--flatpak");
    assertDoctor(21, "may not start programs outside of its sandbox", ALLOW);
    permit(computers.resolve("global"), "talk");
    assertDoctor(0, "ok     registered: " + chrome());
    type(TAKE_BACK);
    assertDoctor(21, ALLOW);
    type(ALLOW);
    assertDoctor(0, "it may start any program as you");

    Path moved = Files.move(host.dist(), folder.resolve("moved"));
    InstalledHost other = new InstalledHost(folder, moved, host.home());
    Result gone = other.run(Map.of(), "doctor");
    assertThat(gone.status()).as(gone.out()).isEqualTo(17);
    assertThat(gone.out()).contains(host.launcher() + ", which is gone", "register --flatpak");
    Files.delete(script());
    Result scriptless = other.run(Map.of(), "doctor");
    assertThat(scriptless.status()).as(scriptless.out()).isEqualTo(17);
    assertThat(scriptless.out()).contains("there is no " + script(), "register --flatpak");
  }

  @Test
  void unregister_afterwards_removesBothAndSaysWhatIsLeft() throws IOException {
    run("register", "--no-cache", "--flatpak");
    type(ALLOW);
    assertThat(run("register", "--no-cache", "--flatpak").out()).doesNotContain("WARNING");

    Result result = run("unregister");

    assertThat(result.status()).isZero();
    assertThat(result.out()).contains("Removed for Google Chrome (Flatpak)", TAKE_BACK);
    try (Stream<Path> left = Files.walk(host.home().resolve(".var"))) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
  }

  private void assertDoctor(int status, String... said) throws IOException {
    Result result = run("doctor");
    assertThat(result.status()).as(result.out()).isEqualTo(status);
    assertThat(result.out()).contains("Google Chrome (Flatpak)").contains(said);
  }

  /** As {@code flatpak override} writes it, for which the whole computer's needs root. */
  private static void permit(Path overrides, String policy) throws IOException {
    Files.writeString(
        overrides,
        """
        [Context]
        shared=network;

        [Session Bus Policy]
        org.freedesktop.Flatpak=%s
        """
            .formatted(policy));
  }
}
