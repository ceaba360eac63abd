package run.edges.companion.server.outgoing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.server.configuration.ConfigurationException;

/** Whom the server trusts when it calls others. */
public final class OutgoingTls {
  private OutgoingTls() {}

  /**
   * Trust in the Java runtime's certificate authorities, and in the certificates of a file.
   *
   * @param more PEM
   * @throws ConfigurationException {@code CONFIG_VALUE_INVALID} if the file cannot be used
   */
  public static SSLContext trusting(Optional<Path> more) {
    try {
      List<X509Certificate> trusted = new ArrayList<>();
      for (TrustManager manager : factory(null).getTrustManagers()) {
        if (manager instanceof X509TrustManager platform) {
          trusted.addAll(List.of(platform.getAcceptedIssuers()));
        }
      }
      if (more.isPresent()) {
        trusted.addAll(read(more.get()));
      }
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (int i = 0; i < trusted.size(); i++) {
        store.setCertificateEntry("trusted-" + i, trusted.get(i));
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory(store).getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException unusable) {
      throw unreadable(more);
    }
  }

  /**
   * The public keys of the certificates in a file, as Chromium's command line takes them: base64
   * SHA-256.
   *
   * @throws ConfigurationException as {@link #trusting}
   */
  public static List<String> keyHashes(Optional<Path> pem) {
    try {
      List<String> hashes = new ArrayList<>();
      if (pem.isPresent()) {
        for (X509Certificate certificate : read(pem.get())) {
          hashes.add(
              Base64.getEncoder()
                  .encodeToString(
                      MessageDigest.getInstance("SHA-256")
                          .digest(certificate.getPublicKey().getEncoded())));
        }
      }
      return hashes;
    } catch (GeneralSecurityException | IOException unusable) {
      throw unreadable(pem);
    }
  }

  private static ConfigurationException unreadable(Optional<Path> pem) {
    return new ConfigurationException(
        ErrorCode.CONFIG_VALUE_INVALID,
        "The certificates in %s cannot be read. outgoing.certificate-file names a PEM file."
            .formatted(pem.map(Path::toString).orElse("the Java runtime")));
  }

  private static TrustManagerFactory factory(@org.jspecify.annotations.Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }

  private static List<X509Certificate> read(Path pem) throws IOException, GeneralSecurityException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(pem)))
        .stream()
        .map(X509Certificate.class::cast)
        .toList();
  }
}
