package run.edges.companion.testbed.product;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import run.edges.companion.protocol.api.CompanionClient;
import run.edges.companion.protocol.api.IdentityBody;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.api.SharedLinkBody;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.wire.IntegrationState.Status;

/**
 * A workspace's calls to a {@link ServerProcess}, with the API key and the certificate in its data
 * folder: those that testbed programs make all the time; {@link #client} makes every other one.
 */
public final class ServerApi {
  private final Path certificate;
  private final CompanionClient client;

  public ServerApi(ServerProcess server) {
    this.certificate = server.certificate();
    this.client = client(server, SecretText.of(server.apiKey()));
  }

  /** A client with another API key of this server. */
  public static CompanionClient client(ServerProcess server, SecretText apiKey) {
    try {
      return new CompanionClient(
          server.url(), apiKey, CompanionClient.trusting(server.certificate()));
    } catch (IOException failed) {
      throw new IllegalStateException("the server's certificate cannot be read", failed);
    }
  }

  public CompanionClient client() {
    return client;
  }

  /** base64 SHA-256 of the server's TLS key, as Chromium's command line takes it. */
  public String tlsKeyHash() {
    try {
      var read =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(certificate)));
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(read.getPublicKey().getEncoded()));
    } catch (IOException | GeneralSecurityException failed) {
      throw new IllegalStateException("the server's certificate cannot be read", failed);
    }
  }

  /** Returns its uid. */
  public String createIdentity(String name) {
    return client.createIdentity(new IdentityBody.New(name, null, null, null)).uid();
  }

  /** Issues a shared link and returns it whole. */
  public String issueLink(String identity) {
    return url(client.issueSharedLink(identity, new SharedLinkBody.New(null)));
  }

  /** A shared link as the owner gets it. */
  public static String url(SharedLinkBody link) {
    return Objects.requireNonNull(link.url()).reveal(SecretAccess.granted());
  }

  /** The identity's integrations, ended ones too, newest first. */
  public List<IntegrationBody> integrations(String identity) {
    return client.integrations(Optional.of(identity));
  }

  /** The identity's newest integration. */
  public IntegrationBody integration(String identity) {
    return integrations(identity).getFirst();
  }

  /** The bodies of the consent record's entries, oldest first. */
  public List<JsonObject> consentRecord(String identity) {
    return client.consentRecord(identity).stream()
        .map(entry -> JsonParser.parseString(entry.body()).getAsJsonObject())
        .toList();
  }

  /** Waits until the identity's newest integration is as wanted, and returns it. */
  public IntegrationBody awaitIntegration(
      String identity, String what, Predicate<IntegrationBody> wanted) {
    return Awaitility.await(what)
        .atMost(Chromium.PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> integrations(identity), all -> !all.isEmpty() && wanted.test(all.getFirst()))
        .getFirst();
  }

  /** Waits until it has this status. */
  public IntegrationBody awaitStatus(String identity, Status status) {
    return awaitIntegration(identity, "status " + status, one -> one.status() == status);
  }
}
