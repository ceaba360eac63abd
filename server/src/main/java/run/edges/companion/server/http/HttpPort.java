package run.edges.companion.server.http;

import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.ssl.SSLBaseFilter;
import org.glassfish.grizzly.ssl.SSLEngineConfigurator;
import org.glassfish.jersey.grizzly2.httpserver.GrizzlyHttpServerFactory;
import org.glassfish.jersey.message.GZipEncoder;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.glassfish.tyrus.container.grizzly.server.WebSocketAddOn;
import org.glassfish.tyrus.core.TyrusWebSocketEngine;
import org.glassfish.tyrus.server.TyrusServerContainer;
import org.glassfish.tyrus.spi.WebSocketEngine;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.WireJson;
import run.edges.companion.server.configuration.AddressRange;
import run.edges.companion.server.configuration.ConfigurationException;

/** The one TLS 1.3 port: REST, pages and the devices' WebSocket. */
public final class HttpPort implements AutoCloseable {
  private static final int BACKLOG = 4096;
  private static final int MAX_HEADER_BYTES = 16384;

  private final HttpServer server;
  private final TyrusServerContainer webSockets;
  private final int port;

  private HttpPort(HttpServer server, TyrusServerContainer webSockets, int port) {
    this.server = server;
    this.webSockets = webSockets;
    this.port = port;
  }

  /**
   * Listens.
   *
   * @param port 0 takes a free one
   * @param refusals how many wrong API keys an address may send
   * @param proxies whose {@code X-Forwarded-For} is believed
   * @throws ConfigurationException {@code PORT_BUSY}
   */
  public static HttpPort open(
      String host,
      int port,
      SSLContext tls,
      Set<Object> components,
      RateLimit refusals,
      List<AddressRange> proxies,
      ServerEndpointConfig endpoint) {
    SSLEngineConfigurator engine = new SSLEngineConfigurator(tls, false, false, false);
    engine.setEnabledProtocols(new String[] {"TLSv1.3"});
    HttpServer server =
        GrizzlyHttpServerFactory.createHttpServer(
            URI.create("https://" + bracketed(host) + ":" + port + "/"),
            resources(components, new RefusalLimit(refusals, proxies)),
            true,
            engine,
            false);
    // The default page shows a stack trace.
    server.getServerConfiguration().setDefaultErrorPageGenerator((_, _, _, _, _) -> "");
    NetworkListener listener = server.getListener("grizzly");
    listener.setMaxHttpHeaderSize(MAX_HEADER_BYTES);
    listener.getKeepAlive().setIdleTimeoutInSeconds(-1);
    listener.getTransport().setServerConnectionBackLog(BACKLOG);
    listener.getTransport().setTcpNoDelay(true);
    listener.getTransport().setWorkerThreadPool(Executors.newVirtualThreadPerTaskExecutor());
    try {
      TyrusServerContainer webSockets = new Container();
      webSockets.addEndpoint(endpoint);
      listener.registerAddOn((_, chain) ->
          chain.set(chain.indexOfType(SSLBaseFilter.class), new ReleasingTlsFilter(engine)));
      listener.registerAddOn(new FrameGuard(WireJson.MAX_MESSAGE_BYTES));
      listener.registerAddOn(new WebSocketAddOn(webSockets, ""));
      webSockets.start("/", port);
      server.start();
      return new HttpPort(server, webSockets, listener.getPort());
    } catch (BindException busy) {
      throw new ConfigurationException(
          ErrorCode.PORT_BUSY,
          "Port %d of %s is taken by another program or not allowed. Stop that program or set http.port."
              .formatted(port, host));
    } catch (IOException | DeploymentException failed) {
      throw new IllegalStateException("the port cannot be opened", failed);
    }
  }

  /** The port that is listened on. */
  public int port() {
    return port;
  }

  /** Takes no more requests and closes every channel. */
  @Override
  public void close() {
    webSockets.stop();
    server.shutdownNow();
  }

  private static ResourceConfig resources(Set<Object> components, RefusalLimit refusals) {
    ResourceConfig resources = new ResourceConfig();
    resources.property(ServerProperties.WADL_FEATURE_DISABLE, true);
    resources.registerInstances(components.toArray());
    resources.registerInstances(new ErrorMapper(), new JsonBody(), new ResponseHeaders(), refusals);
    // Unpacks what is sent packed; JsonBody limits what comes out.
    resources.register(GZipEncoder.class);
    return resources;
  }

  private static String bracketed(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }

  private static final class Container extends TyrusServerContainer {
    private final WebSocketEngine engine =
        TyrusWebSocketEngine.builder(this)
            .incomingBufferSize(2 * WireJson.MAX_MESSAGE_BYTES)
            .build();

    Container() {
      super((Set<Class<?>>) null);
    }

    @Override
    public void register(Class<?> endpoint) throws DeploymentException {
      engine.register(endpoint, "/");
    }

    @Override
    public void register(ServerEndpointConfig endpoint) throws DeploymentException {
      engine.register(endpoint, "/");
    }

    @Override
    public WebSocketEngine getWebSocketEngine() {
      return engine;
    }

    @Override
    public Map<String, Object> getProperties() {
      return Map.of();
    }
  }

  /**
   * Grizzly's TLS filter, which otherwise keeps the last output buffer, 33 KB, with each idle
   * connection. The buffer is replaced by an empty one under the lock that a write holds; only the
   * cloner, which runs inside of a write, ever reads it.
   */
  private static final class ReleasingTlsFilter extends SSLBaseFilter {
    ReleasingTlsFilter(SSLEngineConfigurator engine) {
      super(engine);
    }

    @Override
    public NextAction handleWrite(FilterChainContext context) throws IOException {
      Connection<?> connection = context.getConnection();
      synchronized (connection) {
        NextAction next = super.handleWrite(context);
        var _ = COPY_CLONER.clone(connection, Buffers.EMPTY_BUFFER);
        return next;
      }
    }
  }
}
