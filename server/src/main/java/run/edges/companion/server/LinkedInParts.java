package run.edges.companion.server;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import run.edges.companion.server.configuration.Configuration;
import run.edges.companion.server.database.Schedule;
import run.edges.companion.server.http.RateLimit;
import run.edges.companion.server.integration.RefreshRequests;
import run.edges.companion.server.integration.Revocation;
import run.edges.companion.server.integration.SessionIntake;
import run.edges.companion.server.integration.Signals;
import run.edges.companion.server.link.LinkStore;
import run.edges.companion.server.linkedin.Browsers;
import run.edges.companion.server.linkedin.LinkedInProbe;
import run.edges.companion.server.linkedin.SessionProbe;
import run.edges.companion.server.owner.OwnerTokens;
import run.edges.companion.server.page.Pages;
import run.edges.companion.server.proxy.Proxies;
import run.edges.companion.server.proxy.ProxyResource;
import run.edges.companion.server.proxy.ProxyStore;
import run.edges.companion.server.setup.CheckpointResource;
import run.edges.companion.server.setup.ConnectResource;
import run.edges.companion.server.setup.CookieSetup;
import run.edges.companion.server.setup.LoginPage;
import run.edges.companion.server.setup.Setup;
import run.edges.companion.server.setup.SignIns;
import run.edges.companion.server.vault.Vault;
import run.edges.companion.server.verification.Verification;
import run.edges.companion.server.verification.VerificationStore;
import run.edges.companion.server.verification.VerifyResource;

/** The part of the composition root that asks LinkedIn, and signs in there. */
final class LinkedInParts implements AutoCloseable {
  private static final Duration QUARTER_HOUR = Duration.ofMinutes(15);

  /** Of one integration, in a minute, by who asks for it. */
  private static final int VERIFICATIONS = 10;

  private final Configuration configuration;
  private final Shared shared;
  private final SessionProbe probe;
  private final ProxyStore proxyStore;
  private final Proxies proxies;
  private final SignIns signIns;
  private final Verification verification;

  /** What other parts have too. */
  record Shared(
      Pages pages,
      Revocation.Stores stores,
      LinkStore links,
      OwnerTokens ownerTokens,
      Setup setup,
      SessionIntake intake,
      RefreshRequests refreshes,
      Vault vault,
      Signals signals,
      SSLContext outgoingTls,
      Clock clock) {}

  LinkedInParts(Configuration configuration, Shared shared) {
    this.configuration = configuration;
    this.shared = shared;
    Configuration.Outgoing outgoing = configuration.outgoing();
    probe =
        outgoing.probe()
            ? new LinkedInProbe(
                outgoing.linkedin(), shared.outgoingTls(), outgoing.allowPrivateAddresses())
            : new SessionProbe.None();
    proxyStore = new ProxyStore(shared.vault());
    proxies = new Proxies(shared.stores().database(), proxyStore);
    signIns = newSignIns();
    verification = newVerification();
  }

  SignIns signIns() {
    return signIns;
  }

  ConnectResource connect() {
    return new ConnectResource(
        shared.stores(), new CookieSetup(probe, proxies, shared.setup()), signIns);
  }

  CheckpointResource checkpoint() {
    return new CheckpointResource(shared.stores(), signIns);
  }

  VerifyResource verify() {
    return new VerifyResource(
        shared.stores(), verification, new RateLimit(VERIFICATIONS, Duration.ofMinutes(1)));
  }

  /** Those that nobody else needs. */
  Set<Object> resources() {
    return Set.of(
        new ProxyResource(shared.stores(), proxyStore),
        new LoginPage(
            shared.pages(),
            shared.stores(),
            shared.links(),
            signIns,
            shared.ownerTokens(),
            new RateLimit(4 * configuration.signIn().tries(), QUARTER_HOUR),
            shared.clock()));
  }

  List<Schedule.Work> recurring() {
    return configuration.outgoing().probe()
        ? List.of(new Schedule.Work("verify", verification.sweepEvery(), verification::verifyDue))
        : List.of();
  }

  @Override
  public void close() {
    signIns.close();
  }

  private SignIns newSignIns() {
    Configuration.SignIn wanted = configuration.signIn();
    return new SignIns(
        new SignIns.Services(
            Browsers.of(configuration),
            probe,
            proxies,
            shared.setup(),
            shared.vault(),
            shared.signals(),
            wanted.patience(),
            shared.clock()),
        shared.stores(),
        wanted.atOnce(),
        wanted.tries());
  }

  private Verification newVerification() {
    Configuration.Verification wanted = configuration.verification();
    return new Verification(
        shared.stores(),
        new VerificationStore(),
        probe,
        proxies,
        shared.intake(),
        shared.refreshes(),
        shared.signals(),
        new RateLimit(wanted.perWorkspace(), Duration.ofHours(1)),
        wanted.every(),
        shared.clock());
  }
}
