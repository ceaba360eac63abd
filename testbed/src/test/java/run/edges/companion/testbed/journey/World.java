package run.edges.companion.testbed.journey;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.testbed.linkedin.LinkedInMember;
import run.edges.companion.testbed.linkedin.LinkedInStandIn;
import run.edges.companion.testbed.product.Browser;
import run.edges.companion.testbed.product.Chromium;
import run.edges.companion.testbed.product.Network;
import run.edges.companion.testbed.product.Owner;
import run.edges.companion.testbed.product.ServerApi;
import run.edges.companion.testbed.product.ServerProcess;
import run.edges.companion.testbed.product.StoredSession;
import run.edges.companion.testbed.product.computer.Computer;
import run.edges.companion.testbed.product.firefox.Firefox;
import run.edges.companion.testbed.product.firefox.FirefoxOwner;

/**
 * Each journey's own LinkedIn, server, network and browsers; all gone after it. In a static field,
 * the journeys of a class share all but the browsers: each makes identities of its own, and leaves
 * the server as it was. A failed journey leaves a picture of each browser in {@code
 * target/screenshots}.
 */
final class World
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  private final Deque<Browser> browsers = new ArrayDeque<>();
  private boolean shared;
  private int browsersStarted;
  private @Nullable Path folder;
  private @Nullable LinkedInStandIn linkedin;
  private @Nullable Network network;
  private @Nullable ServerProcess server;
  private @Nullable ServerApi api;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    shared = true;
    start();
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    if (!shared) {
      start();
    }
  }

  private void start() throws IOException {
    folder = Files.createTempDirectory("journey");
    linkedin = LinkedInStandIn.start();
    network = new Network();
    server =
        new ServerProcess(folder.resolve("server"))
            .shortLived()
            .with("EDGES_COMPANION_PUBLIC_URL", "https://localhost:" + network.port())
            .with("EDGES_COMPANION_LINKEDIN_URL", linkedin.baseUri().toString())
            .with("EDGES_COMPANION_OUTGOING_CERTIFICATE_FILE", linkedinCertificate().toString())
            .with("EDGES_COMPANION_SIGN_IN_SANDBOX", "false")
            .start();
    network.leadTo(server.port());
    api = new ServerApi(server);
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    if (context.getExecutionException().isPresent()) {
      browsers.forEach(browser -> picture(context, browser));
      System.err.println(Files.readString(server().log()));
    }
    browsers.forEach(Browser::close);
    browsers.clear();
    linkedin().faults().clear();
    if (!shared) {
      end();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    if (shared) {
      end();
    }
  }

  private void end() throws IOException {
    server().close();
    awaitNoBrowser();
    network().close();
    linkedin().close();
    delete(Objects.requireNonNull(folder));
  }

  LinkedInStandIn linkedin() {
    return Objects.requireNonNull(linkedin);
  }

  Network network() {
    return Objects.requireNonNull(network);
  }

  ServerProcess server() {
    return Objects.requireNonNull(server);
  }

  ServerApi api() {
    return Objects.requireNonNull(api);
  }

  private Path linkedinCertificate() throws IOException {
    return Files.writeString(
        Objects.requireNonNull(folder).resolve("linkedin.pem"), linkedin().certificatePem());
  }

  /** Starts a browser on a profile of its own. */
  Owner owner(String profile) {
    return owner(profile, null);
  }

  /** As above, on another computer unless that is null. */
  Owner owner(String profile, @Nullable Computer computer) {
    Chromium browser =
        new Chromium(newFolder(profile), linkedin(), api().tlsKeyHash(), true, computer).start();
    browsers.add(browser);
    return new Owner(browser);
  }

  /** Starts a Firefox on a profile of its own. */
  FirefoxOwner firefoxOwner(String profile) {
    return firefoxOwner(profile, null);
  }

  private FirefoxOwner firefoxOwner(String profile, @Nullable Computer computer) {
    Firefox browser = Firefox.start(newFolder(profile), linkedin(), computer);
    browsers.add(browser);
    return new FirefoxOwner(browser);
  }

  private Path newFolder(String profile) {
    browsersStarted++;
    return Objects.requireNonNull(folder).resolve("profile-" + browsersStarted + "-" + profile);
  }

  /** As {@link #sharing(LinkedInMember, String)}, in a Firefox. */
  FirefoxOwner sharingInFirefox(LinkedInMember member, String identity) {
    return sharingInFirefox(member, identity, null);
  }

  /** As above, on another computer unless that is null. */
  FirefoxOwner sharingInFirefox(
      LinkedInMember member, String identity, @Nullable Computer computer) {
    FirefoxOwner owner = firefoxOwner(member.firstName(), computer);
    owner.signIn(member);
    String page = owner.review(api().issueLink(identity));
    owner.pressAccept();
    owner.awaitConsentSays("Verified as " + member.fullName());
    owner.closeConsent(page);
    api().awaitStatus(identity, Status.VALID);
    return owner;
  }

  /** An owner who is signed in and shares with the identity. */
  Owner sharing(LinkedInMember member, String identity) {
    Owner owner = owner(member.firstName());
    owner.browser().signIn(member);
    owner.accept(api().issueLink(identity));
    api().awaitStatus(identity, Status.VALID);
    return owner;
  }

  /** Waits until the server holds the member's newest cookies at LinkedIn. */
  void awaitCurrentSession(String identity, LinkedInMember member) {
    Awaitility.await("the newest session of " + member.fullName())
        .atMost(Chromium.PATIENCE)
        .pollInterval(java.time.Duration.ofMillis(50))
        .until(() -> {
          var current = linkedin().sessions().cookiesOf(member);
          return storedCookie(identity, "li_at").equals(Optional.of(current.liAt()))
              && storedCookie(identity, "li_a").equals(Optional.ofNullable(current.liA()));
        });
  }

  /** The value that the server stores of a cookie. */
  Optional<String> storedCookie(String identity, String name) {
    return StoredSession.find(server().dataFolder(), api().integration(identity).uid())
        .flatMap(session -> session.find(name))
        .map(cookie -> cookie.value().reveal(SecretAccess.granted()));
  }

  /** Waits until no sign-in runs; a server that is killed leaves the end to the guards. */
  void awaitNoBrowser() {
    Path folder = server().dataFolder().resolve("sign-in");
    Awaitility.await("no browser of the server")
        .atMost(Chromium.PATIENCE)
        .until(() -> {
          String[] left = folder.toFile().list();
          return left == null || left.length == 0;
        });
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static void picture(ExtensionContext context, Browser browser) {
    try {
      browser.screenshot(
          Path.of(
              "target/screenshots/failed-%s-%s.png"
                  .formatted(
                      context.getRequiredTestMethod().getName(), browser.profile().getFileName())));
    } catch (RuntimeException gone) {
      System.err.println("No picture of " + browser.profile().getFileName());
    }
  }
}
