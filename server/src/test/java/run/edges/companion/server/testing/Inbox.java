package run.edges.companion.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.ServerMessage;
import run.edges.companion.protocol.wire.WireJson;

/** What a server said on one channel: answers, what it told unasked, and how it closed. */
public final class Inbox implements WebSocket.Listener {
  /** How long a test waits before it fails. */
  public static final Duration PATIENCE = Duration.ofSeconds(20);

  private final BlockingQueue<ServerMessage> answers = new LinkedBlockingQueue<>();
  private final BlockingQueue<ServerMessage> told = new LinkedBlockingQueue<>();
  private final List<String> texts = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final StringBuilder partial = new StringBuilder();

  /** The next answer, which must be of this kind. */
  public <T extends ServerMessage> T answer(Class<T> kind) {
    return next(answers, kind);
  }

  /** The next answer if one comes within the time. */
  public @Nullable ServerMessage poll(long time, TimeUnit unit) throws InterruptedException {
    return answers.poll(time, unit);
  }

  /** The next {@code status} or {@code refresh}, which must be of this kind. */
  public <T extends ServerMessage> T told(Class<T> kind) {
    return next(told, kind);
  }

  /** Nothing was told that was not taken. */
  public void assertToldNothing() {
    assertThat(told).isEmpty();
  }

  /** The code that the server closed with. */
  public int closeCode() {
    return closed.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** The server said why, then closed the channel with that error's code. */
  public void assertClosedFor(ErrorCode code) {
    ServerMessage.Refused refused = answer(ServerMessage.Refused.class);
    assertThat(refused).isEqualTo(ServerMessage.Refused.of(null, code));
    assertThat(closeCode()).isEqualTo(code.closeCode());
  }

  /** Every text that came. */
  public List<String> texts() {
    return texts;
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    partial.append(data);
    if (last) {
      take(partial.toString());
      partial.setLength(0);
    }
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    closed.complete(code);
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable failure) {
    closed.completeExceptionally(failure);
  }

  private void take(String text) {
    texts.add(text);
    ServerMessage message = WireJson.parseServerMessage(text);
    boolean unasked =
        message instanceof ServerMessage.Status || message instanceof ServerMessage.Refresh;
    (unasked ? told : answers).add(message);
  }

  private <T extends ServerMessage> T next(BlockingQueue<ServerMessage> queue, Class<T> kind) {
    try {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      ServerMessage message = null;
      while (message == null && System.nanoTime() < deadline) {
        boolean over = closed.isDone();
        message = queue.poll(over ? 0 : 50, TimeUnit.MILLISECONDS);
        if (over) {
          break;
        }
      }
      assertThat(message)
          .as("message within %s; channel closed with %s", PATIENCE, closed.getNow(0))
          .isInstanceOf(kind);
      return kind.cast(Objects.requireNonNull(message));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }
}
