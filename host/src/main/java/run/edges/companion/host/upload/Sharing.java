package run.edges.companion.host.upload;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import run.edges.companion.host.nativemessage.Extension.ReadReason;
import run.edges.companion.host.nativemessage.NativeRequest;
import run.edges.companion.host.nativemessage.Problem;
import run.edges.companion.host.wire.Answers;
import run.edges.companion.protocol.seal.Purpose;
import run.edges.companion.protocol.wire.CapturedSession;
import run.edges.companion.protocol.wire.DeviceMessage;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.IntegrationState;
import run.edges.companion.protocol.wire.ServerMessage;
import run.edges.companion.protocol.wire.WireJson;

/**
 * One integration on one channel. At most one read and one push are on their way; whatever changes
 * meanwhile leads to exactly one more read. Guarded by its channel.
 */
final class Sharing {
  private final String integrationId;
  private final Channel channel;
  private final Context context;

  private @Nullable IntegrationState state;
  private long sequence;
  private boolean receiptTold;
  private boolean paused;

  private @Nullable String readId;
  private @Nullable Future<?> timer;
  private boolean pushing;
  private @Nullable ReadReason again;
  private @Nullable String replyTo;
  private NativeRequest.@Nullable Accept accept;
  private int refusals;

  Sharing(String integrationId, Channel channel, Context context) {
    this.integrationId = integrationId;
    this.channel = channel;
    this.context = context;
  }

  String integrationId() {
    return integrationId;
  }

  @Nullable IntegrationState state() {
    return state;
  }

  /** Whether it is shared, and its owner did not pause that. */
  boolean goesOn() {
    return state != null && state.isActive() && !state.isPaused(context.clock().instant());
  }

  boolean isAccepting() {
    return accept != null;
  }

  long nextSequence() {
    return ++sequence;
  }

  /** Takes over what the server says. Returns whether a receipt came that was not told yet. */
  boolean update(IntegrationState newer) {
    state = newer;
    sequence = Math.max(sequence, newer.sequence());
    if (newer.isActive()) {
      receiptTold = false;
      notePause(newer.isPaused(context.clock().instant()));
      return false;
    }
    stop(Problem.of(ErrorCode.INTEGRATION_REVOKED));
    boolean untold = newer.receipt() != null && !receiptTold;
    receiptTold |= untold;
    return untold;
  }

  /** What is read is dropped by a pause; at its end, once that is told, it is read again. */
  private void notePause(boolean pausedNow) {
    boolean over = paused && !pausedNow;
    paused = pausedNow;
    if (pausedNow) {
      String id = readId;
      again = null;
      replyTo = null;
      if (id != null) {
        endRead(id);
      }
      failAccept(Problem.of(ErrorCode.INTEGRATION_PAUSED));
    } else if (over) {
      context.timer().execute(() -> channel.retry(this));
    }
  }

  /** The receipt is told again with the next state that has one. */
  void forgetReceipt() {
    receiptTold = false;
  }

  /** The owner revoked: the receipt is told with the answer, and nothing is read any more. */
  void revoked() {
    receiptTold = true;
    stop(Problem.of(ErrorCode.INTEGRATION_REVOKED));
    state = null;
  }

  /** Reads the session that the owner just agreed to share. */
  void accepted(NativeRequest.Accept request) {
    NativeRequest.Accept earlier = accept;
    accept = request;
    if (earlier != null) {
      context.extension().error(earlier.id(), Problem.of(ErrorCode.MESSAGE_UNEXPECTED));
    }
    ask(ReadReason.ACCEPTED);
  }

  void refresh(String messageId) {
    replyTo = messageId;
    ask(ReadReason.REFRESH);
  }

  /** The server asked for a session that this browser does not share. */
  void decline(String messageId) {
    if (!pushing && readId == null) {
      replyTo = messageId;
      unavailable(ErrorCode.BROWSER_CLOSED);
    }
  }

  /** Asks for the live session, or remembers to when what is under way is through. */
  void ask(ReadReason reason) {
    if (readId != null || pushing) {
      again = reason;
      return;
    }
    cancelTimer();
    String id = context.reads().add(channel, this);
    readId = id;
    timer =
        context
            .timer()
            .schedule(
                () -> channel.answered(this, id, s -> s.unavailable(ErrorCode.BROWSER_CLOSED)),
                context.timing().read().toMillis(),
                TimeUnit.MILLISECONDS);
    context.extension().read(id, integrationId, reason);
  }

