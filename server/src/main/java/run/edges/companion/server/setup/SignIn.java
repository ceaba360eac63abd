package run.edges.companion.server.setup;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.WebDriverException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import run.edges.companion.protocol.api.IntegrationBody.Checkpoint;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.wire.CapturedSession;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.ProtocolException;
import run.edges.companion.server.http.ApiException;
import run.edges.companion.server.integration.Integration;
import run.edges.companion.server.linkedin.LinkedInPages;
import run.edges.companion.server.linkedin.Page;
import run.edges.companion.server.linkedin.SessionProbe;

/**
 * One sign-in with name and password, from the queue to the verified session or the reason why not.
 * Whoever watches it sees each step; whoever goes on with a checkpoint waits for what LinkedIn
 * says. The password is forgotten as soon as it was typed, a code too. Thread-safe.
 */
final class SignIn implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(SignIn.class);
  private static final int MOST_CODES = 5;
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);
  private static final Duration ANSWER = Duration.ofSeconds(50);
  private static final RetryPolicy<SessionProbe.Verdict> IN_DOUBT =
      RetryPolicy.<SessionProbe.Verdict>builder()
          .handleResultIf(verdict ->
              verdict instanceof SessionProbe.Throttled || verdict instanceof SessionProbe.Unknown)
          .withBackoff(Duration.ofSeconds(1), Duration.ofSeconds(8))
          .withMaxRetries(-1)
          .withMaxDuration(Duration.ofSeconds(40))
          .build();

  private final SignIns.Services services;
  private final Setup.Target target;
  private final Optional<String> linkId;
  private final Runnable changed;
  private final Instant startedAt;
  private final SynchronousQueue<Wish> wishes = new SynchronousQueue<>();
  private @Nullable Credentials credentials;
  private @Nullable Wish answering;
  private volatile boolean cancelled;
  private volatile View view = new View(1, Step.QUEUED, null, null, null, null);

  /** Name and password, until they were typed. */
  record Credentials(SecretText username, SecretText password) {}

  /** Where it is. */
  enum Step {
    QUEUED,
    SIGNING_IN,
    CHECKPOINT,
    CHECKING,
    DONE,
    FAILED;

    boolean isOver() {
      return this == DONE || this == FAILED;
    }

    /** Whether somebody else has to do something now. */
    boolean waits() {
      return this == CHECKPOINT || isOver();
    }
  }

  /**
   * What can be seen of it.
   *
   * @param version grows with each change
   * @param checkpoint while at one
   * @param problem why it failed, or what LinkedIn said of the code before
   * @param owners what LinkedIn wants that only the owner can do
   * @param integration what it led to
   */
  record View(
      long version,
      Step step,
      @Nullable Checkpoint checkpoint,
      @Nullable ErrorCode problem,
      Checkpoint.@Nullable Type owners,
      @Nullable Integration integration) {}

  /** A code, or a new one to be sent; and who waits for what comes of it. */
  private record Wish(@Nullable SecretText code, CompletableFuture<View> answer) {}

  /** The end. */
  private record Result(
      @Nullable ErrorCode problem,
      Checkpoint.@Nullable Type owners,
      @Nullable Integration integration) {
    static Result failed(ErrorCode problem) {
      return new Result(problem, null, null);
    }
  }

  SignIn(
      SignIns.Services services,
      Setup.Target target,
      Optional<String> linkId,
      Credentials credentials,
      Runnable changed) {
    this.services = services;
    this.changed = changed;
    this.target = target;
    this.linkId = linkId;
    this.credentials = credentials;
    this.startedAt = services.clock().instant();
  }

  Setup.Target target() {
    return target;
  }

  /** Of the link whose page began it. */
  Optional<String> linkId() {
    return linkId;
  }

  Instant startedAt() {
    return startedAt;
  }

  View view() {
    return view;
  }

  /**
   * Sends a code, or has a new one sent, and waits for what LinkedIn says.
   *
   * @param code empty to have a new one sent
   * @throws ProtocolException {@code CHECKPOINT_NONE} if it waits for nothing, {@code
   *     SIGN_IN_RUNNING} if somebody else goes on with it at this moment
   */
  View goOn(Optional<SecretText> code) throws InterruptedException {
    if (view().step() != Step.CHECKPOINT) {
      throw new ProtocolException(ErrorCode.CHECKPOINT_NONE);
    }
    Wish wish = new Wish(code.orElse(null), new CompletableFuture<>());
    if (!wishes.offer(wish, LOOK_EVERY.toMillis() * 8, TimeUnit.MILLISECONDS)) {
      throw new ProtocolException(ErrorCode.SIGN_IN_RUNNING);
    }
    return wish.answer().completeOnTimeout(view(), ANSWER.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  /** Closes it: it leads to no session any more, also if LinkedIn just agreed. */
  synchronized void cancel() {
    cancelled = true;
    if (view.step() == Step.QUEUED) {
      // Its turn never comes: whoever waits for it is told now.
      set(new View(view.version() + 1, Step.FAILED, null, ErrorCode.SIGN_IN_ABANDONED, null, null));
    }
  }

  /** Somebody before it in the queue is through. */
  synchronized void moveUp() {
    if (view.step() == Step.QUEUED) {
      publish(view.step(), null, null);
    }
  }

  @Override
  public void run() {
    if (!begin()) {
      return;
    }
    Result result = signIn();
    credentials = null;
    if (result.integration() == null) {
      noteFailure();
    }
    synchronized (this) {
      set(
          new View(
              view.version() + 1,
              result.integration() == null ? Step.FAILED : Step.DONE,
              null,
              result.problem(),
              result.owners(),
              result.integration()));
    }
  }

  /** Whether its turn is not too late. */
  private synchronized boolean begin() {
    if (cancelled) {
      return false;
    }
    publish(Step.SIGNING_IN, null, null);
    return true;
  }

  /** The browser is gone when this returns. */
  private Result signIn() {
    try (LinkedInPages pages =
        services.browsers().orElseThrow().open(services.proxies().find(target.identityUid()))) {
      return signIn(pages);
    } catch (IOException noBrowser) {
      LOG.error("No browser for a sign-in: {}", noBrowser.getMessage());
      return Result.failed(ErrorCode.BROWSER_UNAVAILABLE);
    } catch (WebDriverException gone) {
      LOG.warn("A browser ended in the middle of a sign-in: {}", gone.getClass().getName());
      return Result.failed(ErrorCode.BROWSER_GONE);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return Result.failed(ErrorCode.SIGN_IN_ABANDONED);
    } catch (ProtocolException refused) {
      return Result.failed(refused.code());
    } catch (ApiException identityGone) {
      return Result.failed(ErrorCode.INTEGRATION_REVOKED);
    }
  }

  private Result signIn(LinkedInPages pages) throws InterruptedException {
    Credentials used = credentials;
    credentials = null;
    if (used == null) {
      return Result.failed(ErrorCode.SIGN_IN_ABANDONED);
    }
    Page page = pages.signIn(used.username(), used.password());
    ErrorCode formMeans = ErrorCode.PASSWORD_WRONG;
    while (true) {
      switch (page) {
        case Page.Code code -> {
          page = atCode(pages, code);
          formMeans = ErrorCode.CODE_TRIES_EXCEEDED;
        }
        case Page.Approval _ -> {
          page = atApproval(pages);
          formMeans = ErrorCode.SIGN_IN_DECLINED;
        }
        default -> {
          return end(pages, page, formMeans);
        }
      }
    }
  }

  /** A page that nobody can go on with from here. */
  private Result end(LinkedInPages pages, Page page, ErrorCode formMeans) {
    return switch (page) {
      case Page.SignedIn _ -> check(pages);
      case Page.SignInForm _ -> Result.failed(formMeans);
      case Page.ForOwner(var type) -> new Result(ErrorCode.CHECKPOINT_FOR_OWNER, type, null);
      case Page.Throttled _ -> Result.failed(ErrorCode.LINKEDIN_THROTTLED);
      case Page.Unreachable _ -> Result.failed(ErrorCode.LINKEDIN_UNREACHABLE);
      case Page.Unknown(var title, var path) -> {
        LOG.warn("LinkedIn showed an unknown page: title \"{}\", path {}", title, path);
        yield Result.failed(ErrorCode.PAGE_UNKNOWN);
      }
      case Page.Code _, Page.Approval _ -> throw new IllegalStateException("goes on");
    };
  }

  /** Asks the owner for codes until LinkedIn shows another page. */
  private Page atCode(LinkedInPages pages, Page.Code first) throws InterruptedException {
    Page.Code asked = first;
    int left = MOST_CODES;
    ErrorCode problem = null;
    while (true) {
      Instant deadline = services.clock().instant().plus(services.patience());
      publish(
          Step.CHECKPOINT,
          new Checkpoint(asked.type(), asked.hint(), deadline, left, asked.canResend()),
          problem);
      Wish wish = awaitWish(pages, deadline, Page.Code.class).orElse(null);
      if (wish == null) {
        return pages.look().orElseGet(Page.Unreachable::new);
      }
      SecretText code = wish.code();
      publish(Step.CHECKING, null, null);
      Page next = code == null ? pages.resend() : pages.enterCode(code);
      if (!(next instanceof Page.Code again) || again.type() != asked.type()) {
        return next;
      }
      if (code != null && --left == 0) {
        throw new ProtocolException(ErrorCode.CODE_TRIES_EXCEEDED);
      }
      asked = again;
      problem = code == null ? null : refusal(again);
    }
  }

  private static ErrorCode refusal(Page.Code again) {
    return again.refusal() == Page.Refusal.EXPIRED ? ErrorCode.CODE_EXPIRED : ErrorCode.CODE_WRONG;
  }

  /** Waits until LinkedIn's own page goes on. */
  private Page atApproval(LinkedInPages pages) throws InterruptedException {
    Instant deadline = services.clock().instant().plus(services.patience());
    publish(
        Step.CHECKPOINT,
        new Checkpoint(Checkpoint.Type.IN_APP_VALIDATION, null, deadline, 0, false),
        null);
    while (true) {
      Optional<Wish> wish = awaitWish(pages, deadline, Page.Approval.class);
      if (wish.isEmpty()) {
        return pages.look().orElseGet(Page.Unreachable::new);
      }
      // There is nothing to type here.
      wish.get().answer().complete(view());
    }
  }

  /**
   * What somebody wants; empty if LinkedIn's page went on by itself.
   *
   * @throws ProtocolException {@code SIGN_IN_ABANDONED}
   */
  private Optional<Wish> awaitWish(
      LinkedInPages pages, Instant deadline, Class<? extends Page> shown)
      throws InterruptedException {
    while (services.clock().instant().isBefore(deadline) && !cancelled) {
      Wish wish = wishes.poll(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
      if (wish != null) {
        synchronized (this) {
          answering = wish;
        }
        return Optional.of(wish);
      }
      if (pages.look().filter(page -> !shown.isInstance(page)).isPresent()) {
        return Optional.empty();
      }
    }
    throw new ProtocolException(ErrorCode.SIGN_IN_ABANDONED);
  }

  /** LinkedIn let the owner in: whose session is it, and does it live? */
  private Result check(LinkedInPages pages) {
    publish(Step.CHECKING, null, null);
    LinkedInPages.Captured captured = pages.capture();
    SecretText liAt =
        captured.value("li_at").orElseThrow(() -> new ProtocolException(ErrorCode.SESSION_ENDED));
    SessionProbe.Subject subject =
        new SessionProbe.Subject(
            liAt,
            captured.value("li_a"),
            captured.userAgent(),
            services.proxies().find(target.identityUid()));
    return switch (Failsafe.with(IN_DOUBT).get(() -> services.probe().probe(subject))) {
      case SessionProbe.Alive alive -> store(captured, alive);
      case SessionProbe.Dead _ -> Result.failed(ErrorCode.SESSION_ENDED);
      case SessionProbe.NeedsOwner _ -> Result.failed(ErrorCode.CHECKPOINT_FOR_OWNER);
      case SessionProbe.Throttled _ -> Result.failed(ErrorCode.LINKEDIN_THROTTLED);
      case SessionProbe.Unknown _ -> Result.failed(ErrorCode.LINKEDIN_UNREACHABLE);
    };
  }

  private Result store(LinkedInPages.Captured captured, SessionProbe.Alive alive) {
    if (cancelled) {
      return Result.failed(ErrorCode.SIGN_IN_ABANDONED);
    }
    CapturedSession session =
        new CapturedSession(captured.cookies(), captured.userAgent(), alive.member());
    CapturedSession newest = alive.renewed().map(renewed -> renewed.in(session)).orElse(session);
    return switch (services.setup().connect(target, newest, alive.salesNavigator())) {
      case Setup.Connected(var integration) -> new Result(null, null, integration);
      case Setup.OtherMember _ -> Result.failed(ErrorCode.MEMBER_MISMATCH);
    };
  }

  /** For webhooks; what the sign-in led to stands in any case. */
  private void noteFailure() {
    try {
      services.setup().noteFailure(target.identityUid());
    } catch (ProtocolException unavailable) {
      LOG.debug("A failed sign-in was not told");
    }
  }

  private synchronized void publish(
      Step step, @Nullable Checkpoint checkpoint, @Nullable ErrorCode problem) {
    set(new View(view.version() + 1, step, checkpoint, problem, null, null));
  }

  private synchronized void set(View next) {
    view = next;
    changed.run();
    if (answering != null && next.step().waits()) {
      answering.answer().complete(next);
      answering = null;
    }
  }
}
