package run.edges.companion.testbed.api;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import run.edges.companion.protocol.api.CompanionClient;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.api.IntegrationBody.AuthData;
import run.edges.companion.protocol.api.IntegrationBody.Connect;
import run.edges.companion.protocol.api.IntegrationBody.Cookies;
import run.edges.companion.protocol.api.Scope;
import run.edges.companion.protocol.api.WorkspaceBody;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.testbed.linkedin.LinkedInStandIn;
import run.edges.companion.testbed.linkedin.SessionCookies;
import run.edges.companion.testbed.product.ServerApi;
import run.edges.companion.testbed.product.ServerProcess;
import run.edges.companion.testbed.product.StoredSession;

/**
 * A LinkedIn stand-in and a server that asks it, for all tests of a class. Before each test
 * LinkedIn's log is empty and nothing goes wrong with it.
 */
final class Companion
    implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
  private final Map<String, String> settings;
  private @Nullable Path folder;
  private @Nullable LinkedInStandIn linkedin;
  private @Nullable ServerProcess server;
  private @Nullable ServerApi api;
  private @Nullable HttpClient http;

  Companion() {
    this(Map.of());
  }

  /** With these configuration variables, without their prefix, for the server of the class. */
  Companion(Map<String, String> settings) {
    this.settings = settings;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    folder = Files.createTempDirectory("api");
    linkedin = LinkedInStandIn.start();
    server = newServer("server", linkedin().certificatePem());
    settings.forEach((name, value) -> server().with("EDGES_COMPANION_" + name, value));
    server().start();
    api = new ServerApi(server);
    http =
        HttpClient.newBuilder().sslContext(CompanionClient.trusting(server.certificate())).build();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    linkedin().faults().clear();
    linkedin().requests().clear();
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    linkedin().faults().clear();
    linkedin().faults().releaseHanging();
    if (context.getExecutionException().isPresent()) {
      System.err.println(Files.readString(server().log()));
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    Objects.requireNonNull(http).close();
    server().close();
    linkedin().close();
    try (Stream<Path> files = Files.walk(folder())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** A server that asks the stand-in; it is not started yet. */
  ServerProcess newServer(String name, String trusted) throws IOException {
    Path certificates = Files.writeString(folder().resolve(name + ".pem"), trusted);
    return new ServerProcess(folder().resolve(name))
        .shortLived()
        .with("EDGES_COMPANION_LINKEDIN_URL", linkedin().baseUri().toString())
        .with("EDGES_COMPANION_OUTGOING_CERTIFICATE_FILE", certificates.toString())
        .with("EDGES_COMPANION_SIGN_IN_SANDBOX", "false")
        .with("EDGES_COMPANION_SIGN_IN_TRIES", "1000000")
        .with("EDGES_COMPANION_API_REQUESTS_PER_MINUTE", "1000000");
  }

  Path folder() {
    return Objects.requireNonNull(folder);
  }

  LinkedInStandIn linkedin() {
    return Objects.requireNonNull(linkedin);
  }

  ServerProcess server() {
    return Objects.requireNonNull(server);
  }

  ServerApi api() {
    return Objects.requireNonNull(api);
  }

  CompanionClient client() {
    return api().client();
  }

  /** A new API key of the workspace's Admin. */
  SecretText newKey(String name, Scope... scopes) {
    String admin = client().members().getFirst().uid();
    WorkspaceBody.ApiKey key =
        client().createApiKey(new WorkspaceBody.NewApiKey(name, admin, Set.of(scopes)));
    return Objects.requireNonNull(key.key());
  }

  /** Connects an identity with the cookies of a browser at LinkedIn. */
  IntegrationBody connect(String identity, SessionCookies cookies) {
    return client().connect(identity, cookies(cookies));
  }

  /** The body of a connect. */
  static Connect cookies(SessionCookies cookies) {
    return cookies(cookies.liAt(), cookies.liA());
  }

  static Connect cookies(@Nullable String liAt, @Nullable String liA) {
    Cookies body =
        new Cookies(
            liAt == null ? null : SecretText.of(liAt),
            liA == null ? null : SecretText.of(liA),
            null);
    return new Connect(new AuthData(body, null), null, null);
  }

  /** The value that the server stores of a cookie of the identity's newest integration. */
  Optional<String> storedCookie(String identity, String name) {
    return StoredSession.find(server().dataFolder(), api().integration(identity).uid())
        .flatMap(session -> session.find(name))
        .map(cookie -> cookie.value().reveal(SecretAccess.granted()));
  }

  /** One answer of the API, as it came. */
  record Answer(int status, HttpResponse<String> response) {
    String body() {
      return response.body();
    }

    JsonElement json() {
      return JsonParser.parseString(body());
    }

    /** A member of the answer's object; fails if it is not text, a number or a boolean. */
    String text(String member) {
      return json().getAsJsonObject().get(member).getAsString();
    }
  }

  /** A request with nothing but what the public documentation says. */
  Answer call(String method, String path, @Nullable String body, String key)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server().url().resolve(path)).header("X-API-Key", key);
    if (body == null) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, HttpRequest.BodyPublishers.ofString(body));
    }
    HttpResponse<String> response =
        Objects.requireNonNull(http).send(request.build(), HttpResponse.BodyHandlers.ofString());
    return new Answer(response.statusCode(), response);
  }

  /** As {@link #call(String, String, String, String)}, with the Admin's key. */
  Answer call(String method, String path, @Nullable String body)
      throws IOException, InterruptedException {
    return call(method, path, body, server().apiKey());
  }
}
