package run.edges.companion.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.net.http.HttpHeaders;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.server.testing.Api;
import run.edges.companion.server.testing.RunningServer;
import run.edges.companion.server.testing.Samples;
import run.edges.companion.server.testing.Sink;
import run.edges.companion.server.testing.TestDevice;

/** Who is told what happens to the integrations of a workspace. */
class WebhookTest {
  private static final String WEBHOOKS = "/v1/webhooks";

  @TempDir private static Path sinkFolder;
  @AutoClose private static RunningServer server;

  @AutoClose private Sink sink;
  private Api api;
  private String identity;

  @BeforeAll
  static void start(@TempDir Path folder) {
    try (Sink first = Sink.start(sinkFolder)) {
      server =
          RunningServer.start(
              RunningServer.configuration(
                  folder,
                  Map.of(
                      "OUTGOING_CERTIFICATE_FILE",
                      first.certificate().toString(),
                      "OUTGOING_ALLOW_PRIVATE_ADDRESSES",
                      "true")),
              Clock.systemUTC());
    }
  }

  /** A workspace and a receiver of its own for each test; the receivers share their certificate. */
  @BeforeEach
  void begin() {
    sink = Sink.start(sinkFolder);
    api = server.otherWorkspace("Tests");
    identity = api.createIdentity("Ada");
  }

  @AfterEach
  void assertAllTaken() {
    sink.assertNothing();
  }

  @Test
  void lifeOfAnIntegration_plainWebhook_tellsTheEventsOfTheEdgesApi() {
    create(false);
    try (TestDevice device = server.device()) {
      String uid = device.accept(api.issueLink(identity)).integrationId();
      device.store(uid, Samples.session("one"));
      Sink.Call success = sink.take();
      assertThat(success.json().get("event_type").getAsString()).isEqualTo("integration");
      assertThat(success.event()).isEqualTo("AUTH_SUCCESS");
      assertThat(success.json().get("action_to_be_taken").isJsonNull()).isTrue();
      assertThat(success.json().get("identity_uid").getAsString()).isEqualTo(identity);
      assertThat(success.json().get("uid").getAsString()).isEqualTo(uid);
      assertThat(success.json().getAsJsonObject("integration").get("status").getAsString())
          .isEqualTo("VALID");
      device.store(uid, Samples.session("two"));
      device.unavailable(uid, ErrorCode.SIGNED_OUT, null);
      Sink.Call expired = sink.take();
      assertThat(expired.event()).isEqualTo("AUTH_EXPIRED");
      assertThat(expired.json().get("action_to_be_taken").getAsString()).isEqualTo("RETRY_LOGIN");
      device.revoke(uid);
      assertThat(sink.take().event()).isEqualTo("DELETED");
    }
  }

  @Test
  void refreshAndRelease_webhookWithExtraEvents_areToldToo() {
    create(true);
    try (TestDevice device = server.device()) {
      String uid = device.accept(api.issueLink(identity)).integrationId();
      device.store(uid, Samples.session("one"));
      assertThat(sink.take().event()).isEqualTo("AUTH_SUCCESS");
      device.store(uid, Samples.session("two"));
      assertThat(sink.take().event()).isEqualTo("SESSION_REFRESHED");
      api.get(Api.integrationPath(identity) + "/session");
      Sink.Call released = sink.take();
      assertThat(released.event()).isEqualTo("SESSION_RELEASED");
      assertThat(released.body()).doesNotContain("two");
    }
  }

  @Test
  void message_signature_holdsForTheStandardLibraryAndNoOtherBody() throws Exception {
    JsonObject webhook = create(false);
    test(webhook);
    Sink.Call call = sink.take();
    verify(webhook, call, call.body());
    assertThatThrownBy(() -> verify(webhook, call, call.body() + " "))
        .isInstanceOf(WebhookVerificationException.class);
    assertThat(call.json().get("id").getAsString()).isEqualTo(call.header("webhook-id"));
    assertThat(call.header("cookie")).isEmpty();
  }

