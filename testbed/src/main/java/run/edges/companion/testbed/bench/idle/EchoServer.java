package run.edges.companion.testbed.bench.idle;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import javax.net.ssl.SSLException;

/**
 * What the server is measured beside: a WebSocket server and nothing else, on Netty with epoll and
 * BoringSSL, which answers each text with sixteen characters. A program of its own.
 */
public final class EchoServer {
  private static final String ACK = "0123456789abcdef";
  private static final int BACKLOG = 4096;
  private static final int MAX_BYTES = 65536;

  private EchoServer() {}

  /**
   * Listens on localhost until it is killed.
   *
   * @param arguments port, certificate file, key file
   */
  public static void main(String[] arguments) throws SSLException, InterruptedException {
    SslContext tls =
        SslContextBuilder.forServer(new File(arguments[1]), new File(arguments[2]))
            .sslProvider(SslProvider.OPENSSL)
            .protocols("TLSv1.3")
            .build();
    var loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    var server =
        new ServerBootstrap()
            .group(loop)
            .channel(EpollServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            tls.newHandler(channel.alloc()),
                            new HttpServerCodec(),
                            new HttpObjectAggregator(MAX_BYTES),
                            new WebSocketServerProtocolHandler(
                                "/channel", "edges-companion.1", false, MAX_BYTES),
                            new Ack());
                  }
                })
            .bind("127.0.0.1", Integer.parseInt(arguments[0]))
            .sync()
            .channel();
    System.out.println("Ready.");
    server.closeFuture().sync();
  }

  private static final class Ack extends SimpleChannelInboundHandler<TextWebSocketFrame> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
      var _ = context.writeAndFlush(new TextWebSocketFrame(ACK), context.voidPromise());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      var _ = context.close();
    }
  }
}
