package run.edges.companion.server.setup;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.api.IntegrationBody.Checkpoint;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.ProtocolException;
import run.edges.companion.server.http.ApiException;
import run.edges.companion.server.linkedin.LinkedInPages;
import run.edges.companion.server.linkedin.Page;

/**
 * What is said between LinkedIn's checkpoints and the owner in one sign-in. Each page waits for its
 * owner as long as configured, a new code begins that time anew, and all together at most three
 * times as long. The thread of the sign-in leads it; whoever goes on with it waits for the answer.
 */
final class CheckpointDialog {
  private static final int MOST_CODES = 5;
  private static final int PATIENCES = 3;
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);
  private static final Duration ANSWER = Duration.ofSeconds(50);

  /** So many looks at the page for one at whether the sign-in is still wanted. */
  private static final int LOOKS = 4;

  private final SignIn signIn;
  private final Duration patience;
  private final Clock clock;
  private final NewCodes newCodes;
  private final SynchronousQueue<Wish> wishes = new SynchronousQueue<>();
  private @Nullable Wish answering;
  private @Nullable Instant end;

  /** A code, or a new one to be sent; and who waits for what comes of it. */
  private record Wish(@Nullable SecretText code, CompletableFuture<SignIn.View> answer) {}

  CheckpointDialog(SignIn signIn, Duration patience, Clock clock) {
    this.signIn = signIn;
    this.patience = patience;
    this.clock = clock;
    this.newCodes = new NewCodes(patience, clock);
  }

  /**
   * Sends a code, or has a new one sent, and waits for what LinkedIn says.
   *
   * @param code empty to have a new one sent
   * @throws ProtocolException {@code SIGN_IN_RUNNING} if somebody else goes on with it at this
   *     moment
   * @throws ApiException 429 if there were too many new codes, or the last is too fresh
   */
  SignIn.View goOn(Optional<SecretText> code) throws InterruptedException {
    if (code.isEmpty()) {
      newCodes.take();
    }
    Wish wish = new Wish(code.orElse(null), new CompletableFuture<>());
    if (!wishes.offer(wish, LOOK_EVERY.toMillis() * 8, TimeUnit.MILLISECONDS)) {
      throw new ProtocolException(ErrorCode.SIGN_IN_RUNNING);
    }
    return wish.answer()
        .completeOnTimeout(signIn.view(), ANSWER.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  /** Tells whoever waits for it. */
  synchronized void answer(SignIn.View view) {
    if (answering != null) {
      answering.answer().complete(view);
      answering = null;
    }
  }

  /** Asks the owner for codes until LinkedIn shows another page. */
  Page atCode(LinkedInPages pages, Page.Code first) throws InterruptedException {
    Page.Code asked = first;
    Instant deadline = deadline();
    int left = MOST_CODES;
    ErrorCode problem = null;
    while (true) {
      boolean canResend = asked.canResend() && newCodes.areLeft();
      signIn.publish(
          SignIn.Step.CHECKPOINT,
          new Checkpoint(asked.type(), asked.hint(), deadline, left, canResend),
          problem);
      Wish wish = await(pages, deadline, Page.Code.class).orElse(null);
      if (wish == null) {
        return pages.look().orElseGet(Page.Unreachable::new);
      }
      SecretText code = wish.code();
      signIn.publish(SignIn.Step.CHECKING, null, null);
      Page next = code == null ? pages.resend() : pages.enterCode(code);
      if (!(next instanceof Page.Code again) || again.type() != asked.type()) {
        return next;
      }
      if (code == null) {
        deadline = deadline();
      } else if (--left == 0) {
        throw new ProtocolException(ErrorCode.CODE_TRIES_EXCEEDED);
      }
      asked = again;
      problem = code == null ? null : refusal(again);
    }
  }

  /** Waits until LinkedIn's own page goes on. */
  Page atApproval(LinkedInPages pages) throws InterruptedException {
    Instant deadline = deadline();
    signIn.publish(
        SignIn.Step.CHECKPOINT,
        new Checkpoint(Checkpoint.Type.IN_APP_VALIDATION, null, deadline, 0, false),
        null);
    while (await(pages, deadline, Page.Approval.class).isPresent()) {
      // There is nothing to type here.
      answer(signIn.view());
    }
    return pages.look().orElseGet(Page.Unreachable::new);
  }

  /**
   * What somebody wants; empty if LinkedIn's page went on by itself.
   *
   * @throws ProtocolException {@code SIGN_IN_ABANDONED}, or why the sign-in is not wanted any more
   */
  private Optional<Wish> await(LinkedInPages pages, Instant deadline, Class<? extends Page> shown)
      throws InterruptedException {
    for (int looks = 1; clock.instant().isBefore(deadline); looks++) {
      if (looks % LOOKS == 0) {
        signIn.requireWanted();
      }
      Wish wish = wishes.poll(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
      if (wish != null) {
        begin(wish);
        return Optional.of(wish);
      }
      signIn.requireNotCancelled();
      if (pages.look().filter(page -> !shown.isInstance(page)).isPresent()) {
        return Optional.empty();
      }
    }
    throw new ProtocolException(ErrorCode.SIGN_IN_ABANDONED);
  }

  private void begin(Wish wish) {
    synchronized (this) {
      answering = wish;
    }
    signIn.requireNotCancelled();
  }

  private Instant deadline() {
    Instant now = clock.instant();
    if (end == null) {
      end = now.plus(patience.multipliedBy(PATIENCES));
    }
    Instant wanted = now.plus(patience);
    return wanted.isBefore(end) ? wanted : end;
  }

  private static ErrorCode refusal(Page.Code again) {
    return again.refusal() == Page.Refusal.EXPIRED ? ErrorCode.CODE_EXPIRED : ErrorCode.CODE_WRONG;
  }
}
