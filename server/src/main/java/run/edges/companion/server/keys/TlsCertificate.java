package run.edges.companion.server.keys;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.server.configuration.Configuration;
import run.edges.companion.server.configuration.ConfigurationException;

/**
 * The certificate chain and key that the port serves with: the configured ones, or a self-signed
 * pair in the data folder.
 *
 * @param chain leaf first
 */
public record TlsCertificate(List<Certificate> chain, PrivateKey key) {
  private static final Duration VALIDITY = Duration.ofDays(3650);

  public TlsCertificate {
    chain = List.copyOf(chain);
  }

  /**
   * Reads the certificate, or makes a self-signed one.
   *
   * @throws ConfigurationException for files that cannot be read or are not PEM
   */
  public static TlsCertificate open(Configuration configuration, Clock clock) {
    Path folder = configuration.dataFolder().resolve("tls");
    Path certificateFile =
        configuration.tlsCertificateFile().orElse(folder.resolve("certificate.pem"));
    Path keyFile = configuration.tlsKeyFile().orElse(folder.resolve("key.pem"));
    if (configuration.tlsCertificateFile().isEmpty() && !Files.exists(keyFile)) {
      createSelfSigned(certificateFile, keyFile, configuration.host(), clock);
    }
    try {
      return new TlsCertificate(readChain(certificateFile), readKey(keyFile));
    } catch (IOException | GeneralSecurityException | RuntimeException unreadable) {
      throw new ConfigurationException(
          ErrorCode.CONFIG_VALUE_INVALID,
          "%s and %s cannot be read as a PEM certificate chain and its private key."
              .formatted(certificateFile, keyFile));
    }
  }

  /** What a key set lists: base64url SHA-256 of the leaf's SubjectPublicKeyInfo. */
  public String publicKeyHash() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(chain.getFirst().getPublicKey().getEncoded());
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** A context that serves with this certificate. */
  public SSLContext serverContext() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("server", key, new char[0], chain.toArray(new Certificate[0]));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException unusable) {
      throw new ConfigurationException(
          ErrorCode.CONFIG_VALUE_INVALID,
          "The TLS certificate and key do not belong together or are of an unknown kind.");
    }
  }

  private static List<Certificate> readChain(Path file)
      throws IOException, GeneralSecurityException {
    return List.copyOf(
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file))));
  }

  private static PrivateKey readKey(Path file) throws IOException {
    try (PEMParser parser = new PEMParser(new StringReader(Files.readString(file)))) {
      JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
      return switch (parser.readObject()) {
        case PrivateKeyInfo pkcs8 -> converter.getPrivateKey(pkcs8);
        case PEMKeyPair pair -> converter.getKeyPair(pair).getPrivate();
        case null, default -> throw new IOException("no private key");
      };
    }
  }

  private static void createSelfSigned(
      Path certificateFile, Path keyFile, String host, Clock clock) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      Certificate certificate = selfSign(pair, host, clock);
      KeyFile.write(certificateFile, pem(certificate));
      KeyFile.write(keyFile, pem(new PemObject("PRIVATE KEY", pair.getPrivate().getEncoded())));
    } catch (GeneralSecurityException | OperatorCreationException | IOException impossible) {
      throw new IllegalStateException("a self-signed certificate cannot be made", impossible);
    }
  }

  private static Certificate selfSign(KeyPair pair, String host, Clock clock)
      throws GeneralSecurityException, OperatorCreationException, IOException {
    X500Name name = new X500Name("CN=Edges Companion server");
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name,
            new BigInteger(127, new SecureRandom()),
            Date.from(clock.instant().minus(Duration.ofDays(1))),
            Date.from(clock.instant().plus(VALIDITY)),
            name,
            pair.getPublic());
    boolean address = host.matches("[0-9.]+|.*:.*");
    GeneralName[] names = {
      new GeneralName(GeneralName.dNSName, "localhost"),
      new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
      new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, host)
    };
    builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
    byte[] encoded =
        builder
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
            .getEncoded();
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(encoded));
  }

  private static String pem(Object object) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    }
    return text.toString();
  }
}
