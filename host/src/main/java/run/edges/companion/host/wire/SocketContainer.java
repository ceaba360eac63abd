package run.edges.companion.host.wire;

import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.glassfish.tyrus.core.TyrusUpgradeResponse;
import org.glassfish.tyrus.spi.ClientContainer;
import org.glassfish.tyrus.spi.ClientEngine;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.Connection;
import org.glassfish.tyrus.spi.UpgradeRequest;
import org.glassfish.tyrus.spi.UpgradeResponse;
import org.glassfish.tyrus.spi.Writer;

/**
 * Tyrus over one {@link TlsSocket}. Tyrus's own JDK container leaves Nagle's algorithm on, hides
 * the certificate and the pings, and reads with a thread pool; here one thread reads, every byte
 * from the server counts as a sign of life, and who writes writes to the socket. Public because
 * Tyrus makes it by name.
 */
public final class SocketContainer implements ClientContainer {
  /** User property of the endpoint configuration that holds the {@link TlsSocket}. */
  public static final String SOCKET = "run.edges.companion.socket";

  /** User property that holds what bounds the silence. */
  public static final String TIMING = "run.edges.companion.timing";

  private static final int MAX_HEAD_BYTES = 16384;
  private static final int READ_BYTES = 16384;

  @Override
  public void openClientSocket(
      ClientEndpointConfig configuration, Map<String, Object> properties, ClientEngine engine)
      throws DeploymentException, IOException {
    TlsSocket socket =
        (TlsSocket) Objects.requireNonNull(configuration.getUserProperties().get(SOCKET));
    Timing timing = (Timing) Objects.requireNonNull(configuration.getUserProperties().get(TIMING));
    try {
      socket.out().write(head(engine.createUpgradeRequest(socket::abort)));
      socket.out().flush();
      UpgradeResponse response = readResponse(socket.in());
      ClientEngine.ClientUpgradeInfo upgrade =
          engine.processResponse(response, new SocketWriter(socket), reason -> socket.abort());
      if (upgrade.getUpgradeStatus() != ClientEngine.ClientUpgradeStatus.SUCCESS) {
        socket.abort();
        throw new DeploymentException("no WebSocket at the server's address");
      }
      socket.limitSilence(timing.silence());
      Connection connection = upgrade.createConnection();
      Thread reader = new Thread(() -> read(socket, connection), "channel");
      reader.setDaemon(true);
      reader.start();
    } catch (IOException failed) {
      socket.abort();
      engine.processError(failed);
      throw failed;
    }
  }

  private static void read(TlsSocket socket, Connection connection) {
    byte[] bytes = new byte[READ_BYTES];
    try {
      InputStream in = socket.in();
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        connection.getReadHandler().handle(ByteBuffer.wrap(bytes, 0, count));
      }
    } catch (IOException | RuntimeException lost) {
      // Told to the endpoint as a close, like every other end.
    }
    socket.abort();
    connection.close(new CloseReason(CloseReason.CloseCodes.CLOSED_ABNORMALLY, "lost"));
  }

  private static byte[] head(UpgradeRequest request) {
    StringBuilder head = new StringBuilder("GET ").append(request.getRequestURI().getRawPath());
    head.append(" HTTP/1.1\r\n");
    request
        .getHeaders()
        .forEach((name, values) ->
            head.append(name).append(": ").append(String.join(", ", values)).append("\r\n"));
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Reads byte by byte, so that nothing behind the head is taken; JSSE buffers underneath. */
  private static UpgradeResponse readResponse(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int next = in.read();
      if (next < 0 || head.length() >= MAX_HEAD_BYTES) {
        throw new EOFException("no answer to the upgrade");
      }
      head.append((char) next);
    }
    List<String> lines = Arrays.asList(head.toString().split("\r\n", -1));
    String[] status = lines.getFirst().split(" ", 3);
    TyrusUpgradeResponse response = new TyrusUpgradeResponse();
    try {
      response.setStatus(Integer.parseInt(status.length > 1 ? status[1] : ""));
    } catch (NumberFormatException notHttp) {
      throw new IOException("the answer to the upgrade is not HTTP", notHttp);
    }
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        response
            .getHeaders()
            .computeIfAbsent(line.substring(0, colon).strip(), name -> new ArrayList<>())
            .add(line.substring(colon + 1).strip());
      }
    }
    return response;
  }

  private static final class SocketWriter extends Writer {
    private final TlsSocket socket;

    SocketWriter(TlsSocket socket) {
      this.socket = socket;
    }

    @Override
    public synchronized void write(ByteBuffer buffer, CompletionHandler<ByteBuffer> handler) {
      try {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        OutputStream out = socket.out();
        out.write(bytes);
        out.flush();
        handler.completed(buffer);
      } catch (IOException lost) {
        socket.abort();
        handler.failed(lost);
      }
    }

    @Override
    public void close() {
      socket.abort();
    }
  }
}
