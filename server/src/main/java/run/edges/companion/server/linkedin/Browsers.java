package run.edges.companion.server.linkedin;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import run.edges.companion.server.configuration.Configuration;
import run.edges.companion.server.outgoing.OutgoingTls;
import run.edges.companion.server.outgoing.PublicAddresses;

/** Opens browsers for sign-ins, each in a folder of its own below one folder. Thread-safe. */
public final class Browsers {
  private static final Logger LOG = LoggerFactory.getLogger(Browsers.class);
  private static final String LINKEDIN_HOST = "www.linkedin.com";

  /** chromedriver takes a free port of IPv4, and ends if IPv6 has a use for the same one. */
  private static final RetryPolicy<LinkedInPages> AGAIN =
      RetryPolicy.<LinkedInPages>builder()
          .handle(IOException.class)
          .abortOn(Guarded.SilentException.class, InterruptedIOException.class)
          .withMaxRetries(3)
          .build();

  private final Options options;
  private final URI linkedin;
  private final List<String> trustedKeys;
  private final DnsResolver proxies;
  private final Path folder;

  /**
   * Which browser.
   *
   * @param browser Chromium's or Chrome's program
   * @param driver its chromedriver
   * @param sandbox whether Chromium isolates its own processes, which it cannot do as root
   */
  record Options(String browser, String driver, boolean sandbox) {
    private static final List<String> BROWSERS =
        List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

    /** Those that are named, or else those that the machine has; empty if it lacks one. */
    static Optional<Options> find(
        Optional<String> browser, Optional<String> driver, boolean sandbox) {
      return browser
          .or(() -> BROWSERS.stream().flatMap(name -> onPath(name).stream()).findFirst())
          .flatMap(program ->
              driver
                  .or(() -> onPath("chromedriver"))
                  .map(its -> new Options(program, its, sandbox)));
    }

    private static Optional<String> onPath(String program) {
      return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
          .filter(folder -> !folder.isEmpty())
          .map(folder -> Path.of(folder, program))
          .filter(Files::isExecutable)
          .map(Path::toString)
          .findFirst();
    }
  }

  /** Why owners cannot sign in here: {@code probe}, {@code program} or {@code driver}. */
  public static Optional<String> findProblem(Configuration configuration) {
    Configuration.SignIn wanted = configuration.signIn();
    if (!configuration.outgoing().probe()) {
      return Optional.of("probe");
    }
    if (Options.find(wanted.browser(), wanted.driver(), wanted.sandbox()).isPresent()) {
      return Optional.empty();
    }
    boolean hasProgram =
        Options.find(wanted.browser(), Optional.of("any"), wanted.sandbox()).isPresent();
    return Optional.of(hasProgram ? "driver" : "program");
  }

  /** As configured; empty if there is no browser, or LinkedIn must not be asked. */
  public static Optional<Browsers> of(Configuration configuration) {
    Configuration.SignIn wanted = configuration.signIn();
    Configuration.Outgoing outgoing = configuration.outgoing();
    return Options.find(wanted.browser(), wanted.driver(), wanted.sandbox())
        .filter(_ -> outgoing.probe())
        .map(options ->
            new Browsers(
                options,
                outgoing.linkedin(),
                OutgoingTls.keyHashes(outgoing.certificateFile()),
                outgoing.allowPrivateAddresses()
                    ? SystemDefaultDnsResolver.INSTANCE
                    : new PublicAddresses(),
                configuration.dataFolder().resolve("sign-in")));
  }

  /**
   * Opens browsers, and removes what browsers of before left behind if the machine stopped.
   *
   * @param linkedin where LinkedIn is; the browser finds www.linkedin.com there
   * @param trustedKeys base64 SHA-256 of public keys whose certificates the browser accepts beside
   *     the usual ones of what stands in LinkedIn's place
   * @param proxies finds the addresses of proxies that may be used
   * @param folder below which each browser has its own
   */
  Browsers(
      Options options, URI linkedin, List<String> trustedKeys, DnsResolver proxies, Path folder) {
    this.options = options;
    this.linkedin = linkedin;
    this.trustedKeys = trustedKeys;
    this.proxies = proxies;
    this.folder = folder;
    delete(folder);
  }

  /**
   * LinkedIn's pages in a fresh browser.
   *
   * @param proxy by which the browser goes, without name and password
   * @throws UnknownHostException if the proxy's name leads nowhere, or to where it may not
   * @throws IOException if no browser starts; says why
   */
  public LinkedInPages open(Optional<Proxy> proxy) throws IOException {
    List<String> arguments = arguments(proxy);
    try {
      return Failsafe.with(AGAIN)
          .get(() ->
              new LinkedInPages(
                  Browser.open(options, folder.resolve(UUID.randomUUID().toString()), arguments)));
    } catch (FailsafeException never) {
      throw never.getCause() instanceof IOException why ? why : new IOException(never);
    }
  }

  /** What a browser is started with to find LinkedIn, or what stands in its place. */
  List<String> arguments(Optional<Proxy> proxy) throws UnknownHostException {
    List<String> arguments = new ArrayList<>();
    if (!linkedin.getHost().equals(LINKEDIN_HOST)) {
      int port = linkedin.getPort() < 0 ? 443 : linkedin.getPort();
      arguments.add(
          "--host-resolver-rules=MAP %s:443 %s:%d"
              .formatted(LINKEDIN_HOST, linkedin.getHost(), port));
      // LinkedIn itself needs no exception: whoever has such a key could be LinkedIn for the owner.
      if (!trustedKeys.isEmpty()) {
        arguments.add("--ignore-certificate-errors-spki-list=" + String.join(",", trustedKeys));
      }
    }
    if (proxy.isPresent()) {
      // The address that was checked, not its name: that could lead elsewhere a moment later.
      String checked = proxies.resolve(proxy.get().host())[0].getHostAddress();
      arguments.add(
          "--proxy-server=%s:%d"
              .formatted(
                  checked.contains(":") ? "[" + checked + "]" : checked, proxy.get().port()));
    }
    return arguments;
  }

  /** Deletes a folder with all in it; what cannot be deleted is named in the log. */
  static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException busy) {
      LOG.warn("A browser's folder cannot be removed: {}", folder);
    }
  }
}
