package run.edges.companion.host.wire;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import run.edges.companion.host.nativemessage.Problem;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.ServerMessage;

/** The answers that one channel waits for, by message id. Guarded by its channel. */
public final class Answers {
  /**
   * What to do with one answer.
   *
   * @param received an answer of the right type
   * @param refused the server said no
   * @param lost no answer will come
   */
  public record Answer<T extends ServerMessage>(
      Class<T> type, Consumer<T> received, Consumer<Problem> refused, Consumer<Problem> lost) {
    void accept(ServerMessage message) {
      if (type.isInstance(message)) {
        received.accept(type.cast(message));
      } else if (message instanceof ServerMessage.Refused no) {
        refused.accept(Wire.problem(no));
      } else {
        refused.accept(Problem.of(ErrorCode.SERVER_FAILED));
      }
    }
  }

  private record Waiting(Answer<?> answer, Future<?> timeout) {}

  private final ScheduledExecutorService timer;
  private final Duration limit;
  private final Runnable onTimeout;
  private final Map<String, Waiting> waiting = new LinkedHashMap<>();
  private long last;

  public Answers(ScheduledExecutorService timer, Duration limit, Runnable onTimeout) {
    this.timer = timer;
    this.limit = limit;
    this.onTimeout = onTimeout;
  }

  public boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Returns the id to send the question under. */
  public String expect(Answer<?> answer) {
    String id = Long.toString(++last);
    waiting.put(
        id,
        new Waiting(answer, timer.schedule(onTimeout, limit.toMillis(), TimeUnit.MILLISECONDS)));
    return id;
  }

  /** Passes an answer on. An id that nobody waits for is ignored. */
  public void received(@Nullable String id, ServerMessage message) {
    Waiting waited = id == null ? null : waiting.remove(id);
    if (waited != null) {
      waited.timeout().cancel(false);
      waited.answer().accept(message);
    }
  }

  public void loseAll(Problem problem) {
    List<Waiting> lost = List.copyOf(waiting.values());
    waiting.clear();
    for (Waiting waited : lost) {
      waited.timeout().cancel(false);
      waited.answer().lost().accept(problem);
    }
  }
}
