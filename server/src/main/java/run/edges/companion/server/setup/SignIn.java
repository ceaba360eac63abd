package run.edges.companion.server.setup;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
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
  private final CheckpointDialog dialog;
  private @Nullable Credentials credentials;
  private int toldPlace;
  private volatile @Nullable Instant endedAt;
  private volatile @Nullable ErrorCode cancelled;
  private volatile View view = new View(1, Step.QUEUED, null, null, null, null);

  /**
   * Name and password, until they were typed.
   *
   * @param account the name as LinkedIn tells accounts apart, to count how often it is tried
   */
  record Credentials(SecretText username, SecretText password, SecretText account) {}

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
    this.dialog = new CheckpointDialog(this, services.patience(), services.clock());
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

  /** When it was over; empty if it is not. */
  Optional<Instant> endedAt() {
    return Optional.ofNullable(endedAt);
  }

  View view() {
    return view;
  }

  /**
   * As {@link CheckpointDialog#goOn}.
   *
   * @throws ProtocolException {@code CHECKPOINT_NONE} if it waits for nothing
   */
  View goOn(Optional<SecretText> code) throws InterruptedException {
    if (view().step() != Step.CHECKPOINT) {
      throw new ProtocolException(ErrorCode.CHECKPOINT_NONE);
    }
    return dialog.goOn(code);
  }

  /**
   * Closes it: once this returns it leads to no session any more, also if LinkedIn just agreed.
   *
   * @param why what whoever waits for it is told
   */
  synchronized void cancel(ErrorCode why) {
    if (cancelled == null) {
      cancelled = why;
    }
    if (view.step() == Step.QUEUED) {
      // Its turn never comes: whoever waits for it is told now.
      end(Result.failed(why));
    }
  }

  /** Its place in the queue is another. */
  synchronized void tellPlace(int place) {
    if (view.step() == Step.QUEUED && toldPlace != place) {
      toldPlace = place;
      publish(view.step(), null, null);
    }
  }

  @Override
  public void run() {
    if (!begin()) {
      return;
    }
    Result result = attempt();
    credentials = null;
    if (endedAt == null) {
      noteFailure();
      end(result);
    }
  }

  /** Whether its turn is not too late. */
  private synchronized boolean begin() {
    if (cancelled != null) {
      return false;
    }
    publish(Step.SIGNING_IN, null, null);
    return true;
  }

  private synchronized void end(Result result) {
    endedAt = services.clock().instant();
    set(
        new View(
            view.version() + 1,
            result.integration() == null ? Step.FAILED : Step.DONE,
            null,
            result.problem(),
            result.owners(),
            result.integration()));
  }

  /**
   * Makes sure that nobody closed it.
   *
   * @throws ProtocolException why somebody did
   */
  void requireNotCancelled() {
    ErrorCode why = cancelled;
    if (why != null) {
      throw new ProtocolException(why);
    }
  }

  /**
   * Makes sure that nobody closed it and that its session would still be stored.
   *
   * @throws ProtocolException why not
   */
  void requireWanted() {
    requireNotCancelled();
    services
        .setup()
        .findEnd(target)
        .ifPresent(why -> {
          throw new ProtocolException(why);
        });
  }

  /** Whatever happens, this returns what came of it. */
  private Result attempt() {
    try {
      requireWanted();
      return signIn();
    } catch (InterruptedException | InterruptedIOException stopping) {
      Thread.currentThread().interrupt();
      return Result.failed(ErrorCode.SIGN_IN_ABANDONED);
    } catch (UnknownHostException noProxy) {
      LOG.warn(
          "The proxy of identity {} leads nowhere, or to an address that is not public (outgoing.allow-private-addresses)",
          target.identityUid());
      return Result.failed(ErrorCode.LINKEDIN_UNREACHABLE);
    } catch (IOException noBrowser) {
      LOG.error("No browser for a sign-in: {}", noBrowser.getMessage());
      return Result.failed(ErrorCode.BROWSER_UNAVAILABLE);
    } catch (WebDriverException gone) {
      LOG.warn("A browser ended in the middle of a sign-in: {}", gone.getClass().getName());
      return Result.failed(ErrorCode.BROWSER_GONE);
    } catch (ProtocolException refused) {
      return Result.failed(refused.code());
    } catch (ApiException identityGone) {
      return Result.failed(ErrorCode.INTEGRATION_REVOKED);
    } catch (RuntimeException unexpected) {
      // Its message may quote a cookie.
      LOG.error("A sign-in failed: {}", unexpected.getClass().getName());
      return Result.failed(ErrorCode.SERVER_FAILED);
    }
  }

  /** The browser is gone when this returns; a session that is stored was told of before. */
  private Result signIn() throws IOException, InterruptedException {
    try (LinkedInPages pages =
        services.browsers().orElseThrow().open(services.proxies().find(target.identityUid()))) {
      return signIn(pages);
    }
  }

  private Result signIn(LinkedInPages pages) throws InterruptedException {
    Page form = pages.openSignIn();
    Credentials used = credentials;
    credentials = null;
    requireWanted();
    Page page =
        form instanceof Page.SignInForm && used != null
            ? pages.enter(used.username(), used.password())
            : form;
    ErrorCode formMeans = ErrorCode.PASSWORD_WRONG;
    while (true) {
      switch (page) {
        case Page.Code code -> {
          page = dialog.atCode(pages, code);
          formMeans = ErrorCode.CODE_TRIES_EXCEEDED;
        }
        case Page.Approval _ -> {
          page = dialog.atApproval(pages);
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

  /** Stored or cancelled: whoever cancels waits for this. */
  private synchronized Result store(LinkedInPages.Captured captured, SessionProbe.Alive alive) {
    requireNotCancelled();
    CapturedSession session =
        new CapturedSession(captured.cookies(), captured.userAgent(), alive.member());
    CapturedSession newest = alive.renewed().map(renewed -> renewed.in(session)).orElse(session);
    return switch (services.setup().connect(target, newest, alive.salesNavigator())) {
      case Setup.Connected(var integration) -> {
        Result stored = new Result(null, null, integration);
        end(stored);
        yield stored;
      }
      case Setup.OtherMember _ -> Result.failed(ErrorCode.MEMBER_MISMATCH);
    };
  }

  /** For webhooks; what the sign-in led to stands in any case. */
  private void noteFailure() {
    try {
      services.setup().noteFailure(target.identityUid());
    } catch (RuntimeException failed) {
      LOG.debug("A failed sign-in was not told: {}", failed.getClass().getName());
    }
  }

  synchronized void publish(
      Step step, @Nullable Checkpoint checkpoint, @Nullable ErrorCode problem) {
    set(new View(view.version() + 1, step, checkpoint, problem, null, null));
  }

  private synchronized void set(View next) {
    view = next;
    changed.run();
    if (next.step().waits()) {
      dialog.answer(next);
    }
  }
}
