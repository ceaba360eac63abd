package run.edges.companion.server.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An HTTP proxy on loopback that knows {@code CONNECT} and wants a name and a password. */
public final class TestProxy implements AutoCloseable {
  private static final Pattern TARGET = Pattern.compile("CONNECT ([^: ]+):(\\d+) ");
  private static final Pattern CREDENTIALS =
      Pattern.compile("(?im)^Proxy-Authorization: Basic (\\S+)");
  private static final String WHO =
      "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"test\"";

  private final ServerSocket listener;
  private final Predicate<String> known;
  private final List<String> opened = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final ScheduledExecutorService drips = Executors.newSingleThreadScheduledExecutor();
  private volatile @Nullable String refusal;
  private volatile boolean dripping;

  /**
   * Listens on a free port.
   *
   * @param known whether a {@code name:password} may pass
   */
  public TestProxy(Predicate<String> known) {
    this.known = known;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException none) {
      throw new AssertionError("no free port", none);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /** Its URL, with a name and a password in it. */
  public String url(String credentials) {
    return "http://%s@127.0.0.1:%d".formatted(credentials, listener.getLocalPort());
  }

  /** Answers whoever it knows with this status line and headers from now on. */
  public void refuse(String statusAndHeaders) {
    refusal = statusAndHeaders;
  }

  /** Answers byte by byte from now on, and never comes to an end. */
  public void drip() {
    dripping = true;
  }

  /** For each tunnel, whose name and password opened it. */
  public List<String> opened() {
    return opened;
  }

  /** How many connections were made to it. */
  public int connections() {
    return connections.get();
  }

  @Override
  public void close() {
    drips.shutdownNow();
    try {
      listener.close();
    } catch (IOException alreadyGone) {
      // Nothing is left to release.
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      for (String head = head(client); !head.isEmpty(); head = head(client)) {
        if (dripping) {
          drip(client);
          return;
        }
        String credentials = credentials(head);
        String answer = known.test(credentials) ? refusal : WHO;
        if (answer == null) {
          opened.add(credentials);
          tunnel(client, head);
          return;
        }
        say(client, answer + "\r\nContent-Length: 0");
      }
    } catch (IOException broken) {
      // The client went away.
    }
  }

  /** A request without its end; empty at the end of the connection. */
  private static String head(Socket client) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    for (int next = client.getInputStream().read(); next >= 0; ) {
      head.write(next);
      String text = head.toString(StandardCharsets.ISO_8859_1);
      if (text.endsWith("\r\n\r\n")) {
        return text;
      }
      next = client.getInputStream().read();
    }
    return "";
  }

  private static String credentials(String head) {
    Matcher found = CREDENTIALS.matcher(head);
    return found.find()
        ? new String(Base64.getDecoder().decode(found.group(1)), StandardCharsets.UTF_8)
        : "";
  }

  private static void tunnel(Socket client, String head) throws IOException {
    Matcher target = TARGET.matcher(head);
    if (!target.lookingAt()) {
      throw new IOException("not CONNECT");
    }
    try (Socket server =
        new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(target.group(2)))) {
      say(client, "200 Connected");
      Thread back = Thread.ofVirtual().start(() -> copy(server, client));
      copy(client, server);
      back.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns when the client hangs up. */
  private void drip(Socket client) throws IOException {
    client
        .getOutputStream()
        .write("HTTP/1.1 200 Connected\r\nX-Slow: ".getBytes(StandardCharsets.ISO_8859_1));
    ScheduledFuture<?> dripping =
        drips.scheduleAtFixedRate(() -> dripOn(client), 0, 50, TimeUnit.MILLISECONDS);
    try {
      client.getInputStream().transferTo(OutputStream.nullOutputStream());
    } finally {
      dripping.cancel(false);
    }
  }

  private static void dripOn(Socket client) {
    try {
      client.getOutputStream().write('x');
    } catch (IOException gone) {
      throw new IllegalStateException(gone);
    }
  }

  private static void say(Socket client, String statusAndHeaders) throws IOException {
    client
        .getOutputStream()
        .write(("HTTP/1.1 " + statusAndHeaders + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException broken) {
      closeBoth(from, to);
    }
  }

  private static void closeBoth(Socket one, Socket other) {
    try (one;
        other) {
      // Ends the other direction too.
    } catch (IOException alreadyGone) {
      // Nothing is left to release.
    }
  }
}
