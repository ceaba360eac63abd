package run.edges.companion.server.command;

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
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import run.edges.companion.server.configuration.Configuration;
import run.edges.companion.server.workspace.ApiKey;

/**
 * Calls the running server's REST API with the key in its data folder, trusting the certificate
 * that the server is configured with.
 */
final class ApiClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(40);

  private final HttpClient http;
  private final URI base;
  private final String key;

  private ApiClient(HttpClient http, URI base, String key) {
    this.http = http;
    this.base = base;
    this.key = key;
  }

  /**
   * A client for the server that this configuration describes.
   *
   * @throws ApiFailure if that server was never started
   */
  static ApiClient of(Configuration configuration) {
    Path keyFile = configuration.dataFolder().resolve(ApiKey.FILE);
    Path certificate =
        configuration
            .tlsCertificateFile()
            .orElse(configuration.dataFolder().resolve("tls").resolve("certificate.pem"));
    try {
      HttpClient http =
          HttpClient.newBuilder()
              .sslContext(trusting(certificate))
              .connectTimeout(Duration.ofSeconds(5))
              .build();
      URI base = URI.create("https://" + configuration.host() + ":" + configuration.port());
      return new ApiClient(http, base, Files.readString(keyFile).strip());
    } catch (IOException | GeneralSecurityException absent) {
      throw new ApiFailure(
          "There is no server in %s yet, or its files cannot be read. Start it with: serve"
              .formatted(configuration.dataFolder()));
    }
  }

  JsonArray list(String path) {
    return send(request(path).GET()).getAsJsonArray();
  }

  JsonObject post(String path, JsonObject body) {
    return send(request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString())))
        .getAsJsonObject();
  }

  JsonObject delete(String path) {
    return send(request(path).DELETE()).getAsJsonObject();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path))
        .timeout(TIMEOUT)
        .header("X-API-Key", key)
        .header("Accept", "application/json");
  }

  private JsonElement send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      JsonElement body = JsonParser.parseString(response.body());
      if (response.statusCode() >= 400) {
        JsonObject error = body.getAsJsonObject();
        throw new ApiFailure(
            "%d %s: %s"
                .formatted(
                    response.statusCode(),
                    error.get("error_label").getAsString(),
                    error.get("message").getAsString()));
      }
      return body;
    } catch (IOException unreachable) {
      throw new ApiFailure("The server at " + base + " cannot be reached. Start it with: serve");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ApiFailure("Interrupted.");
    }
  }

  private static SSLContext trusting(Path certificate)
      throws IOException, GeneralSecurityException {
    List<? extends Certificate> chain =
        List.copyOf(
            CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(certificate))));
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (int i = 0; i < chain.size(); i++) {
      store.setCertificateEntry("server-" + i, chain.get(i));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
