package run.edges.companion.host.training;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import run.edges.companion.host.browser.Os;

/**
 * A TLS server on a free port of this machine that plays one peer at a time by hand. For training
 * and tests: it checks nothing that it is not asked to check.
 */
public final class LoopbackServer implements AutoCloseable {
  private static final char[] PASSWORD = "loopback".toCharArray();
  private static final int WAIT_MILLIS = 20_000;

  private final SSLServerSocket listener;
  private final KeyStore keys;

  private LoopbackServer(SSLServerSocket listener, KeyStore keys) {
    this.listener = listener;
    this.keys = keys;
  }

  /** Makes a self-signed key for {@code localhost} in a new file, with this JDK's keytool. */
  public static KeyStore makeKey(Path folder) {
    Path file = folder.resolve("loopback-" + System.nanoTime() + ".p12");
    try {
      Process keytool =
          new ProcessBuilder(keytool(file))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!keytool.waitFor(1, TimeUnit.MINUTES) || keytool.exitValue() != 0) {
        throw new IllegalStateException("keytool failed");
      }
      KeyStore keys = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(file)) {
        keys.load(in, PASSWORD);
      }
      Files.delete(file);
      return keys;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (GeneralSecurityException | InterruptedException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static List<String> keytool(Path file) {
    String arguments =
        "-genkeypair -alias key -keyalg EC -groupname secp256r1 -validity 2 -dname CN=localhost"
            + " -ext SAN=dns:localhost -storetype PKCS12 -storepass "
            + new String(PASSWORD);
    List<String> command = new ArrayList<>();
    String program = Os.current().program("keytool");
    command.add(Path.of(System.getProperty("java.home"), "bin", program).toString());
    command.addAll(List.of(arguments.split(" ")));
    command.addAll(List.of("-keystore", file.toString()));
    return command;
  }

  /**
   * Listens.
   *
   * @param port 0 for a free one
   */
  public static LoopbackServer listen(KeyStore keys, int port) throws IOException {
    try {
      KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
      managers.init(keys, PASSWORD);
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(managers.getKeyManagers(), null, null);
      SSLServerSocket listener =
          (SSLServerSocket)
              context
                  .getServerSocketFactory()
                  .createServerSocket(port, 8, InetAddress.getLoopbackAddress());
      listener.setSoTimeout(WAIT_MILLIS);
      return new LoopbackServer(listener, keys);
    } catch (GeneralSecurityException unsupported) {
      throw new IOException(unsupported);
    }
  }

  public String url() {
    return "https://localhost:" + listener.getLocalPort();
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** base64url of the SHA-256 of this server's SubjectPublicKeyInfo. */
  public String keyHash() {
    try {
      byte[] key = keys.getCertificate("key").getPublicKey().getEncoded();
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
    } catch (GeneralSecurityException failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** Waits for a device, and completes TLS and the WebSocket upgrade. */
  public LoopbackPeer accept() throws IOException {
    SSLSocket socket = (SSLSocket) listener.accept();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(WAIT_MILLIS);
    return LoopbackPeer.upgrade(socket);
  }

  /** Whether nobody connects within this time. */
  public boolean isLeftAlone(int millis) throws IOException {
    listener.setSoTimeout(millis);
    try (var unexpected = listener.accept()) {
      return unexpected == null;
    } catch (SocketTimeoutException nobody) {
      return true;
    } finally {
      listener.setSoTimeout(WAIT_MILLIS);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
