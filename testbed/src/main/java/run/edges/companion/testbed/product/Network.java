package run.edges.companion.testbed.product;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The network between devices and a server: a TCP relay on loopback that can be cut and mended. */
public final class Network implements AutoCloseable {
  private final ServerSocket listener;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile int serverPort;
  private volatile boolean cut;

  /** A whole network; tell it with {@link #leadTo} where the server is. */
  public Network() {
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException none) {
      throw new IllegalStateException("no free port", none);
    }
    Thread.ofVirtual().start(this::accept);
  }

  public void leadTo(int port) {
    serverPort = port;
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Breaks every connection, and each new one at once. */
  public void cut() {
    cut = true;
    sockets.forEach(Network::close);
  }

  public void mend() {
    cut = false;
  }

  @Override
  public void close() {
    cut();
    try {
      listener.close();
    } catch (IOException alreadyGone) {
      // Nothing is left to release.
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket device = listener.accept();
        sockets.add(device);
        if (cut) {
          close(device);
        } else {
          relay(device);
        }
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void relay(Socket device) {
    Socket server = connect();
    if (server == null) {
      close(device);
      return;
    }
    sockets.add(server);
    Thread.ofVirtual().start(() -> copy(device, server));
    Thread.ofVirtual().start(() -> copy(server, device));
  }

  private @Nullable Socket connect() {
    try {
      return new Socket(InetAddress.getLoopbackAddress(), serverPort);
    } catch (IOException down) {
      return null;
    }
  }

  private void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException broken) {
      // Either side broke: the other is closed below.
    }
    close(from);
    close(to);
    sockets.remove(from);
    sockets.remove(to);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException alreadyGone) {
      // Nothing is left to release.
    }
  }
}
