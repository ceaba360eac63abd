package run.edges.companion.protocol.api;

import com.google.gson.JsonParseException;
import com.google.gson.reflect.TypeToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.wire.CapturedSession;
import run.edges.companion.protocol.wire.ServerMessage.RecordEntry;
import run.edges.companion.protocol.wire.WireJson;

/**
 * Calls the REST API of one workspace. Each method is one request; none is tried again.
 *
 * <p>Every method throws {@link ApiCallException} if the server refuses, and {@link
 * UncheckedIOException} if it cannot be reached. Thread-safe.
 */
public final class CompanionClient {
  /** Longer than "ask the device now" takes. */
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final String base;
  private final SecretText apiKey;
  private final HttpClient http;

  /**
   * A client.
   *
   * @param base where the server is, such as {@code https://localhost:8443}, with its path if it
   *     has one
   * @param tls which servers are trusted
   */
  public CompanionClient(URI base, SecretText apiKey, SSLContext tls) {
    this.base = base.toString().replaceAll("/$", "");
    this.apiKey = apiKey;
    this.http =
        HttpClient.newBuilder().sslContext(tls).connectTimeout(Duration.ofSeconds(10)).build();
  }

  /**
   * Trust in the certificates of a PEM file and in nothing else, for a server that made its own.
   *
   * @throws IOException if the file cannot be read or holds no certificate
   */
  public static SSLContext trusting(Path pem) throws IOException {
    try {
      List<? extends Certificate> certificates =
          List.copyOf(
              CertificateFactory.getInstance("X.509")
                  .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(pem))));
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (int i = 0; i < certificates.size(); i++) {
        store.setCertificateEntry("certificate-" + i, certificates.get(i));
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException unusable) {
      throw new IOException("no certificate in " + pem, unusable);
    }
  }

  /**
   * One page of identities, oldest first.
   *
   * @param query part of the name, in any case
   * @param page from 1
   */
  public List<IdentityBody> identities(Optional<String> query, int page, boolean retrieveAccounts) {
    String search = query.map(text -> "&query=" + encoded(text)).orElse("");
    return get(
        "/v1/identities?page=%d&retrieve_accounts=%s%s".formatted(page, retrieveAccounts, search),
        new TypeToken<List<IdentityBody>>() {});
  }

  public IdentityBody createIdentity(IdentityBody.New identity) {
    return send("POST", "/v1/identities", identity, TypeToken.get(IdentityBody.class));
  }

  public IdentityBody identity(String uid) {
    return get(identityPath(uid), TypeToken.get(IdentityBody.class));
  }

  public IdentityBody updateIdentity(String uid, IdentityBody.Update update) {
    return send("PUT", identityPath(uid), update, TypeToken.get(IdentityBody.class));
  }

  /** Deletes the identity; its integration ends, its links are revoked. */
  public void deleteIdentity(String uid) {
    delete(identityPath(uid));
  }

  /** Makes a login link for each platform. */
  public Map<String, SecretText> generateLoginLinks(String identity) {
    return send(
        "POST", identityPath(identity) + "/generate-login-links", null, new TypeToken<>() {});
  }

  public IntegrationBody integration(String identity) {
    return get(integrationPath(identity), TypeToken.get(IntegrationBody.class));
  }

  /**
   * The integrations of the workspace, ended ones too, newest first, at most 500.
   *
   * @param identity those of one identity only
   */
  public List<IntegrationBody> integrations(Optional<String> identity) {
    return get(
        "/v1/integrations" + identity.map(uid -> "?identity_uid=" + encoded(uid)).orElse(""),
        new TypeToken<List<IntegrationBody>>() {});
  }

  /** Makes or updates the identity's integration from a live session. */
  public IntegrationBody connect(String identity, IntegrationBody.Connect connect) {
    return send("POST", integrationPath(identity), connect, TypeToken.get(IntegrationBody.class));
  }

  /** Goes on with a sign-in that waits for the owner: with a code, for a new one, or to look. */
  public IntegrationBody checkpoint(String identity, IntegrationBody.Checkpoint.Answer answer) {
    return send(
        "POST",
        integrationPath(identity) + "/checkpoint",
        answer,
        TypeToken.get(IntegrationBody.class));
  }

  /** Closes the identity's sign-in, if one runs. */
  public void cancelSignIn(String identity) {
    delete(integrationPath(identity) + "/checkpoint");
  }

  /** Asks LinkedIn now whether the stored session lives. */
  public IntegrationBody.Verification verify(String identity) {
    return send(
        "POST",
        integrationPath(identity) + "/verify",
        null,
        TypeToken.get(IntegrationBody.Verification.class));
  }

  /** Sets the proxy by which LinkedIn is asked for this identity. */
  public IntegrationBody.Proxy setProxy(String identity, IntegrationBody.Proxy.New proxy) {
    return send(
        "PUT",
        integrationPath(identity) + "/proxy",
        proxy,
        TypeToken.get(IntegrationBody.Proxy.class));
  }

  public IntegrationBody.Proxy proxy(String identity) {
    return get(integrationPath(identity) + "/proxy", TypeToken.get(IntegrationBody.Proxy.class));
  }

  public void removeProxy(String identity) {
    delete(integrationPath(identity) + "/proxy");
  }

  /** Ends the identity's integration: its session is deleted, the owner gets a receipt. */
  public void deleteIntegration(String identity) {
    delete(integrationPath(identity));
  }

  /** Asks the owner's devices for their live session now, and waits for the answer. */
  public IntegrationBody.Refresh refresh(String identity) {
    return send(
        "POST",
        integrationPath(identity) + "/refresh",
        null,
        TypeToken.get(IntegrationBody.Refresh.class));
  }

  /** The consent record of the identity's newest integration, oldest entry first. */
  public List<RecordEntry> consentRecord(String identity) {
    return get(
        integrationPath(identity) + "/consent-record", new TypeToken<List<RecordEntry>>() {});
  }

  /** The current session; needs the scope {@code session:read}, and the owner sees it. */
  public CapturedSession session(String identity) {
    return get(integrationPath(identity) + "/session", TypeToken.get(CapturedSession.class));
  }

  public List<SharedLinkBody> sharedLinks(String identity) {
    return get(linksPath(identity), new TypeToken<List<SharedLinkBody>>() {});
  }

  public SharedLinkBody issueSharedLink(String identity, SharedLinkBody.New link) {
    return send("POST", linksPath(identity), link, TypeToken.get(SharedLinkBody.class));
  }

  public SharedLinkBody revokeSharedLink(String identity, String link) {
    return send(
        "DELETE",
        linksPath(identity) + "/" + encoded(link),
        null,
        TypeToken.get(SharedLinkBody.class));
  }

  /** The workspace that the key belongs to; a list as in the Edges API. */
  public List<WorkspaceBody> workspaces() {
    return get("/v1/workspaces", new TypeToken<List<WorkspaceBody>>() {});
  }

  public WorkspaceBody.Created createWorkspace(WorkspaceBody.New workspace) {
    return send("POST", "/v1/workspaces", workspace, TypeToken.get(WorkspaceBody.Created.class));
  }

  public List<WorkspaceBody.Member> members() {
    return get("/v1/members", new TypeToken<List<WorkspaceBody.Member>>() {});
  }

  public WorkspaceBody.Member createMember(WorkspaceBody.NewMember member) {
    return send("POST", "/v1/members", member, TypeToken.get(WorkspaceBody.Member.class));
  }

  public WorkspaceBody.Member updateMember(String uid, WorkspaceBody.NewMember member) {
    return send(
        "PUT", "/v1/members/" + encoded(uid), member, TypeToken.get(WorkspaceBody.Member.class));
  }

  /** Removes a member; their API keys are revoked. */
  public void removeMember(String uid) {
    delete("/v1/members/" + encoded(uid));
  }

  /** Makes a member's way into the dashboard, or back into it; the one before is void. */
  public WorkspaceBody.Invitation inviteMember(String uid) {
    String path = "/v1/members/" + encoded(uid) + "/invitation";
    return send("POST", path, null, TypeToken.get(WorkspaceBody.Invitation.class));
  }

  public List<WorkspaceBody.ApiKey> apiKeys() {
    return get("/v1/api-keys", new TypeToken<List<WorkspaceBody.ApiKey>>() {});
  }

  /** Makes an API key; only this answer holds the key itself. */
  public WorkspaceBody.ApiKey createApiKey(WorkspaceBody.NewApiKey key) {
    return send("POST", "/v1/api-keys", key, TypeToken.get(WorkspaceBody.ApiKey.class));
  }

  public void revokeApiKey(String id) {
    delete("/v1/api-keys/" + encoded(id));
  }

  public List<WebhookBody> webhooks() {
    return get("/v1/webhooks", new TypeToken<List<WebhookBody>>() {});
  }

  /** Makes a webhook; only this answer and that of a rotation hold its secret. */
  public WebhookBody createWebhook(WebhookBody.New webhook) {
    return send("POST", "/v1/webhooks", webhook, TypeToken.get(WebhookBody.class));
  }

  public void deleteWebhook(String uid) {
    delete(webhookPath(uid));
  }

  /** Makes a new secret; the one of before signs too for 24 hours. */
  public WebhookBody rotateWebhookSecret(String uid) {
    return send(
        "POST", webhookPath(uid) + "/rotate-secret", null, TypeToken.get(WebhookBody.class));
  }

  /** Sends a message of type {@code test} at once. */
  public WebhookBody.TestResult testWebhook(String uid) {
    return send(
        "POST", webhookPath(uid) + "/test", null, TypeToken.get(WebhookBody.TestResult.class));
  }

  /** The newest 100 deliveries, newest first. */
  public List<WebhookBody.Delivery> deliveries(String webhook) {
    return get(
        webhookPath(webhook) + "/deliveries", new TypeToken<List<WebhookBody.Delivery>>() {});
  }

  /** Tries a delivery again from the start, whatever became of it. */
  public WebhookBody.Delivery replayDelivery(String webhook, String id) {
    return send(
        "POST",
        webhookPath(webhook) + "/deliveries/" + encoded(id) + "/replay",
        null,
        TypeToken.get(WebhookBody.Delivery.class));
  }

  private static String identityPath(String uid) {
    return "/v1/identities/" + encoded(uid);
  }

  private static String integrationPath(String identity) {
    return identityPath(identity) + "/integrations/linkedin";
  }

  private static String linksPath(String identity) {
    return identityPath(identity) + "/shared-links";
  }

  private static String webhookPath(String uid) {
    return "/v1/webhooks/" + encoded(uid);
  }

  private static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private void delete(String path) {
    var _ = send("DELETE", path, null, new TypeToken<Object>() {});
  }

  private <T> T get(String path, TypeToken<T> answer) {
    return send("GET", path, null, answer);
  }

  private <T> T send(String method, String path, @Nullable Object body, TypeToken<T> answer) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(TIMEOUT)
            .header("X-API-Key", apiKey.reveal(SecretAccess.granted()))
            .header("Accept", "application/json");
    if (body == null) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, HttpRequest.BodyPublishers.ofString(WireJson.API.toJson(body)));
    }
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() >= 400) {
        throw new ApiCallException(error(response));
      }
      return parse(response.body(), answer);
    } catch (IOException unreachable) {
      throw new UncheckedIOException(unreachable);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("interrupted", interrupted));
    }
  }

  private static <T> T parse(String json, TypeToken<T> type) throws IOException {
    try {
      T value = WireJson.API.fromJson(json, type);
      if (value != null) {
        return value;
      }
    } catch (RuntimeException malformed) {
      // Its message may quote the answer, which may hold a secret.
      throw new IOException("the answer is not of the documented form");
    }
    throw new IOException("the answer is empty");
  }

  /** A proxy before the server answers in its own form. */
  private static ErrorBody error(HttpResponse<String> response) {
    try {
      ErrorBody body = WireJson.API.fromJson(response.body(), ErrorBody.class);
      return body == null ? foreign(response.statusCode()) : body;
    } catch (JsonParseException notOurs) {
      return foreign(response.statusCode());
    }
  }

  private static ErrorBody foreign(int status) {
    String label = "STATUS_" + status;
    String message = "Something before the server refused the request.";
    return new ErrorBody(label, label, "proxy", "", message, status, null);
  }
}
