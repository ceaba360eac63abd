package run.edges.companion.testbed.bench.signin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import run.edges.companion.protocol.api.CompanionClient;
import run.edges.companion.protocol.api.IdentityBody;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.testbed.bench.Benchmark;
import run.edges.companion.testbed.bench.Outcome;
import run.edges.companion.testbed.bench.fleet.ServerUnderTest;
import run.edges.companion.testbed.bench.measure.ProcessUsage;
import run.edges.companion.testbed.bench.measure.Samples;
import run.edges.companion.testbed.linkedin.LinkedInMember;
import run.edges.companion.testbed.linkedin.LinkedInStandIn;
import run.edges.companion.testbed.product.Chromium;

/** What it costs to sign in with a password, and to keep the status of integrations true. */
public final class SignInCost implements Benchmark {
  private static final String ME = "/voyager/api/me";
  private static final String INTERVAL = "EDGES_COMPANION_VERIFICATION_INTERVAL";
  private static final String PROBE = "EDGES_COMPANION_LINKEDIN_PROBE";
  private static final double MOST_BEYOND_PAGES = 2000;
  private static final double MOST_PERCENT_OF_A_CORE = 1;
  private static final double MOST_MIB = 20;
  private static final double AN_HOURS_WORTH = 1000;
  private static final double MICROS_OF_AN_HOUR = 3600e6;
  private static final String COMPARED =
      """
      A server with 1,000 integrations in SQLite that a warm-up connected with cookies. Verification, \
      processor time: the same server, started anew, without asking LinkedIn for a minute, then started \
      anew and asking the stand-in about each integration about twice in a minute; the difference, \
      divided by the questions that the stand-in counted, gives what 1,000 an hour take of one core. \
      Verification, memory: the same comparison of resident memory after three minutes of 1,000 an hour, \
      which are 90 integrations whose turn comes in three to six minutes among 910 whose turn is a day \
      away. Sign-in: by the API without a checkpoint, from the request to the stored session; in turn \
      with it, the same pages, filled in and submitted by WebDriver in a Chromium that is open already.\
      """;

  private final Outcome outcome = new Outcome("Sign-in and verification", COMPARED);

  @Override
  public String name() {
    return "sign-in";
  }

  @Override
  public Outcome run(Setup setup) throws IOException, InterruptedException {
    try (LinkedInStandIn linkedin = LinkedInStandIn.start();
        ServerUnderTest often = server(setup, linkedin, "often");
        ServerUnderTest hourly = server(setup, linkedin, "hourly")) {
      measureVerification(setup, linkedin, often);
      measureSignIn(setup, linkedin, often);
      often.stop();
      measureMemory(setup, linkedin, hourly);
      return outcome;
    }
  }

  private static ServerUnderTest server(Setup setup, LinkedInStandIn linkedin, String name)
      throws IOException {
    Path trusted =
        Files.writeString(setup.folder().resolve("linkedin.pem"), linkedin.certificatePem());
    return new ServerUnderTest(setup.folder().resolve(name))
        .with("EDGES_COMPANION_LINKEDIN_URL", linkedin.baseUri().toString())
        .with("EDGES_COMPANION_OUTGOING_CERTIFICATE_FILE", trusted.toString())
        .with("EDGES_COMPANION_SIGN_IN_SANDBOX", "false")
        .with("EDGES_COMPANION_SIGN_IN_TRIES", "1000000")
        .with(INTERVAL, "PT30S")
        .with("EDGES_COMPANION_VERIFICATION_PER_WORKSPACE", "100000000");
  }

  private void measureVerification(Setup setup, LinkedInStandIn linkedin, ServerUnderTest server)
      throws IOException, InterruptedException {
    int integrations = setup.pick(100, 1000);
    setup.say("connecting " + integrations + " identities");
    connect(server.start().client(), linkedin, integrations);
    server.stop();
    int seconds = setup.pick(35, 60);
    Usage idle = measure(setup, linkedin, server.with(PROBE, "false"), seconds);
    Usage asking = measure(setup, linkedin, server.with(PROBE, "true"), seconds);
    double micros = (asking.cpuMicros - idle.cpuMicros) / asking.questions;
    setup.say("idle: %s; asking: %s; %.0f us a question".formatted(idle, asking, micros));
    outcome
        .put("idle_cpu_us", idle.cpuMicros)
        .put("asking_cpu_us", asking.cpuMicros)
        .put("questions", asking.questions)
        .put("cpu_us_a_question", micros)
        .atMost(
            "1,000 integrations verified an hour, of one core",
            100 * micros * AN_HOURS_WORTH / MICROS_OF_AN_HOUR,
            MOST_PERCENT_OF_A_CORE,
            "%");
  }

