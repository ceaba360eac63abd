package run.edges.companion.testbed.bench.api;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/**
 * Receives webhooks over TLS 1.3 and keeps connections alive: one event loop of Netty with epoll
 * and BoringSSL, so that the receiver is not what limits.
 */
final class Sink implements AutoCloseable {
  private static final int BACKLOG = 1024;
  private static final int MAX_BYTES = 65536;

  private final MultiThreadIoEventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final Channel channel;
  private volatile Consumer<Delivery> listener = _ -> {};

  /**
   * A webhook, read whole.
   *
   * @param id the same in every attempt
   * @param nanos {@link System#nanoTime} when it was here
   */
  record Delivery(String id, String body, long nanos) {}

  /** Listens on a free port of 127.0.0.1. */
  Sink(Path certificate, Path key) {
    try {
      SslContext tls =
          SslContextBuilder.forServer(certificate.toFile(), key.toFile())
              .sslProvider(SslProvider.OPENSSL)
              .protocols("TLSv1.3")
              .build();
      channel =
          new ServerBootstrap()
              .group(loop)
              .channel(EpollServerSocketChannel.class)
              .option(ChannelOption.SO_BACKLOG, BACKLOG)
              .childOption(ChannelOption.TCP_NODELAY, true)
              .childHandler(
                  new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel accepted) {
                      accepted
                          .pipeline()
                          .addLast(
                              tls.newHandler(accepted.alloc()),
                              new HttpServerCodec(),
                              new HttpObjectAggregator(MAX_BYTES),
                              new Receiver());
                    }
                  })
              .bind("127.0.0.1", 0)
              .syncUninterruptibly()
              .channel();
    } catch (SSLException unavailable) {
      throw new IllegalStateException("no TLS", unavailable);
    }
  }

  /** Where a webhook can lead. */
  String url(String path) {
    return "https://localhost:" + ((InetSocketAddress) channel.localAddress()).getPort() + path;
  }

  /** From now on, tells of each delivery, on the event loop, before it is answered. */
  void listen(Consumer<Delivery> next) {
    listener = next;
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private final class Receiver extends SimpleChannelInboundHandler<FullHttpRequest> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      long nanos = System.nanoTime();
      listener.accept(
          new Delivery(
              request.headers().get("webhook-id", ""),
              request.content().toString(StandardCharsets.UTF_8),
              nanos));
      var response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.EMPTY_BUFFER);
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
      var _ = context.writeAndFlush(response, context.voidPromise());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      var _ = context.close();
    }
  }
}
