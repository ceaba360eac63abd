package run.edges.companion.server.outbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import run.edges.companion.protocol.wire.ProtocolException;
import run.edges.companion.server.database.Database;

/**
 * Empties the outbox: each message is tried until it is delivered or, after about a day, given up.
 * Several nodes can share one database: a message is claimed for the time of an attempt, and a node
 * that dies leaves it to the others.
 */
public final class Outbox implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final Duration KEEP_SETTLED = Duration.ofDays(7);
  private static final Duration TIDY_EVERY = Duration.ofHours(1);
  private static final int BATCH = 256;
  private static final int MOST_AT_ONCE = 256;
  private static final int MOST_AT_ONCE_TO_ONE = 32;
  private static final double JITTER = 0.2;

  /** Before each further attempt; a day in all. */
  private static final List<Duration> DELAYS =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          Duration.ofHours(1),
          Duration.ofHours(2),
          Duration.ofHours(4),
          Duration.ofHours(8),
          Duration.ofHours(9));

  private final Database database;
  private final OutboxStore store;
  private final Map<Kind, Sender> senders;
  private final Clock clock;
  private final Semaphore free = new Semaphore(MOST_AT_ONCE);
  private final ConcurrentHashMap<String, Integer> inFlight = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread loop;
  private Instant tidiedAt = Instant.EPOCH;

  /** Sends one message; may block. A failure is returned; what is thrown counts as one. */
  public interface Sender {
    Result send(Message message);
  }

  /**
   * What became of an attempt.
   *
   * @param answer for people; no secret
   */
  public record Result(boolean delivered, boolean hopeless, String answer) {
    public static Result delivered(String answer) {
      return new Result(true, false, answer);
    }

    /** To be tried again. */
    public static Result failed(String answer) {
      return new Result(false, false, answer);
    }

    /** Never to be tried again. */
    public static Result hopeless(String answer) {
      return new Result(false, true, answer);
    }
  }

  /** Starts to empty the outbox. A kind without a sender stays in it. */
  public Outbox(Database database, OutboxStore store, Map<Kind, Sender> senders, Clock clock) {
    this.database = database;
    this.store = store;
    this.senders = senders;
    this.clock = clock;
    this.loop = Thread.ofPlatform().daemon().name("outbox").start(this::run);
  }

  /** Begins no further attempt, and waits for those under way. */
  @Override
  public void close() {
    closed.countDown();
    try {
      loop.join();
      free.acquire(MOST_AT_ONCE);
      free.release(MOST_AT_ONCE);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!closed.await(sendDue() ? 0 : POLL.toMillis(), TimeUnit.MILLISECONDS)) {
        tidy();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Begins an attempt of what is due; returns whether there may be more. */
  private boolean sendDue() throws InterruptedException {
    try {
      long now = clock.millis();
      if (database.read(store::findNextDue).orElse(Long.MAX_VALUE) > now) {
        return false;
      }
      List<Message> due =
          database.write(handle -> store.claim(handle, clock.instant(), LEASE, BATCH));
      for (Message message : due) {
        begin(message);
      }
      return due.size() == BATCH;
    } catch (ProtocolException unavailable) {
      // The database said so in the log; what is due stays due.
      return false;
    }
  }

  private void begin(Message message) throws InterruptedException {
    if (inFlight.merge(message.target(), 1, Integer::sum) > MOST_AT_ONCE_TO_ONE) {
      // A target that hangs must not keep the others waiting.
      release(message);
      settle(
          message,
          handle ->
              store.postpone(
                  handle,
                  message.withAttempts(message.attempts() - 1),
                  null,
                  clock.instant().plus(POLL)));
      return;
    }
    free.acquire();
    Thread.startVirtualThread(() -> {
      try {
        attempt(message);
      } finally {
        release(message);
        free.release();
      }
    });
  }

  private void release(Message message) {
    inFlight.computeIfPresent(message.target(), (_, count) -> count == 1 ? null : count - 1);
  }

  private void attempt(Message message) {
    Result result = send(message);
    Instant now = clock.instant();
    if (result.delivered()) {
      settle(
          message,
          handle ->
              store.settle(handle, message.id(), Message.State.DELIVERED, result.answer(), now));
    } else if (result.hopeless() || message.attempts() > DELAYS.size()) {
      LOG.warn("Gave up a {} message after {} attempts", message.kind(), message.attempts());
      settle(
          message,
          handle -> store.settle(handle, message.id(), Message.State.DEAD, result.answer(), now));
    } else {
      Instant next = now.plus(delay(message.attempts()));
      settle(message, handle -> store.postpone(handle, message, result.answer(), next));
    }
  }

  private Result send(Message message) {
    Sender sender = senders.get(message.kind());
    if (sender == null) {
      return Result.failed("This server is not configured to send it.");
    }
    try {
      return sender.send(message);
    } catch (RuntimeException failed) {
      LOG.error("An attempt to send a {} failed: {}", message.kind(), failed.getClass().getName());
      return Result.failed("The server failed to send it.");
    }
  }

  /** If this fails, the lease ends and the message is sent once more: at least once. */
  private void settle(Message message, java.util.function.Consumer<org.jdbi.v3.core.Handle> work) {
    try {
      database.write(handle -> {
        work.accept(handle);
        return true;
      });
    } catch (ProtocolException unavailable) {
      LOG.warn("The outcome of message {} was not noted", message.id());
    }
  }

  private void tidy() {
    Instant now = clock.instant();
    if (now.isAfter(tidiedAt.plus(TIDY_EVERY))) {
      tidiedAt = now;
      try {
        database.write(handle -> {
          store.deleteSettledBefore(handle, now.minus(KEEP_SETTLED));
          return true;
        });
      } catch (ProtocolException unavailable) {
        LOG.warn("Old messages stay in the outbox for now");
      }
    }
  }

  private static Duration delay(int attempts) {
    Duration base = DELAYS.get(attempts - 1);
    long jitter = (long) (base.toMillis() * JITTER * ThreadLocalRandom.current().nextDouble());
    return base.plusMillis(jitter);
  }
}
