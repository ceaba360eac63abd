package run.edges.companion.server.channel;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpointConfig;
import java.nio.ByteBuffer;
import java.util.List;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.WireJson;

/** {@code /channel}: binds a WebSocket to a {@link DeviceChannel}. */
public final class ChannelEndpoint extends Endpoint {
  /** The subprotocol of {@code docs/protocol.md} section 5.1. */
  public static final String SUBPROTOCOL = "edges-companion.1";

  private static final String CHANNEL = "channel";

  private final Channels channels;

  private ChannelEndpoint(Channels channels) {
    this.channels = channels;
  }

  /** The endpoint, to be registered with the container. */
  public static ServerEndpointConfig config(Channels channels) {
    return ServerEndpointConfig.Builder.create(ChannelEndpoint.class, "/channel")
        .subprotocols(List.of(SUBPROTOCOL))
        .configurator(
            new ServerEndpointConfig.Configurator() {
              @Override
              public <T> T getEndpointInstance(Class<T> type) {
                return type.cast(new ChannelEndpoint(channels));
              }
            })
        .build();
  }

  @Override
  public void onOpen(Session session, EndpointConfig config) {
    // Idle devices are timed out by Channels: any other value costs a scheduled task for every
    // message.
    session.setMaxIdleTimeout(-1);
    session.setMaxTextMessageBufferSize(WireJson.MAX_MESSAGE_BYTES);
    DeviceChannel channel = new DeviceChannel(session, channels);
    if (!SUBPROTOCOL.equals(session.getNegotiatedSubprotocol())) {
      channel.fail(ErrorCode.PROTOCOL_UNSUPPORTED);
      return;
    }
    session.getUserProperties().put(CHANNEL, channel);
    session.addMessageHandler(String.class, channel::onText);
    session.addMessageHandler(
        ByteBuffer.class,
        (MessageHandler.Whole<ByteBuffer>) _ -> channel.fail(ErrorCode.MESSAGE_MALFORMED));
    session.addMessageHandler(PongMessage.class, _ -> channel.heard());
    channels.opened(channel);
  }

  @Override
  public void onClose(Session session, CloseReason reason) {
    if (session.getUserProperties().remove(CHANNEL) instanceof DeviceChannel channel) {
      channels.closed(channel);
    }
  }

  @Override
  public void onError(Session session, Throwable failure) {
    // A broken connection; onClose follows. Nothing is logged, since a message may be quoted.
  }
}
