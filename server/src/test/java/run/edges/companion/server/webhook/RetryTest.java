package run.edges.companion.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.edges.companion.server.configuration.Configuration;
import run.edges.companion.server.testing.Api;
import run.edges.companion.server.testing.Inbox;
import run.edges.companion.server.testing.MovableClock;
import run.edges.companion.server.testing.RunningServer;
import run.edges.companion.server.testing.Samples;
import run.edges.companion.server.testing.Sink;
import run.edges.companion.server.testing.TestDevice;

/** A message is tried until it arrives, for a day. */
class RetryTest {
  private final MovableClock clock = new MovableClock();
  @AutoClose private Sink sink;
  @AutoClose private RunningServer server;
  private Configuration configuration;
  private String webhook;

  @BeforeEach
  void start(@TempDir Path sinkFolder, @TempDir Path folder) {
    sink = Sink.start(sinkFolder);
    configuration =
        RunningServer.configuration(
            folder,
            Map.of(
                "OUTGOING_CERTIFICATE_FILE",
                sink.certificate().toString(),
                "OUTGOING_ALLOW_PRIVATE_ADDRESSES",
                "true"));
    server = RunningServer.start(configuration, clock);
    JsonObject body = new JsonObject();
    body.addProperty("url", sink.url().toString());
    webhook =
        Api.object(server.api().post("/v1/webhooks", body.toString())).get("uid").getAsString();
  }

  @Test
  void failure_later_isTriedAgainWithTheSameId() {
    sink.answer(500);
    cause();
    String id = sink.take().header("webhook-id");
    awaitDelivery("the failure is noted", one -> !one.get("answer").isJsonNull());
    sink.assertNothing();
    clock.advance(Duration.ofSeconds(10));
    assertThat(sink.take().header("webhook-id")).isEqualTo(id);
    JsonObject delivered = awaitState("DELIVERED");
    assertThat(delivered.get("attempts").getAsInt()).isEqualTo(2);
    assertThat(delivered.get("answer").getAsString()).isEqualTo("HTTP 200");
  }

  @Test
  void failure_forADay_isDeadAndCanBeReplayed() {
    sink.answer(500, 500, 500, 500, 500, 500, 500, 500, 500, 500);
    cause();
    String id = sink.take().header("webhook-id");
    for (int attempt = 2; attempt <= 10; attempt++) {
      int before = attempt - 1;
      awaitDelivery(
          "attempt " + before + " is noted",
          one ->
              one.get("attempts").getAsInt() == before
                  && !one.get("answer").isJsonNull()
                  && one.get("due_at").getAsString().compareTo(clock.instant().toString()) > 0);
      clock.advance(Duration.ofHours(11));
      sink.take();
    }
    assertThat(awaitState("DEAD").get("attempts").getAsInt()).isEqualTo(10);
    Api.object(
        server.api().post("/v1/webhooks/" + webhook + "/deliveries/" + id + "/replay", "{}"));
    assertThat(sink.take().header("webhook-id")).isEqualTo(id);
    awaitState("DELIVERED");
  }

  @Test
  void restart_withAMessageWaiting_sendsIt() {
    sink.answer(500);
    cause();
    sink.take();
    awaitDelivery("the failure is noted", one -> !one.get("answer").isJsonNull());
    server.close();
    clock.advance(Duration.ofSeconds(10));
    server = RunningServer.start(configuration, clock);
    assertThat(sink.take().event()).isEqualTo("AUTH_SUCCESS");
  }

  @Test
  void privateAddress_notAllowed_isRefusedAfterTheNameIsResolved(@TempDir Path folder) {
    try (RunningServer strict =
        RunningServer.start(
            RunningServer.configuration(
                folder, Map.of("OUTGOING_CERTIFICATE_FILE", sink.certificate().toString())),
            Clock.systemUTC())) {
      for (String host : new String[] {"localhost", "127.0.0.1", "[::1]"}) {
        JsonObject body = new JsonObject();
        body.addProperty("url", "https://" + host + ":" + sink.url().getPort() + "/hook");
        String uid =
            Api.object(strict.api().post("/v1/webhooks", body.toString())).get("uid").getAsString();
        JsonObject result = Api.object(strict.api().post("/v1/webhooks/" + uid + "/test", "{}"));
        assertThat(result.get("delivered").getAsBoolean()).as(host).isFalse();
        assertThat(result.get("answer").getAsString()).as(host).contains("not public");
      }
      sink.assertNothing();
    }
  }

  private void cause() {
    try (TestDevice device = server.device()) {
      String uid = device.accept(server.newLink()).integrationId();
      device.store(uid, Samples.session("one"));
    }
  }

  private JsonObject awaitState(String state) {
    return awaitDelivery(state, one -> one.get("state").getAsString().equals(state));
  }

  private JsonObject awaitDelivery(String what, Predicate<JsonObject> wanted) {
    return Awaitility.await(what)
        .atMost(Inbox.PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                Api.json(server.api().get("/v1/webhooks/" + webhook + "/deliveries"))
                    .getAsJsonArray()
                    .get(0)
                    .getAsJsonObject(),
            wanted);
  }
}
