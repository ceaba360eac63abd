package run.edges.companion.testbed.bench.fleet;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One open WebSocket. Texts wait until someone reads them or listens. */
public final class Connection extends SimpleChannelInboundHandler<TextWebSocketFrame> {
  private static final long PATIENCE_SECONDS = 60;

  private final CompletableFuture<Channel> open = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  // Only one reader at a time: a text goes to the reader if there is one, else it waits.
  private final Queue<String> waiting = new ArrayDeque<>(1);
  private @Nullable CompletableFuture<String> reader;
  private @Nullable Consumer<String> listener;

  Connection() {}

  /** Waits for the next text. */
  public String read() {
    CompletableFuture<String> next = new CompletableFuture<>();
    synchronized (this) {
      String text = waiting.poll();
      if (text != null) {
        return text;
      }
      reader = next;
    }
    return next.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  /** Has every further text handed to {@code texts}, on the event loop. */
  public synchronized void listen(Consumer<String> texts) {
    listener = texts;
  }

  public void send(String text) {
    Channel channel = open.join();
    var _ = channel.writeAndFlush(new TextWebSocketFrame(text), channel.voidPromise());
  }

  /** Closes the TCP connection in order (TLS close_notify, FIN) and waits until it is closed. */
  public void close() {
    var _ = open.join().close();
    closed.join();
  }

  public boolean isOpen() {
    return !closed.isDone();
  }

  Connection awaitOpen() {
    open.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    return this;
  }

  void failed(Throwable cause) {
    open.completeExceptionally(cause);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
      open.complete(context.channel());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    IllegalStateException gone = new IllegalStateException("the server closed the connection");
    open.completeExceptionally(gone);
    closed.complete(null);
    synchronized (this) {
      if (reader != null) {
        reader.completeExceptionally(gone);
      }
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    open.completeExceptionally(cause);
    var _ = context.close();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
    String text = frame.text();
    Consumer<String> to;
    synchronized (this) {
      to = listener;
      if (to == null && reader != null) {
        to = reader::complete;
        reader = null;
      } else if (to == null) {
        waiting.add(text);
        return;
      }
    }
    to.accept(text);
  }
}