  @Test
  void rotate_withinTheOverlap_bothSecretsVerify() throws Exception {
    JsonObject before = create(false);
    JsonObject after = Api.object(api.post(path(before) + "/rotate-secret", "{}"));
    assertThat(after.get("secret")).isNotEqualTo(before.get("secret"));
    assertThat(after.get("previous_secret_until").isJsonNull()).isFalse();
    test(before);
    Sink.Call call = sink.take();
    verify(before, call, call.body());
    verify(after, call, call.body());
  }

  @Test
  void list_webhookWithPassword_showsNeitherPasswordNorSecret() {
    JsonObject webhook = createAt(sink.url().toString().replace("//", "//user:CANARY@"), false);
    String listed = api.get(WEBHOOKS).body();
    assertThat(listed).doesNotContain("CANARY", webhook.get("secret").getAsString());
    assertThat(listed).contains("https://***@localhost");
    test(webhook);
    assertThat(sink.take().header("authorization")).startsWith("Basic ");
  }

  @Test
  void test_receiverFails_saysWithWhat() {
    JsonObject webhook = create(false);
    sink.answer(302);
    JsonObject result = test(webhook);
    assertThat(result.get("delivered").getAsBoolean()).isFalse();
    assertThat(result.get("answer").getAsString()).isEqualTo("HTTP 302");
    assertThat(sink.take().path()).as("redirects are not followed").isEqualTo("/hook");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.com/",
        "ftp://example.com/",
        "https:///x",
        "nonsense",
        "",
        "https://a.example/#x"
      })
  void create_urlThatIsNoHttps_isBadParameters(String url) {
    JsonObject body = new JsonObject();
    body.addProperty("url", url);
    Api.assertError(api.post(WEBHOOKS, body.toString()), 400, "BAD_PARAMETERS");
  }

  @Test
  void create_moreThanTwenty_isRefused() {
    for (int i = 0; i < 20; i++) {
      create(false);
    }
    JsonObject body = new JsonObject();
    body.addProperty("url", sink.url().toString());
    Api.assertError(api.post(WEBHOOKS, body.toString()), 409, "LIMIT_REACHED");
  }

  @Test
  void delete_webhook_isToldNothingMore() {
    JsonObject kept = create(false);
    JsonObject deleted = create(false);
    Api.object(api.delete(path(deleted)));
    Api.assertError(api.get(path(deleted) + "/deliveries"), 404, "STATUS_404");
    try (TestDevice device = server.device()) {
      String uid = device.accept(api.issueLink(identity)).integrationId();
      device.store(uid, Samples.session("one"));
    }
    Sink.Call only = sink.take();
    assertThat(deliveries(kept).get(0).getAsJsonObject().get("id").getAsString())
        .isEqualTo(only.header("webhook-id"));
  }

  private JsonObject create(boolean extraEvents) {
    return createAt(sink.url().toString(), extraEvents);
  }

  private JsonObject createAt(String url, boolean extraEvents) {
    JsonObject body = new JsonObject();
    body.addProperty("url", url);
    body.addProperty("extra_events", extraEvents);
    return Api.object(api.post(WEBHOOKS, body.toString()));
  }

  private JsonObject test(JsonObject webhook) {
    return Api.object(api.post(path(webhook) + "/test", "{}"));
  }

  private JsonArray deliveries(JsonObject webhook) {
    return Api.json(api.get(path(webhook) + "/deliveries")).getAsJsonArray();
  }

  private static String path(JsonObject webhook) {
    return WEBHOOKS + "/" + webhook.get("uid").getAsString();
  }

  private static void verify(JsonObject webhook, Sink.Call call, String body) throws Exception {
    new com.standardwebhooks.Webhook(webhook.get("secret").getAsString())
        .verify(body, HttpHeaders.of(call.headers(), (_, _) -> true));
  }
}
