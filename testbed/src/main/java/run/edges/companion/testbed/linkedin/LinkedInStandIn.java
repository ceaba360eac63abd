package run.edges.companion.testbed.linkedin;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import run.edges.companion.testbed.linkedin.page.Look;
import run.edges.companion.testbed.linkedin.web.StandInCertificate;

/**
 * A TLS server on 127.0.0.1 that behaves like www.linkedin.com as far as {@code edges-api.md},
 * section 4, knows it: sign-in, checkpoint, feed, {@code /voyager/api/me}, cookies, and the ways in
 * which a session dies. It guarantees nothing about the real LinkedIn beyond those facts.
 *
 * <p>Chromium reaches it with {@code --host-resolver-rules=MAP www.linkedin.com:443
 * 127.0.0.1:<port>} and {@code --ignore-certificate-errors-spki-list=<spkiSha256>}; Java with
 * {@link #clientContext()}. Thread-safe, and so is everything it hands out.
 */
public final class LinkedInStandIn implements AutoCloseable {

  static {
    // The JDK's server leaves Nagle's algorithm on, which delays small answers by up to 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final StandInCertificate certificate = StandInCertificate.create();
  private final Sessions sessions = new Sessions();
  private final Checkpoints checkpoints = new Checkpoints();
  private final Faults faults = new Faults();
  private final Look look = new Look();
  private final RequestLog requests = new RequestLog();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpsServer server;

  private LinkedInStandIn() throws IOException {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 256);
    server.setHttpsConfigurator(new HttpsConfigurator(certificate.serverContext()));
    server.setExecutor(executor);
    server.createContext("/", new Routes(sessions, checkpoints, faults, requests, look));
  }

  /** Starts on a free port, with nobody signed in. */
  public static LinkedInStandIn start() throws IOException {
    LinkedInStandIn standIn = new LinkedInStandIn();
    standIn.server.start();
    return standIn;
  }

  /** The port on 127.0.0.1. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** {@code https://localhost:<port>}, for clients that do not map www.linkedin.com. */
  public URI baseUri() {
    return URI.create("https://localhost:" + port());
  }

  /** The self-signed certificate. */
  public X509Certificate certificate() {
    return certificate.certificate();
  }

  /** The self-signed certificate as PEM. */
  public String certificatePem() {
    return certificate.pem();
  }

  /** The certificate's public key, hashed as Chromium's SPKI list wants it (Base64). */
  public String spkiSha256() {
    return certificate.spkiSha256();
  }

  /** For Java clients: trusts the stand-in and nothing else. */
  public SSLContext clientContext() {
    return certificate.clientContext();
  }

  /** Who is signed in; rotates and ends sessions. */
  public Sessions sessions() {
    return sessions;
  }

  /** The checkpoints that members must complete. */
  public Checkpoints checkpoints() {
    return checkpoints;
  }

  /** What goes wrong. */
  public Faults faults() {
    return faults;
  }

  /** Layout and language of the pages. */
  public Look look() {
    return look;
  }

  /** What was asked. */
  public RequestLog requests() {
    return requests;
  }

  /** Drops every connection, also those that hang. */
  @Override
  public void close() {
    // Stops first: what hangs must lose its connection, not get a late answer.
    server.stop(0);
    faults.releaseHanging();
    executor.shutdownNow();
  }
}
