package run.edges.companion.server.setup;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.ProtocolException;
import run.edges.companion.server.http.ApiException;
import run.edges.companion.server.http.RateLimit;
import run.edges.companion.server.integration.Integration;
import run.edges.companion.server.integration.IntegrationBodies;
import run.edges.companion.server.integration.Revocation;
import run.edges.companion.server.integration.Signals;
import run.edges.companion.server.linkedin.Browsers;
import run.edges.companion.server.linkedin.SessionProbe;
import run.edges.companion.server.proxy.Proxies;
import run.edges.companion.server.vault.Vault;

/**
 * The sign-ins of this server: one for an identity at a time, a few browsers at once, the others in
 * a queue. A sign-in lives in memory only; with the server it is gone.
 */
public final class SignIns implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofMinutes(15);
  private static final Duration REMEMBER = Duration.ofMinutes(15);
  private static final int CLOSE_SECONDS = 20;

  private final Services services;
  private final Revocation.Stores stores;
  private final RateLimit tries;
  private final ThreadPoolExecutor threads;
  private final SignInQueue queue = new SignInQueue();
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
      Vault vault,
      Signals signals,
      Duration patience,
      Clock clock) {}

  /**
   * Sign-ins.
   *
   * @param mostAtOnce how many browsers run at once
   * @param triesAQuarterHour how often one identity, one link and one name at LinkedIn may begin
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
    services
        .signals()
        .receive(signal -> {
          if (signal instanceof Signals.Changed(var integrationUid, _)) {
            endIfUnwanted(integrationUid);
          }
          return 0;
        });
  }

  /**
   * Begins a sign-in, or queues it.
   *
   * @throws ProtocolException {@code BROWSER_UNAVAILABLE}, {@code SIGN_IN_RUNNING} or, unless it is
   *     the owner who accepted, {@code INTEGRATION_PAUSED}
   * @throws run.edges.companion.server.http.ApiException 429
   */
  SignIn begin(Setup.Target target, Optional<String> linkId, SignIn.Credentials credentials) {
    if (target.accepted().isEmpty()) {
      services.setup().requireNotPaused(target.identityUid());
    }
    if (services.browsers().isEmpty()) {
      throw new ProtocolException(ErrorCode.BROWSER_UNAVAILABLE);
    }
    forgetOld();
    Setup.Target wanted = services.setup().untilAnEnd(target);
    SignIn begun =
        byIdentity.compute(
            target.identityUid(),
            (identityUid, running) -> {
              if (running != null && !running.view().step().isOver()) {
                throw new ProtocolException(ErrorCode.SIGN_IN_RUNNING);
              }
              queue.requireRoom(wanted.workspaceUid());
              tries.take(identityUid);
              linkId.ifPresent(tries::take);
              tries.take(accountKey(credentials));
              SignIn next = new SignIn(services, wanted, linkId, credentials, this::changed);
              queue.add(next);
              stores.bodies().watch(identityUid, () -> pending(next, next.view()));
              return next;
            });
    threads.execute(this::runNext);
    tellPlaces();
    return begun;
  }

  /** Never a name itself, in memory for as long as tries are counted. */
  private String accountKey(SignIn.Credentials credentials) {
    return "account "
        + Base64.getEncoder()
            .encodeToString(services.vault().fingerprint(credentials.account(), "sign-in account"));
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
    return Optional.ofNullable(
        byIdentity.computeIfPresent(identityUid, (_, one) -> isOld(one) ? forget(one) : one));
  }

  /** Closes the identity's sign-in, if there is one, and forgets it. */
  public void cancel(String identityUid) {
    SignIn running = byIdentity.get(identityUid);
    if (running != null) {
      end(running, ErrorCode.SIGN_IN_ABANDONED);
      byIdentity.computeIfPresent(identityUid, (_, one) -> one == running ? forget(one) : one);
    }
  }

  private void end(SignIn signIn, ErrorCode why) {
    queue.remove(signIn);
    signIn.cancel(why);
    tellPlaces();
    changed();
  }

  /** An integration changed: if it ended, so does what its identity is signing in for. */
  private void endIfUnwanted(String integrationUid) {
    if (byIdentity.isEmpty()) {
      return;
    }
    stores
        .database()
        .read(handle -> stores.integrations().find(handle, integrationUid))
        .map(integration -> byIdentity.get(integration.identityUid()))
        .filter(signIn -> !signIn.view().step().isOver())
        .ifPresent(
            signIn -> services.setup().findEnd(signIn.target()).ifPresent(why -> end(signIn, why)));
  }

  /** How many are to begin before it, itself included; 0 once it has begun. */
  int place(SignIn signIn) {
    return queue.inOrder().indexOf(signIn) + 1;
  }

  /** The integration as it is with this sign-in, seen so, for who began it or goes on with it. */
  IntegrationBody body(Handle handle, SignIn signIn, SignIn.View view) {
    String identityUid = signIn.target().identityUid();
    Optional<Integration> integration = stores.integrations().findActive(handle, identityUid);
    return pending(signIn, view)
        .map(pending -> stores.bodies().ofSignIn(handle, integration, identityUid, pending))
        .or(() -> integration.map(one -> stores.bodies().of(handle, one)))
        .orElseThrow(() -> ApiException.notFound("integration"));
  }

  /** How many have a browser now. */
  public int running() {
    return threads.getActiveCount();
  }

  /** How many wait for one. */
  public int queued() {
    return threads.getQueue().size();
  }

  /** Ends every sign-in and its browser. */
  @Override
  public void close() {
    byIdentity.values().forEach(signIn -> signIn.cancel(ErrorCode.SIGN_IN_ABANDONED));
    threads.shutdownNow();
    try {
      var _ = threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** As many of these are to come as sign-ins wait, or more: one may have been closed meanwhile. */
  private void runNext() {
    queue
        .next()
        .ifPresent(signIn -> {
          try {
            tellPlaces();
            signIn.run();
          } finally {
            queue.done(signIn);
          }
        });
  }

  private Optional<IntegrationBodies.Pending> pending(SignIn signIn, SignIn.View view) {
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

  private void tellPlaces() {
    List<SignIn> order = queue.inOrder();
    for (int i = 0; i < order.size(); i++) {
      order.get(i).tellPlace(i + 1);
    }
  }

  private void forgetOld() {
    byIdentity.keySet().forEach(this::find);
  }

  private boolean isOld(SignIn signIn) {
    Instant since = services.clock().instant().minus(REMEMBER);
    return signIn.endedAt().filter(end -> end.isBefore(since)).isPresent();
  }

  /** Within the map's lock, so that a next one of the identity is not unwatched. */
  private @Nullable SignIn forget(SignIn signIn) {
    stores.bodies().unwatch(signIn.target().identityUid());
    return null;
  }
}
