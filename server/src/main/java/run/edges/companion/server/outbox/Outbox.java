package run.edges.companion.server.outbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
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

  /** With so many in memory for one target, no more of its messages are claimed. */
  private static final int FULL = 128;

  /** Longer than an attempt takes: with less of the lease left, none is begun. */
  private static final Duration ATTEMPT = Duration.ofSeconds(45);

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
  private final ConcurrentHashMap<String, Lane> lanes = new ConcurrentHashMap<>();
  private final Semaphore news = new Semaphore(0);
  private final Thread loop;
  private volatile boolean closed;
  private Instant tidiedAt = Instant.EPOCH;

  /** Sends one message; may block. A failure is returned; what is thrown counts as one. */
  public interface Sender {
    Result send(Message message);
  }

  /**
   * What became of an attempt.
   *
   * @param notBefore when to try again, if that is known; it counts as no failure
   * @param answer for people; no secret
   */
  public record Result(
      boolean delivered, boolean hopeless, @Nullable Instant notBefore, String answer) {
    public static Result delivered(String answer) {
      return new Result(true, false, null, answer);
    }

    /** To be tried again at a time. */
    public static Result later(Instant notBefore, String answer) {
      return new Result(false, false, notBefore, answer);
    }

    /** To be tried again. */
    public static Result failed(String answer) {
      return new Result(false, false, null, answer);
    }

    /** Never to be tried again. */
    public static Result hopeless(String answer) {
      return new Result(false, true, null, answer);
    }
  }

  /** Starts to empty the outbox. What has no sender fails until it is given up. */
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
    closed = true;
    news.release();
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
      while (!closed) {
        if (!sendDue()) {
          // News or not, it is time to look again.
          var _ = news.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS);
          news.drainPermits();
        }
        tidy();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Begins an attempt of what is due; returns whether there may be more. */
  private boolean sendDue() throws InterruptedException {
    List<String> full =
        lanes.entrySet().stream()
            .filter(lane -> lane.getValue().size() >= FULL)
            .map(Map.Entry::getKey)
            .toList();
    try {
      long due = database.read(handle -> store.findNextDue(handle, full)).orElse(Long.MAX_VALUE);
      if (due > clock.millis()) {
        return false;
      }
      List<Message> claimed =
          database.write(handle -> store.claim(handle, full, clock.instant(), LEASE, BATCH));
      for (Message message : claimed) {
        begin(message);
      }
      return claimed.size() == BATCH;
    } catch (ProtocolException unavailable) {
      // The database said so in the log; what is due stays due.
      return false;
    }
  }

  /** What is in memory for one target; changed only within the map's atomic methods. */
  private record Lane(AtomicInteger running, BlockingQueue<Message> waiting) {
    Lane() {
      this(new AtomicInteger(), new LinkedBlockingQueue<>());
    }

    int size() {
      return running.get() + waiting.size();
    }
  }

  /** Starts a thread for the message, or lets it wait for one of its target's. */
  private void begin(Message message) throws InterruptedException {
    free.acquire();
    Lane lane =
        lanes.compute(
            message.target(),
            (_, known) -> {
              Lane open = known == null ? new Lane() : known;
              open.waiting().add(message);
              return open;
            });
    if (lane.running().get() < MOST_AT_ONCE_TO_ONE) {
      lane.running().incrementAndGet();
      Thread.startVirtualThread(() -> empty(message.target()));
    } else {
      free.release();
    }
  }

  /** Attempts what waits for a target until nothing does. */
  private void empty(String target) {
    try {
      Optional<Message> message = next(target);
      while (message.isPresent()) {
        // While claimed, a message is due again at the end of its lease: then another takes it.
        if (clock.instant().isBefore(message.get().dueAt().minus(ATTEMPT))) {
          attempt(message.get());
        }
        message = next(target);
      }
    } finally {
      free.release();
    }
  }

  /** The next message that waits for the target; without one, the asking thread is done. */
  private Optional<Message> next(String target) {
    AtomicReference<Optional<Message>> next = new AtomicReference<>(Optional.empty());
    lanes.computeIfPresent(
        target,
        (_, lane) -> {
          if (lane.size() == FULL) {
            news.release();
          }
          if (!closed) {
            next.set(Optional.ofNullable(lane.waiting().poll()));
          }
          if (next.get().isEmpty()) {
            lane.running().decrementAndGet();
          }
          return lane.size() == 0 ? null : lane;
        });
    return next.get();
  }

  private void attempt(Message message) {
    Result result = send(message);
    Instant now = clock.instant();
    Instant notBefore = result.notBefore();
    if (notBefore != null) {
      settle(message, handle -> store.postpone(handle, message.id(), result.answer(), notBefore));
    } else if (result.delivered()) {
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
      settle(message, handle -> store.postpone(handle, message.id(), result.answer(), next));
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
  private void settle(Message message, Consumer<Handle> work) {
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