  /** Whether this is the read under way, which is over now. */
  boolean endRead(String id) {
    if (!id.equals(readId)) {
      return false;
    }
    context.reads().remove(id);
    readId = null;
    cancelTimer();
    return true;
  }

  /** The extension's answer. Dropped if the channel is down: the next one reads again. */
  void session(Optional<CapturedSession> session) {
    if (session.isEmpty()) {
      refused(Problem.of(ErrorCode.SESSION_MALFORMED));
    } else if (channel.isReady()) {
      push(Purpose.SESSION, session.get().write());
    }
  }

  /** The extension's answer: there is none. The server is told, if the channel is up. */
  void unavailable(ErrorCode reason) {
    failAccept(Problem.of(reason));
    if (channel.isReady()) {
      String plaintext = WireJson.GSON.toJson(new DeviceMessage.Unavailability(reason));
      push(Purpose.UNAVAILABLE, plaintext.getBytes(StandardCharsets.UTF_8));
    }
  }

  private void push(Purpose purpose, byte[] plaintext) {
    String reply = replyTo;
    replyTo = null;
    pushing = true;
    boolean sent =
        channel.sendSealed(
            purpose,
            integrationId,
            nextSequence(),
            plaintext,
            new Answers.Answer<>(
                ServerMessage.Stored.class,
                stored -> stored(purpose, stored.integration()),
                this::refused,
                lost -> {}),
            sealed ->
                purpose == Purpose.SESSION
                    ? new DeviceMessage.Session(
                        sealed.id(), integrationId, sequence, sealed.keyId(), sealed.text(), reply)
                    : new DeviceMessage.Unavailable(
                        sealed.id(),
                        integrationId,
                        sequence,
                        sealed.keyId(),
                        sealed.text(),
                        reply));
    if (!sent) {
      refused(Problem.of(ErrorCode.SESSION_MALFORMED));
    }
  }

  private void stored(Purpose purpose, IntegrationState newer) {
    pushing = false;
    refusals = 0;
    channel.delivered();
    channel.update(this, newer);
    NativeRequest.Accept request = accept;
    if (purpose == Purpose.UNAVAILABLE) {
      channel.report();
    } else if (request != null) {
      accept = null;
      context.extension().accepted(request.id(), channel.server(), newer);
    } else {
      context.extension().stored(newer);
    }
    askAgain();
  }

  private void refused(Problem problem) {
    pushing = false;
    if (accept != null) {
      failAccept(problem);
    } else {
      context.extension().refused(integrationId, problem);
    }
    if (problem.is(ErrorCode.RECIPIENT_KEY_UNKNOWN)
        || problem.is(ErrorCode.SEQUENCE_REPLAYED)
        || problem.is(ErrorCode.DEVICE_UNKNOWN)
        || problem.is(ErrorCode.NOT_AUTHENTICATED)) {
      channel.reconnect(problem);
    } else if (problem.mayRetry()) {
      again = null;
      timer =
          context
              .timer()
              .schedule(
                  () -> channel.retry(this),
                  context.timing().delay(problem, refusals++).toMillis(),
                  TimeUnit.MILLISECONDS);
    } else if (problem.is(ErrorCode.INTEGRATION_REVOKED)
        || problem.is(ErrorCode.INTEGRATION_UNKNOWN)) {
      state = null;
      again = null;
    } else {
      askAgain();
    }
  }

  private void askAgain() {
    ReadReason reason = again;
    again = null;
    if (reason != null) {
      ask(reason);
    }
  }

  /** The channel is down. What the extension still answers is dropped; nothing is kept. */
  void lost(Problem problem) {
    pushing = false;
    paused = false;
    again = null;
    replyTo = null;
    if (readId == null) {
      cancelTimer();
    }
    failAccept(problem);
  }

  /** The extension no longer shares this: it will not answer what was asked, which is no news. */
  void unlisted() {
    String id = readId;
    again = null;
    if (id != null && accept == null) {
      endRead(id);
    }
  }

  private void stop(Problem problem) {
    String id = readId;
    if (id != null) {
      endRead(id);
    }
    lost(problem);
  }

  /** The owner's accept came to nothing; the channel no longer counts on it. */
  private void failAccept(Problem problem) {
    NativeRequest.Accept request = accept;
    if (request != null) {
      accept = null;
      again = null;
      channel.notAccepted(integrationId);
      context.extension().error(request.id(), problem);
    }
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
