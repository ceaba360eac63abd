package run.edges.companion.host.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import run.edges.companion.host.frame.Halt;

/**
 * A TLS 1.3 connection. Under {@link Trust#PINNED} any certificate passes here, and nothing but the
 * WebSocket upgrade may be sent before {@link #keyHash()} was found in the server's signed key set.
 */
public final class TlsSocket {
  /** Who decides about the server's certificate. */
  public enum Trust {
    /** The key set that the server's identity key signed, after the connection stands. */
    PINNED,
    /** This machine's trust store and the host name, before it does. */
    PLATFORM
  }

  private static final int HTTPS_PORT = 443;

  private final Socket raw;
  private final SSLSocket tls;

  private TlsSocket(Socket raw, SSLSocket tls) {
    this.raw = raw;
    this.tls = tls;
  }

  /**
   * Connects and completes the handshake.
   *
   * @param platform trust managers for {@link Trust#PLATFORM}; null for the machine's own
   * @throws javax.net.ssl.SSLHandshakeException under {@link Trust#PLATFORM} if it is not trusted
   */
  public static TlsSocket connect(
      URI server, Trust trust, Duration timeout, TrustManager @Nullable [] platform)
      throws IOException {
    P256.use();
    try {
      // A key of P-256 beside it takes longer to make than all the rest; few servers need it.
      return shakeHands(server, trust, timeout, platform, new String[] {"x25519"});
    } catch (SSLException refused) {
      // Which alert a server without it answers with differs.
      if (refused.getCause() instanceof CertificateException) {
        throw refused;
      }
      return shakeHands(server, trust, timeout, platform, null);
    }
  }

  private static TlsSocket shakeHands(
      URI server,
      Trust trust,
      Duration timeout,
      TrustManager @Nullable [] platform,
      String @Nullable [] groups)
      throws IOException {
    String host = server.getHost().replaceAll("[\\[\\]]", "");
    int port = server.getPort() < 0 ? HTTPS_PORT : server.getPort();
    Socket raw = connect(host, port, timeout);
    try {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(
          null, trust == Trust.PINNED ? new TrustManager[] {new AnyCertificate()} : platform, null);
      SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(raw, host, port, true);
      SSLParameters parameters = tls.getSSLParameters();
      parameters.setProtocols(new String[] {"TLSv1.3"});
      if (groups != null) {
        parameters.setNamedGroups(groups);
      }
      if (trust == Trust.PLATFORM) {
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
      }
      tls.setSSLParameters(parameters);
      tls.startHandshake();
      return new TlsSocket(raw, tls);
    } catch (GeneralSecurityException unsupported) {
      close(raw);
      throw new IOException(unsupported);
    } catch (IOException failed) {
      close(raw);
      throw failed;
    }
  }

  private static Socket connect(String host, int port, Duration timeout) throws IOException {
    IOException last = new IOException("no address");
    for (InetAddress address : InetAddress.getAllByName(host)) {
      Socket socket = new Socket();
      Halt.closeFirst(socket);
      try {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) timeout.toMillis());
        socket.connect(new InetSocketAddress(address, port), (int) timeout.toMillis());
        return socket;
      } catch (IOException unreachable) {
        close(socket);
        last = unreachable;
      }
    }
    throw last;
  }

  /** base64url of the SHA-256 of the server's SubjectPublicKeyInfo. */
  public String keyHash() throws IOException {
    try {
      byte[] key = tls.getSession().getPeerCertificates()[0].getPublicKey().getEncoded();
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (GeneralSecurityException unsupported) {
      throw new IOException(unsupported);
    }
  }

  public InputStream in() throws IOException {
    return tls.getInputStream();
  }

  public OutputStream out() throws IOException {
    return tls.getOutputStream();
  }

  /** From now on reads fail after this much silence. */
  public void limitSilence(Duration silence) throws IOException {
    raw.setSoTimeout((int) silence.toMillis());
    tls.setSoTimeout((int) silence.toMillis());
  }

  /** Ends it at once, also under a read or write that waits. */
  public void abort() {
    close(raw);
  }

  private static void close(Socket socket) {
    Halt.forget(socket);
    try {
      socket.close();
    } catch (IOException alreadyClosed) {
      // Nothing is left to do.
    }
  }

  /** Leaves the decision to {@link Trust#PINNED}; see there. */
  private static final class AnyCertificate extends X509ExtendedTrustManager {
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
