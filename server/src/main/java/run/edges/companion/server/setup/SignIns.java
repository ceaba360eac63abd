package run.edges.companion.server.setup;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Handle;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.ProtocolException;
import run.edges.companion.server.http.ApiException;
import run.edges.companion.server.http.RateLimit;
import run.edges.companion.server.integration.Integration;
import run.edges.companion.server.integration.IntegrationBodies;
import run.edges.companion.server.integration.Revocation;
import run.edges.companion.server.linkedin.Browsers;
import run.edges.companion.server.linkedin.SessionProbe;
import run.edges.companion.server.proxy.Proxies;

/**
 * The sign-ins of this server: one for an identity at a time, a few browsers at once, the others in
 * a queue, first come, first served. A sign-in lives in memory only; with the server it is gone.
 */
public final class SignIns implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofMinutes(15);
  private static final Duration REMEMBER = Duration.ofMinutes(15);
  private static final int CLOSE_SECONDS = 20;

  private final Services services;
  private final Revocation.Stores stores;
  private final RateLimit tries;
  private final ThreadPoolExecutor threads;
  private final ConcurrentHashMap<String, SignIn> byIdentity = new ConcurrentHashMap<>();

  /** Notified of whatever happens to any sign-in. */
  private final Object changes = new Object();

  /**
   * What a sign-in needs.
   *
   * @param browsers empty if this server has none
   * @param patience how long a checkpoint waits for its owner
   */
  public record Services(
      Optional<Browsers> browsers,
      SessionProbe probe,
      Proxies proxies,
      Setup setup,
      Duration patience,
      Clock clock) {}

  /**
   * Sign-ins.
   *
   * @param mostAtOnce how many browsers run at once
   * @param triesAQuarterHour how often one identity, and one link, may begin
   */
  public SignIns(
      Services services, Revocation.Stores stores, int mostAtOnce, int triesAQuarterHour) {
    this.services = services;
    this.stores = stores;
    this.tries = new RateLimit(triesAQuarterHour, PERIOD);
    this.threads =
        new ThreadPoolExecutor(
            mostAtOnce,
            mostAtOnce,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("sign-in-", 1).factory());
    // An idle server has neither a browser nor a thread for one.
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * Begins a sign-in, or queues it.
   *
   * @throws ProtocolException {@code BROWSER_UNAVAILABLE}, {@code SIGN_IN_RUNNING} or, unless it is
   *     the owner who accepted, {@code INTEGRATION_PAUSED}
   * @throws run.edges.companion.server.http.ApiException 429
   */
  SignIn begin(Setup.Target target, Optional<String> linkId, SignIn.Credentials credentials) {
    String identityUid = target.identityUid();
    if (target.accepted().isEmpty()) {
      services.setup().requireNotPaused(identityUid);
    }
    if (services.browsers().isEmpty()) {
      throw new ProtocolException(ErrorCode.BROWSER_UNAVAILABLE);
    }
    forgetOld();
    SignIn begun =
        byIdentity.compute(
            identityUid,
            (_, running) -> {
              if (running != null && !running.view().step().isOver()) {
                throw new ProtocolException(ErrorCode.SIGN_IN_RUNNING);
              }
              tries.take(identityUid);
              linkId.ifPresent(tries::take);
              return new SignIn(services, target, linkId, credentials, this::changed);
            });
    stores.bodies().watch(identityUid, () -> pending(begun));
    threads.execute(new Turn(begun));
    changed();
    return begun;
  }

  /** Waits until sign-ins are as wanted, or the time is over. */
  void await(BooleanSupplier wanted, Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    synchronized (changes) {
      long left = patience.toNanos();
      while (left > 0 && !wanted.getAsBoolean()) {
        TimeUnit.NANOSECONDS.timedWait(changes, left);
        left = end - System.nanoTime();
      }
    }
  }

  private void changed() {
    synchronized (changes) {
      changes.notifyAll();
    }
  }

  /** The identity's sign-in, also for a while after its end. */
  Optional<SignIn> find(String identityUid) {
    return Optional.ofNullable(byIdentity.get(identityUid));
  }

  /** Closes the identity's sign-in, if there is one, and forgets it. */
  void cancel(String identityUid) {
    SignIn running = byIdentity.remove(identityUid);
    if (running != null) {
      running.cancel();
      stores.bodies().unwatch(identityUid);
      threads.getQueue().removeIf(turn -> turn instanceof Turn one && one.signIn == running);
      moveUp();
      changed();
    }
  }

  /** How many are to begin before it, itself included; 0 once it has begun. */
  int place(SignIn signIn) {
    return queue().indexOf(signIn) + 1;
  }

  /** The integration as it is with this sign-in, for who began it or goes on with it. */
  IntegrationBody body(Handle handle, SignIn signIn) {
    String identityUid = signIn.target().identityUid();
    Optional<Integration> integration = stores.integrations().findActive(handle, identityUid);
    return pending(signIn)
        .map(pending -> stores.bodies().ofSignIn(handle, integration, identityUid, pending))
        .or(() -> integration.map(one -> stores.bodies().of(handle, one)))
        .orElseThrow(() -> ApiException.notFound("integration"));
  }

  /** Ends every sign-in and its browser. */
  @Override
  public void close() {
    byIdentity.values().forEach(SignIn::cancel);
    threads.shutdownNow();
    try {
      var _ = threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** A sign-in whose turn it is. */
  private final class Turn implements Runnable {
    private final SignIn signIn;

    Turn(SignIn signIn) {
      this.signIn = signIn;
    }

    @Override
    public void run() {
      moveUp();
      signIn.run();
    }
  }

  private Optional<IntegrationBodies.Pending> pending(SignIn signIn) {
    SignIn.View view = signIn.view();
    if (view.step().isOver()) {
      return Optional.empty();
    }
    int place = place(signIn);
    return Optional.of(
        new IntegrationBodies.Pending(
            signIn.target().newUid(),
            signIn.target().method(),
            signIn.startedAt(),
            new IntegrationBody.SignIn(
                IntegrationBody.SignIn.Step.valueOf(view.step().name()), place == 0 ? null : place),
            view.checkpoint()));
  }

  private List<SignIn> queue() {
    List<SignIn> waiting = new ArrayList<>();
    threads
        .getQueue()
        .forEach(turn -> {
          if (turn instanceof Turn one) {
            waiting.add(one.signIn);
          }
        });
    return waiting;
  }

  private void moveUp() {
    queue().forEach(SignIn::moveUp);
  }

  private void forgetOld() {
    byIdentity
        .values()
        .removeIf(signIn ->
            signIn.view().step().isOver()
                && signIn.startedAt().isBefore(services.clock().instant().minus(REMEMBER)));
  }
}
