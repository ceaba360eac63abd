package run.edges.companion.server.verification;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import run.edges.companion.protocol.api.IntegrationBody.Refresh.Outcome;
import run.edges.companion.protocol.wire.CapturedSession;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.ProtocolException;
import run.edges.companion.server.http.RateLimit;
import run.edges.companion.server.integration.Integration;
import run.edges.companion.server.integration.RefreshRequests;
import run.edges.companion.server.integration.Revocation;
import run.edges.companion.server.integration.SessionIntake;
import run.edges.companion.server.integration.Signals;
import run.edges.companion.server.linkedin.SessionProbe;
import run.edges.companion.server.proxy.Proxies;

/**
 * Keeps the status of integrations true. LinkedIn's clear word alone changes it; a session that
 * ended is refreshed from the owner's device, if one is connected, before anybody is told.
 */
public final class Verification {
  private static final Logger LOG = LoggerFactory.getLogger(Verification.class);
  private static final Duration LEASE = Duration.ofMinutes(2);
  private static final Duration DEVICE_PATIENCE = Duration.ofSeconds(20);
  private static final Duration SWEEP = Duration.ofSeconds(15);
  private static final int BATCH = 64;
  private static final int MOST_AT_ONCE = 16;
  private static final int DOUBT_SOONER = 4;

  private final Revocation.Stores stores;
  private final VerificationStore store;
  private final SessionProbe probe;
  private final Proxies proxies;
  private final SessionIntake intake;
  private final RefreshRequests refreshes;
  private final Signals signals;
  private final RateLimit budget;
  private final Duration every;
  private final Clock clock;

  /**
   * A verification.
   *
   * @param budget of each workspace
   * @param every how often an integration without a device is asked about
   */
  public Verification(
      Revocation.Stores stores,
      VerificationStore store,
      SessionProbe probe,
      Proxies proxies,
      SessionIntake intake,
      RefreshRequests refreshes,
      Signals signals,
      RateLimit budget,
      Duration every,
      Clock clock) {
    this.stores = stores;
    this.store = store;
    this.probe = probe;
    this.proxies = proxies;
    this.intake = intake;
    this.refreshes = refreshes;
    this.signals = signals;
    this.budget = budget;
    this.every = every;
    this.clock = clock;
  }

  /** How often to look for what is due. */
  public Duration sweepEvery() {
    Duration often = every.dividedBy(DOUBT_SOONER);
    return often.compareTo(SWEEP) < 0 ? often : SWEEP;
  }

  /** Asks about every integration that is due, and returns when all are answered. */
  public void verifyDue() {
    List<String> due;
    do {
      due = stores.database().write(handle -> store.claim(handle, clock.instant(), LEASE, BATCH));
      verify(due);
    } while (due.size() == BATCH);
  }

  private void verify(List<String> uids) {
    Semaphore free = new Semaphore(MOST_AT_ONCE);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (String uid : uids) {
        threads.execute(() -> {
          free.acquireUninterruptibly();
          try {
            verifyWithinBudget(uid);
          } catch (ProtocolException unavailable) {
            LOG.debug("An integration was not verified: the database failed");
          } finally {
            free.release();
          }
        });
      }
    }
  }

  private void verifyWithinBudget(String uid) {
    Optional<Integration> integration =
        stores.database().read(handle -> stores.integrations().find(handle, uid));
    if (integration.isEmpty()) {
      return;
    }
    Instant pausedUntil = integration.get().pausedUntil(clock.instant());
    if (pausedUntil != null) {
      postpone(uid, pausedUntil);
      return;
    }
    Optional<Duration> wait = budget.tryTake(integration.get().workspaceUid());
    if (wait.isPresent()) {
      postpone(uid, clock.instant().plus(wait.get()));
      return;
    }
    SessionProbe.Verdict verdict = verify(integration.get());
    if (verdict instanceof SessionProbe.Throttled) {
      postpone(uid, integration.get().verifyDueAt(every, clock.instant()));
    } else if (verdict instanceof SessionProbe.Unknown) {
      Duration sooner = every.dividedBy(DOUBT_SOONER);
      postpone(uid, integration.get().verifyDueAt(sooner, clock.instant()));
    }
  }

  /**
   * Makes sure that its owner lets LinkedIn be asked about it.
   *
   * @throws ProtocolException {@code INTEGRATION_PAUSED}
   */
  void requireNotPaused(Integration integration) {
    var _ = integration.requireNotPaused(clock.instant());
  }

  /** Asks LinkedIn about one integration now, and notes what it says. */
  SessionProbe.Verdict verify(Integration integration) {
    Optional<CapturedSession> stored =
        stores.database().read(handle -> stores.sessions().find(handle, integration.uid()));
    if (stored.isEmpty()) {
      return new SessionProbe.Unknown("No session is stored.");
    }
    CapturedSession session = stored.get();
    SessionProbe.Verdict verdict = ask(integration, session);
    switch (verdict) {
      case SessionProbe.Alive alive -> {
        boolean validAgain =
            intake.noteAlive(
                integration,
                alive.renewed().map(renewed -> renewed.in(session)),
                alive.salesNavigator());
        if (validAgain) {
          signals.send(new Signals.Changed(integration.uid(), null));
        }
      }
      case SessionProbe.Dead _ -> ended(integration, ErrorCode.SESSION_ENDED);
      case SessionProbe.NeedsOwner _ -> ended(integration, ErrorCode.NEEDS_OWNER);
      case SessionProbe.Throttled _, SessionProbe.Unknown _ -> {}
    }
    return verdict;
  }

  private SessionProbe.Verdict ask(Integration integration, CapturedSession session) {
    SessionProbe.Verdict verdict =
        probe.probe(
            new SessionProbe.Subject(
                session.find("li_at").orElseThrow().value(),
                session.find("li_a").map(CapturedSession.Cookie::value),
                session.userAgent(),
                proxies.find(integration.identityUid())));
    if (verdict instanceof SessionProbe.Alive alive
        && !integration.linkedinMember().isSameAs(alive.member())) {
      LOG.warn("LinkedIn names another member for integration {}", integration.uid());
      return new SessionProbe.Unknown("LinkedIn names another member for this session.");
    }
    return verdict;
  }

  private void ended(Integration integration, ErrorCode reason) {
    if (hasDevice(integration)
        && refreshes.ask(integration.uid(), reason.name(), DEVICE_PATIENCE).outcome()
            == Outcome.REFRESHED) {
      return;
    }
    if (intake.noteEnded(integration, reason)) {
      signals.send(new Signals.Changed(integration.uid(), null));
    }
  }

  private boolean hasDevice(Integration integration) {
    return stores
        .database()
        .read(handle -> !stores.devices().devicesOf(handle, integration.uid()).isEmpty());
  }

  private void postpone(String uid, Instant until) {
    stores
        .database()
        .write(handle -> {
          store.postpone(handle, uid, until);
          return true;
        });
  }
}
