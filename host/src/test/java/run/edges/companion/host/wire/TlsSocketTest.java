package run.edges.companion.host.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import run.edges.companion.host.training.LoopbackServer;

@Timeout(60)
class TlsSocketTest {
  @TempDir Path folder;

  @Test
  void connect_serverWithoutX25519_takesWhatItHas() throws Exception {
    KeyStore keys = LoopbackServer.makeKey(folder);
    try (SSLServerSocket server = serverOf(keys, "secp256r1")) {
      Thread.startVirtualThread(() -> shakeHands(server));

      TlsSocket socket =
          TlsSocket.connect(
              URI.create("https://localhost:" + server.getLocalPort()),
              TlsSocket.Trust.PINNED,
              Duration.ofSeconds(30),
              null);

      byte[] key = keys.getCertificate("key").getPublicKey().getEncoded();
      assertThat(Base64.getUrlDecoder().decode(socket.keyHash()))
          .isEqualTo(MessageDigest.getInstance("SHA-256").digest(key));
      socket.abort();
    }
  }

  private static SSLServerSocket serverOf(KeyStore keys, String group)
      throws IOException, GeneralSecurityException {
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, "loopback".toCharArray());
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(managers.getKeyManagers(), null, null);
    SSLServerSocket server =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 8, InetAddress.getLoopbackAddress());
    SSLParameters parameters = server.getSSLParameters();
    parameters.setNamedGroups(new String[] {group});
    server.setSSLParameters(parameters);
    return server;
  }

  private static void shakeHands(SSLServerSocket server) {
    while (!server.isClosed()) {
      try {
        SSLSocket socket = (SSLSocket) server.accept();
        socket.startHandshake();
      } catch (IOException refused) {
        // The next attempt may have a group in common.
      }
    }
  }
}
