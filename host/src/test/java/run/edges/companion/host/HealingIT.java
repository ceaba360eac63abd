package run.edges.companion.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a host that a browser started does about manifests that are out of date. */
@Timeout(120)
class HealingIT {
  private static final String OTHER_ID = "abcdefghijklmnopabcdefghijklmnop";
  private static final String MANIFEST = "NativeMessagingHosts/run.edges.companion.json";

  @TempDir Path folder;
  private InstalledHost host;
  private Path chromium;
  private Path chrome;
  private Path brave;
  private String good;

  @BeforeEach
  void register() throws IOException {
    host = InstalledHost.copy(folder);
    Path config = host.home().resolve(".config");
    chromium = config.resolve("chromium").resolve(MANIFEST);
    chrome = config.resolve("google-chrome").resolve(MANIFEST);
    brave = config.resolve("BraveSoftware/Brave-Browser").resolve(MANIFEST);
    for (Path manifest : new Path[] {chromium, chrome, brave}) {
      Files.createDirectories(manifest.resolve("../..").normalize());
    }
    assertThat(host.run(Map.of(), "register", "--no-cache", "--extension-id", OTHER_ID).status())
        .isZero();
    good = Files.readString(chromium);
  }

  private String naming(Path other) {
    return good.replace(host.launcher().toString(), other.toString());
  }

  /** Starts the host as a browser would; Brave's manifest is the last one that is looked at. */
  private void startUntilBraveIs(String healed) throws Exception {
    Files.writeString(brave, naming(folder.resolve("gone")));
    try (WatchService watch = FileSystems.getDefault().newWatchService();
        HostProcess started =
            HostProcess.start(host.dist(), host.home(), Map.of(), true, HostProcess.ORIGIN)) {
      brave.resolveSibling("").register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      started.frames().hello(HostProcess.PROFILE);
      assertThat(started.frames().next().get("type").getAsString()).isEqualTo("hello");
      while (!Files.readString(brave).equals(healed)) {
        WatchKey changed = watch.poll(30, TimeUnit.SECONDS);
        assertThat(changed).isNotNull();
        changed.reset();
      }
      started.endInput();
      assertThat(started.exit(2000)).isZero();
      assertThat(started.errors()).isEmpty();
    }
  }

  @Test
  void start_pathIsGone_namesThisHostAndKeepsTheExtensions() throws Exception {
    Files.writeString(chromium, naming(folder.resolve("moved/edges-companion-host")));
    startUntilBraveIs(good);
    assertThat(Files.readString(chromium)).isEqualTo(good).contains(OTHER_ID);
  }

  @Test
  void start_whatIsNotOurs_isLeftAlone() throws Exception {
    String others = naming(folder.resolve("gone")).replace("run.edges.companion", "other.host");
    Files.writeString(chromium, others);
    Path linked = Files.writeString(folder.resolve("linked"), naming(folder.resolve("gone")));
    Files.delete(chrome);
    Files.createSymbolicLink(chrome, linked);

    startUntilBraveIs(good);

    assertThat(chromium).hasContent(others);
    assertThat(chrome).isSymbolicLink().hasContent(naming(folder.resolve("gone")));
  }

  @Test
  void doctor_thatStartsTheHost_changesNothing() throws IOException {
    String stale = naming(folder.resolve("gone"));
    Files.writeString(chromium, stale);
    assertThat(host.run(Map.of(), "doctor").status()).isEqualTo(17);
    assertThat(chromium).hasContent(stale);
  }
}
