package run.edges.companion.testbed.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.testbed.linkedin.LinkedInMember;
import run.edges.companion.testbed.linkedin.LinkedInStandIn;
import run.edges.companion.testbed.product.Chromium;
import run.edges.companion.testbed.product.Owner;
import run.edges.companion.testbed.product.ProductFiles;
import run.edges.companion.testbed.product.ServerApi;
import run.edges.companion.testbed.product.ServerProcess;

/**
 * Plays accept, rotate, refresh and revoke. Visible where there is a display; {@code --keep} leaves
 * everything open at the end.
 */
public final class Demo {
  private static final LinkedInMember OWNER = LinkedInMember.GRACE;

  private final Path pictures = ProductFiles.checkout().resolve(".dev/demo");
  private final Owner owner;
  private final ServerApi api;
  private int step;

  private Demo(Owner owner, ServerApi api) {
    this.owner = owner;
    this.api = api;
  }

  public static void main(String[] arguments) throws IOException {
    List<String> options = List.of(arguments);
    if (!List.of("--keep").containsAll(options)) {
      System.err.println("Usage: ./dev demo [--keep]");
      System.exit(2);
    }
    boolean visible = System.getenv("DISPLAY") != null || System.getenv("WAYLAND_DISPLAY") != null;
    Path folder = Files.createTempDirectory("edges-companion-demo");
    try (LinkedInStandIn linkedin = LinkedInStandIn.start();
        ServerProcess server = new ServerProcess(folder.resolve("server")).shortLived().start()) {
      ServerApi api = new ServerApi(server);
      try (Chromium browser =
          new Chromium(folder.resolve("profile"), linkedin, api.tlsKeyHash(), !visible)) {
        Demo demo = new Demo(new Owner(browser.start()), api);
        demo.say(
            "A LinkedIn stand-in, a server at %s and a browser are running."
                .formatted(server.url()));
        String identity = demo.play();
        if (options.contains("--keep")) {
          demo.keep(identity);
        }
      }
    }
  }

  private String play() {
    String identity = api.createIdentity("Grace at work");
    String link = api.issueLink(identity);
    say("The workspace created an identity and issued a shared link.");
    owner.browser().signIn(OWNER);
    say("The owner, %s, is signed in to LinkedIn.".formatted(OWNER.fullName()));

    String page = owner.review(link);
    var accept = owner.acceptButton();
    picture("consent", "The owner opened the link; the extension shows who asks for what.");
    accept.click();
    String line = owner.resultOf(page);
    picture("share-page", "The owner accepted. The page says: " + line + ".");
    show(api.awaitStatus(identity, Status.VALID));

    rotate(identity);
    say(
        "The workspace asked the owner's browser for the live session: %s."
            .formatted(api.client().refresh(identity).outcome()));

    owner.browser().signOut();
    show(api.awaitStatus(identity, Status.INVALID));
    owner.browser().signIn(OWNER);
    show(api.awaitStatus(identity, Status.VALID));
    owner.awaitPopupSays("Sharing, verified");
    picture("popup", "The popup says what is shared with whom, and how fresh it is.");

    owner.stopSharing();
    owner.awaitPopupSays("Stopped by you");
    String verdict = owner.receiptVerdict();
    picture("receipt", "The owner stopped sharing. The receipt: " + verdict);
    api.consentRecord(identity)
        .forEach(entry ->
            System.out.printf(
                "      %s  %s%n", entry.get("at").getAsString(), entry.get("event").getAsString()));
    say("That is the consent record. The owner is still signed in to LinkedIn.");
    return identity;
  }

  private void rotate(String identity) {
    Instant before = verifiedAt(api.integration(identity));
    Instant start = Instant.now();
    owner.browser().rotate("both");
    IntegrationBody refreshed =
        api.awaitIntegration(
            identity, "a refresh", integration -> !verifiedAt(integration).equals(before));
    Duration took = Duration.between(start, verifiedAt(refreshed));
    say(
        "LinkedIn renewed both cookies; %d ms later the server had them, with nobody doing anything."
            .formatted(took.toMillis()));
  }

  private void show(IntegrationBody integration) {
    String error = integration.error() == null ? "" : ", " + integration.error();
    say(
        "The integration is %s%s (%s, verified as %s at %s)."
            .formatted(
                integration.status(),
                error,
                integration.level(),
                integration.verifiedAs(),
                verifiedAt(integration)));
  }

  private void keep(String identity) throws IOException {
    String link = api.issueLink(identity);
    owner.browser().open(link);
    say("Everything stays open, with a new shared link in the browser. Press Enter to end.");
    var _ = System.in.read();
  }

  private void picture(String name, String line) {
    Path file = pictures.resolve("%02d-%s.png".formatted(step + 1, name));
    owner.browser().screenshot(file);
    say(line);
    System.out.println("      picture: " + ProductFiles.checkout().relativize(file));
  }

  private void say(String line) {
    step++;
    System.out.printf("%2d. %s%n", step, line);
  }

  private static Instant verifiedAt(IntegrationBody integration) {
    return Objects.requireNonNull(integration.verifiedAt());
  }
}
