package run.edges.companion.server.http;

import java.io.IOException;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.Grizzly;
import org.glassfish.grizzly.attributes.Attribute;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpHeader;
import org.glassfish.grizzly.http.server.AddOn;
import org.glassfish.grizzly.http.server.HttpServerFilter;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.memory.Buffers;

/**
 * Refuses WebSocket frames that are unmasked, malformed or too large before Tyrus sees them. Tyrus
 * takes unmasked frames, and buffers a frame whole before it looks at its size.
 */
final class FrameGuard extends BaseFilter implements AddOn {
  private static final Attribute<FrameRules> RULES =
      Grizzly.DEFAULT_ATTRIBUTE_BUILDER.createAttribute("companion.frame-rules");
  private static final Attribute<Boolean> REFUSED =
      Grizzly.DEFAULT_ATTRIBUTE_BUILDER.createAttribute("companion.frame-refused");
  private static final int CLOSE_FRAME = 0x88;
  private static final int SECONDS_TO_READ_CLOSE = 1;

  private final int maxMessageBytes;

  FrameGuard(int maxMessageBytes) {
    this.maxMessageBytes = maxMessageBytes;
  }

  /**
   * Stands right before the HTTP server's filter, where the WebSocket filter, registered later,
   * follows it.
   */
  @Override
  public void setup(NetworkListener listener, FilterChainBuilder builder) {
    builder.add(builder.indexOfType(HttpServerFilter.class), this);
  }

  @Override
  public NextAction handleRead(FilterChainContext context) throws IOException {
    Connection<?> connection = context.getConnection();
    HttpContent message = context.getMessage();
    FrameRules rules = RULES.get(connection);
    if (rules == null) {
      HttpHeader header = message.getHttpHeader();
      if (header.isRequest() && "websocket".equalsIgnoreCase(header.getUpgrade())) {
        RULES.set(connection, new FrameRules(maxMessageBytes));
      }
      return context.getInvokeAction();
    }
    if (REFUSED.get(connection) != null) {
      message.recycle();
      return context.getStopAction();
    }
    OptionalInt broken = check(rules, message.getContent());
    if (broken.isEmpty()) {
      return context.getInvokeAction();
    }
    message.recycle();
    refuse(connection, broken.getAsInt());
    return context.getStopAction();
  }

  private static OptionalInt check(FrameRules rules, Buffer content) {
    int position = content.position();
    while (position < content.limit()) {
      long skipped = Math.min(rules.skippable(), content.limit() - position);
      if (skipped > 0) {
        rules.skip(skipped);
        position += (int) skipped;
      } else {
        OptionalInt broken = rules.take(content.get(position));
        if (broken.isPresent()) {
          return broken;
        }
        position++;
      }
    }
    return OptionalInt.empty();
  }

  /**
   * Says why, and keeps reading for a moment: closing at once would reset the connection and lose
   * the close frame.
   */
  private static void refuse(Connection<?> connection, int closeCode) {
    REFUSED.set(connection, true);
    byte[] frame = {(byte) CLOSE_FRAME, 2, (byte) (closeCode >> 8), (byte) closeCode};
    var _ = connection.write(Buffers.wrap(null, frame));
    CompletableFuture.delayedExecutor(SECONDS_TO_READ_CLOSE, TimeUnit.SECONDS)
        .execute(connection::closeSilently);
  }
}
