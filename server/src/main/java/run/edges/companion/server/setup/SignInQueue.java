package run.edges.companion.server.setup;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import run.edges.companion.server.http.ApiException;

/**
 * Sign-ins that wait for a browser. The workspaces take turns, so that none waits for all of
 * another's; within one it is first come, first served. Bounded. Thread-safe.
 */
final class SignInQueue {
  private static final int MOST_WAITING = 200;
  private static final int MOST_OF_A_WORKSPACE = 50;
  private static final Duration COME_AGAIN = Duration.ofSeconds(30);

  /** Whose turn is next stands first. */
  private final Map<String, Deque<SignIn>> waiting = new LinkedHashMap<>();

  private final Map<String, Integer> running = new HashMap<>();

  /**
   * Makes sure that one more of a workspace may come.
   *
   * @throws ApiException 429
   */
  synchronized void requireRoom(String workspace) {
    int all = waiting.values().stream().mapToInt(Deque::size).sum();
    Deque<SignIn> own = waiting.get(workspace);
    int ofIt = running.getOrDefault(workspace, 0) + (own == null ? 0 : own.size());
    if (all >= MOST_WAITING || ofIt >= MOST_OF_A_WORKSPACE) {
      throw ApiException.tooMany(COME_AGAIN);
    }
  }

  /**
   * Puts one at the end of its workspace's line.
   *
   * @throws ApiException 429 if there is no room
   */
  synchronized void add(SignIn signIn) {
    requireRoom(workspace(signIn));
    waiting.computeIfAbsent(workspace(signIn), _ -> new ArrayDeque<>()).add(signIn);
  }

  /** Whose turn it is; runs from now on. */
  synchronized Optional<SignIn> next() {
    if (waiting.isEmpty()) {
      return Optional.empty();
    }
    SignIn next = takeNext(waiting);
    running.merge(workspace(next), 1, Integer::sum);
    return Optional.of(next);
  }

  /** One that ran is over. */
  synchronized void done(SignIn signIn) {
    running.computeIfPresent(workspace(signIn), (_, count) -> count == 1 ? null : count - 1);
  }

  /** Its turn never comes. */
  synchronized void remove(SignIn signIn) {
    waiting.computeIfPresent(
        workspace(signIn), (_, line) -> line.remove(signIn) && line.isEmpty() ? null : line);
  }

  /** Those that wait, in the order in which their turn comes. */
  synchronized List<SignIn> inOrder() {
    Map<String, Deque<SignIn>> copy = new LinkedHashMap<>();
    waiting.forEach((workspace, line) -> copy.put(workspace, new ArrayDeque<>(line)));
    List<SignIn> order = new ArrayList<>();
    while (!copy.isEmpty()) {
      order.add(takeNext(copy));
    }
    return order;
  }

  private static SignIn takeNext(Map<String, Deque<SignIn>> lines) {
    var first = lines.entrySet().iterator().next();
    String workspace = first.getKey();
    Deque<SignIn> line = first.getValue();
    lines.remove(workspace);
    SignIn next = line.remove();
    if (!line.isEmpty()) {
      lines.put(workspace, line);
    }
    return next;
  }

  private static String workspace(SignIn signIn) {
    return signIn.target().workspaceUid();
  }
}
