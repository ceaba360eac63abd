package run.edges.companion.testbed.linkedin;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * The latest 10,000 requests in the order they were answered, without query, cookie or body. A
 * request is in the log before its client sees the answer. Thread-safe.
 */
public final class RequestLog {

  /** The status of a request whose connection was dropped. */
  public static final int NO_ANSWER = 0;

  /**
   * One request.
   *
   * @param member number of the LinkedIn member whose live or dead session came with it
   */
  public record Entry(String method, String path, int status, OptionalLong member) {

    /** Whether it was to this path. */
    public boolean isTo(String wanted) {
      return path.equals(wanted);
    }
  }

  private record Waiting(Predicate<Entry> wanted, CompletableFuture<Entry> found) {}

  private static final int CAPACITY = 10_000;

  private final Deque<Entry> entries = new ArrayDeque<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private int logouts;

  /** The requests so far, oldest first. */
  public synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** How many requests to this path are in the log. */
  public long count(String path) {
    return entries().stream().filter(entry -> entry.isTo(path)).count();
  }

  /** The latest request to a path. */
  public Optional<Entry> lastTo(String path) {
    return entries().reversed().stream().filter(entry -> entry.isTo(path)).findFirst();
  }

  /** How often {@code /uas/logout} was called. The product must never call it. */
  public synchronized int logoutCalls() {
    return logouts;
  }

  /** Completes with the next matching request answered from now on; ask for it before acting. */
  public synchronized CompletableFuture<Entry> next(Predicate<Entry> wanted) {
    CompletableFuture<Entry> found = new CompletableFuture<>();
    waiting.add(new Waiting(wanted, found));
    return found;
  }

  /** As {@link #next(Predicate)}, for a path. */
  public CompletableFuture<Entry> nextTo(String path) {
    return next(entry -> entry.isTo(path));
  }

  /** Forgets the requests so far and the count of sign-outs. */
  public synchronized void clear() {
    entries.clear();
    logouts = 0;
  }

  void add(Entry entry) {
    remember(entry).forEach(done -> done.found.complete(entry));
  }

  private synchronized List<Waiting> remember(Entry entry) {
    if (entries.size() == CAPACITY) {
      entries.removeFirst();
    }
    entries.addLast(entry);
    if (entry.isTo(Routes.LOGOUT)) {
      logouts++;
    }
    List<Waiting> done = waiting.stream().filter(w -> w.wanted.test(entry)).toList();
    waiting.removeAll(done);
    return done;
  }
}
