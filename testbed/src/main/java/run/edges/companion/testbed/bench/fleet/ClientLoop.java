package run.edges.companion.testbed.bench.fleet;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * WebSocket clients over TLS 1.3, all on one event loop. It trusts every certificate: what a client
 * checks is not what is measured.
 */
public final class ClientLoop implements AutoCloseable {
  private static final int MAX_BYTES = 65536;

  private final MultiThreadIoEventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final SslContext tls;

  public ClientLoop() {
    try {
      tls =
          SslContextBuilder.forClient()
              .sslProvider(SslProvider.OPENSSL)
              .trustManager(InsecureTrustManagerFactory.INSTANCE)
              .endpointIdentificationAlgorithm(null)
              .protocols("TLSv1.3")
              .build();
    } catch (SSLException unavailable) {
      throw new IllegalStateException("no TLS", unavailable);
    }
  }

  /** Connects and waits until the WebSocket is open. */
  public Connection connect(URI url) {
    Connection connection = new Connection();
    WebSocketClientProtocolConfig config =
        WebSocketClientProtocolConfig.newBuilder()
            .webSocketUri(url)
            .subprotocol("edges-companion.1")
            .maxFramePayloadLength(MAX_BYTES)
            .build();
    var connecting =
        new Bootstrap()
            .group(loop)
            .channel(EpollSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            tls.newHandler(channel.alloc()),
                            new HttpClientCodec(),
                            new HttpObjectAggregator(MAX_BYTES),
                            new WebSocketClientProtocolHandler(config),
                            connection);
                  }
                })
            .connect("127.0.0.1", url.getPort());
    connecting.addListener(done -> {
      if (!done.isSuccess()) {
        connection.failed(done.cause());
      }
    });
    return connection.awaitOpen();
  }

  @Override
  public void close() {
    loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
