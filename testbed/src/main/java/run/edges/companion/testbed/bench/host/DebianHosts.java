package run.edges.companion.testbed.bench.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Hosts that Debian has in packages, with what they need to give their first answer: a session bus
 * for GNOME's, and for KeePassXC's a socket whose other end sends everything back, as KeePassXC
 * itself would have to be unlocked by a person.
 */
final class DebianHosts implements AutoCloseable {
  private static final List<Map.Entry<String, String>> PACKAGES =
      List.of(
          Map.entry("browserpass-native", "webext-browserpass"),
          Map.entry("keepassxc-proxy", "keepassxc"),
          Map.entry("gnome-browser-connector", "gnome-browser-connector"));
  private static final Path BROWSERPASS = Path.of("/usr/lib/browserpass/browserpass-native");
  private static final Path KEEPASSXC = Path.of("/usr/bin/keepassxc-proxy");
  private static final Path GNOME = Path.of("/usr/bin/gnome-browser-connector-host");
  private static final List<Path> PROGRAMS =
      List.of(BROWSERPASS, KEEPASSXC, GNOME, Path.of("/usr/bin/dbus-daemon"));
  private static final int MAX_REQUEST = 65_536;
  private static final double KIB_PER_MIB = 1024;

  private final Path folder;
  private final Process bus;
  private final String busAddress;
  private final ServerSocketChannel socket;

  /**
   * Starts what they need.
   *
   * @throws IOException naming the packages if they are not installed
   */
  DebianHosts() throws IOException {
    if (!PROGRAMS.stream().allMatch(Files::isExecutable)) {
      throw new IOException(
          "this needs Debian's packages webext-browserpass, keepassxc, gnome-browser-connector"
              + " and dbus-daemon: apt-get install --no-install-recommends");
    }
    // A socket's path has at most 107 bytes, so not below the benchmark's own folder.
    folder = Files.createTempDirectory("hosts");
    bus =
        new ProcessBuilder("dbus-daemon", "--session", "--print-address", "--nofork")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader out = bus.inputReader(StandardCharsets.UTF_8);
    busAddress = String.valueOf(out.readLine());
    socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    Path place = Files.createDirectories(folder.resolve("app/org.keepassxc.KeePassXC"));
    socket.bind(UnixDomainSocketAddress.of(place.resolve("org.keepassxc.KeePassXC.BrowserServer")));
    Thread.startVirtualThread(this::sendBack);
  }

  List<OtherHost> all() throws IOException {
    Path passwords = Files.createDirectories(folder.resolve("passwords"));
    return List.of(
        new OtherHost(
            "browserpass-native",
            List.of(BROWSERPASS.toString(), "chrome-extension://naepdomgkenhinolocfifgehidddafch/"),
            Map.of(),
            """
            {"action": "list", "settings": {"stores": {"one":
              {"id": "one", "name": "one", "path": "%s", "settings": {}}}}}
            """
                .formatted(passwords),
            false),
        new OtherHost(
            "keepassxc-proxy",
            List.of(KEEPASSXC.toString(), "chrome-extension://oboonakemofpalcgghocfoadofidjkkk/"),
            Map.of("XDG_RUNTIME_DIR", folder.toString()),
            "{\"action\": \"change-public-keys\"}",
            true),
        new OtherHost(
            "gnome-browser-connector",
            List.of(GNOME.toString(), "chrome-extension://gphhapmejobijbbhgpjhcjognlahblep/"),
            Map.of("DBUS_SESSION_BUS_ADDRESS", busAddress),
            "{\"execute\": \"initialize\"}",
            true));
  }

  /** Mebibytes that each package takes, without what it depends on. */
  static Map<String, Double> installedMebibytes() throws IOException {
    Map<String, Double> sizes = new LinkedHashMap<>();
    for (var each : PACKAGES) {
      Process query =
          new ProcessBuilder(
                  "dpkg-query", "--show", "--showformat=${Installed-Size}", each.getValue())
              .start();
      String kib = new String(query.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      sizes.put(each.getKey(), Long.parseLong(kib.strip()) / KIB_PER_MIB);
    }
    return sizes;
  }

  @Override
  public void close() throws IOException {
    bus.descendants().forEach(ProcessHandle::destroyForcibly);
    bus.destroyForcibly();
    socket.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private void sendBack() {
    while (socket.isOpen()) {
      try (SocketChannel proxy = socket.accept()) {
        ByteBuffer bytes = ByteBuffer.allocate(MAX_REQUEST);
        while (proxy.read(bytes) > 0) {
          bytes.flip();
          while (bytes.hasRemaining()) {
            proxy.write(bytes);
          }
          bytes.clear();
        }
      } catch (IOException ended) {
        // The next proxy connects anew.
      }
    }
  }
}
