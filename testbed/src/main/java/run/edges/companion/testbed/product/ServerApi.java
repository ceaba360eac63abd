package run.edges.companion.testbed.product;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;

/**
 * A workspace's REST calls to a {@link ServerProcess}, with the API key and the certificate in its
 * data folder.
 */
public final class ServerApi {
  private final URI base;
  private final String key;
  private final Certificate certificate;
  private final HttpClient http;

  public ServerApi(ServerProcess server) {
    try {
      this.base = server.url();
      this.key = Files.readString(server.dataFolder().resolve("api-key")).strip();
      this.certificate = certificate(server.dataFolder().resolve("tls/certificate.pem"));
      this.http = HttpClient.newBuilder().sslContext(trusting(certificate)).build();
    } catch (IOException | GeneralSecurityException failed) {
      throw new IllegalStateException("the server's files cannot be read", failed);
    }
  }

  /** base64 SHA-256 of the server's TLS key, as Chromium's command line takes it. */
  public String tlsKeyHash() {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(certificate.getPublicKey().getEncoded()));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  public String createIdentity(String name) {
    JsonObject request = new JsonObject();
    request.addProperty("name", name);
    return post("/v1/identities", request).get("uid").getAsString();
  }

  /** Issues a shared link; {@code url} is the whole link. */
  public JsonObject issueLink(String identity) {
    return post("/v1/identities/" + identity + "/shared-links", new JsonObject());
  }

  /** Issues a shared link with an ISO 8601 lifetime. */
  public JsonObject issueLink(String identity, String lifetime) {
    JsonObject request = new JsonObject();
    request.addProperty("lifetime", lifetime);
    return post("/v1/identities/" + identity + "/shared-links", request);
  }

  public JsonObject revokeLink(String identity, String link) {
    return send("DELETE", "/v1/identities/" + identity + "/shared-links/" + link, "")
        .getAsJsonObject();
  }

  /** The identity's integrations, ended ones too, newest first. */
  public List<JsonObject> integrations(String identity) {
    JsonArray all = send("GET", "/v1/integrations?identity_uid=" + identity, "").getAsJsonArray();
    return all.asList().stream().map(JsonElement::getAsJsonObject).toList();
  }

  public JsonObject refresh(String identity) {
    return post(integration(identity) + "/refresh", new JsonObject());
  }

  public void deleteIntegration(String identity) {
    send("DELETE", integration(identity), "");
  }

  /** The bodies of the consent record's entries, oldest first. */
  public List<JsonObject> consentRecord(String identity) {
    return send("GET", integration(identity) + "/consent-record", "")
        .getAsJsonArray()
        .asList()
        .stream()
        .map(entry -> entry.getAsJsonObject().get("body").getAsString())
        .map(body -> JsonParser.parseString(body).getAsJsonObject())
        .toList();
  }

  /** Waits until the identity's newest integration is as wanted, and returns it. */
  public JsonObject awaitIntegration(String identity, String what, Predicate<JsonObject> wanted) {
    return Awaitility.await(what)
        .atMost(Chromium.PATIENCE)
        .pollInterval(java.time.Duration.ofMillis(50))
        .until(() -> integrations(identity), all -> !all.isEmpty() && wanted.test(all.getFirst()))
        .getFirst();
  }

  /** Waits until it has this status. */
  public JsonObject awaitStatus(String identity, String status) {
    return awaitIntegration(
        identity, "status " + status, one -> one.get("status").getAsString().equals(status));
  }

  private static String integration(String identity) {
    return "/v1/identities/" + identity + "/integrations/linkedin";
  }

  private JsonObject post(String path, JsonObject body) {
    return send("POST", path, body.toString()).getAsJsonObject();
  }

  private JsonElement send(String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(path))
            .header("X-API-Key", key)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() >= 400) {
        throw new IllegalStateException(
            method + " " + path + " answers " + response.statusCode() + ": " + response.body());
      }
      return JsonParser.parseString(response.body());
    } catch (IOException failed) {
      throw new IllegalStateException(method + " " + path + " fails", failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private static Certificate certificate(Path file) throws IOException, GeneralSecurityException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(file)));
  }

  private static SSLContext trusting(Certificate certificate)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("server", certificate);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