  private void measureMemory(Setup setup, LinkedInStandIn linkedin, ServerUnderTest server)
      throws IOException, InterruptedException {
    connect(server.with(INTERVAL, "PT24H").start().client(), linkedin, setup.pick(10, 910));
    server.stop();
    connect(server.with(INTERVAL, "PT3M").start().client(), linkedin, 90);
    server.stop();
    int seconds = setup.pick(35, 180);
    Usage idle = measure(setup, linkedin, server.with(PROBE, "false"), seconds);
    Usage asking = measure(setup, linkedin, server.with(PROBE, "true"), seconds);
    setup.say("at 1,000 an hour, idle: %s; asking: %s".formatted(idle, asking));
    outcome
        .put("idle_resident_mib", idle.residentMib)
        .put("asking_resident_mib", asking.residentMib)
        .put("questions_at_1000_an_hour", asking.questions)
        .atMost(
            "Memory for verifying, beyond that of an idle server",
            asking.residentMib - idle.residentMib,
            MOST_MIB,
            "MiB");
  }

  private record Usage(double cpuMicros, double residentMib, double questions) {}

  private static Usage measure(
      Setup setup, LinkedInStandIn linkedin, ServerUnderTest server, int seconds)
      throws InterruptedException {
    server.start();
    letRun(server, setup.pick(2, 15));
    long before = ProcessUsage.of(server.pid()).cpuMicros();
    linkedin.requests().clear();
    letRun(server, seconds);
    ProcessUsage after = ProcessUsage.of(server.pid());
    double questions = linkedin.requests().count(ME);
    server.stop();
    return new Usage(after.cpuMicros() - before, after.residentKib() / 1024.0, questions);
  }

  /** Waits so long, unless the server ends. */
  private static void letRun(ServerUnderTest server, int seconds) throws InterruptedException {
    try {
      ProcessHandle.of(server.pid()).orElseThrow().onExit().get(seconds, TimeUnit.SECONDS);
      throw new IllegalStateException("the server ended");
    } catch (TimeoutException passed) {
      // It still runs.
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static void connect(CompanionClient api, LinkedInStandIn linkedin, int count) {
    var session = linkedin.sessions().signIn(LinkedInMember.ADA);
    var cookies = new IntegrationBody.Cookies(SecretText.of(session.liAt()), null, null);
    for (int i = 0; i < count; i++) {
      String identity =
          api.createIdentity(new IdentityBody.New("Identity " + i, null, null, null)).uid();
      var _ =
          api.connect(
              identity,
              new IntegrationBody.Connect(new IntegrationBody.AuthData(cookies, null), null, null));
    }
  }

  private void measureSignIn(Setup setup, LinkedInStandIn linkedin, ServerUnderTest server)
      throws IOException {
    CompanionClient api = server.with(INTERVAL, "PT24H").start().client();
    Samples byServer = new Samples();
    Samples pages = new Samples();
    try (Chromium browser =
        new Chromium(setup.folder().resolve("profile"), linkedin, linkedin.spkiSha256(), true)) {
      browser.start();
      for (int i = -2; i < setup.pick(3, 20); i++) {
        String identity = api.createIdentity(new IdentityBody.New("Owner", null, null, null)).uid();
        double whole = millis(() -> signIn(api, identity));
        double own = millis(() -> browser.signIn(LinkedInMember.ADA));
        browser.signOut();
        if (i >= 0) {
          byServer.add(whole);
          pages.add(own);
        }
      }
    }
    setup.say("sign-in %.0f ms, pages alone %.0f ms".formatted(byServer.median(), pages.median()));
    Map<String, Double> bars = new LinkedHashMap<>();
    bars.put("by the server, median", byServer.median());
    bars.put("the pages alone, median", pages.median());
    outcome
        .put("sign_in_ms", byServer.json())
        .put("pages_ms", pages.json())
        .chart("A sign-in without a checkpoint", "ms", bars)
        .atMost(
            "A sign-in without a checkpoint beyond the pages' own time, median",
            byServer.median() - pages.median(),
            MOST_BEYOND_PAGES,
            "ms")
        .atMost("Browser processes of an idle server", browsers(server), 0, "processes");
  }

  private static void signIn(CompanionClient api, String identity) {
    var basic =
        new IntegrationBody.Basic(
            LinkedInMember.ADA.username(), SecretText.of(LinkedInMember.ADA.password()));
    IntegrationBody made =
        api.connect(
            identity,
            new IntegrationBody.Connect(new IntegrationBody.AuthData(null, basic), null, null));
    if (made.verifiedAt() == null) {
      throw new IllegalStateException("the sign-in is " + made.status());
    }
  }

  private static double browsers(ServerUnderTest server) {
    return ProcessHandle.of(server.pid()).orElseThrow().descendants().count();
  }

  private static double millis(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e6;
  }
}
