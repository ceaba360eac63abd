package run.edges.companion.server.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** How clients reach a server: its origin, its fingerprint, and TLS that trusts its certificate. */
public record Address(URI url, String fingerprint, SSLContext tls, HttpClient http) {
  /** For a server that made its certificate in this data folder. */
  public static Address of(URI url, String fingerprint, Path dataFolder) {
    SSLContext tls = trusting(dataFolder.resolve("tls").resolve("certificate.pem"));
    HttpClient http =
        HttpClient.newBuilder().sslContext(tls).connectTimeout(Duration.ofSeconds(20)).build();
    return new Address(url, fingerprint, tls, http);
  }

  private static SSLContext trusting(Path certificate) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry(
          "server",
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(certificate))));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException unusable) {
      throw new AssertionError("the server's certificate cannot be trusted", unusable);
    }
  }
}
