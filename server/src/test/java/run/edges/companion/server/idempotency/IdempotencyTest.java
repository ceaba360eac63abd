package run.edges.companion.server.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.edges.companion.server.testing.Api;
import run.edges.companion.server.testing.MovableClock;
import run.edges.companion.server.testing.RunningServer;

/** A request that is tried again runs once. */
class IdempotencyTest {
  private final MovableClock clock = new MovableClock();
  private final String key = UUID.randomUUID().toString();
  @AutoClose private RunningServer server;
  private Path folder;

  @BeforeEach
  void start(@TempDir Path folder) {
    this.folder = folder;
    server = RunningServer.start(RunningServer.configuration(folder, Map.of()), clock);
  }

  @Test
  void post_sameAgain_getsTheSameAnswerAndMakesNothingMore() {
    HttpResponse<String> first = create(server.api(), key, "Ada");
    HttpResponse<String> again = create(server.api(), key, "Ada");
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.headers().firstValue("Idempotency-Replayed")).hasValue("true");
    assertThat(first.headers().firstValue("Idempotency-Replayed")).isEmpty();
    assertThat(identities()).isEqualTo(1);
  }

  @Test
  void post_otherBody_isUnprocessable() {
    create(server.api(), key, "Ada");
    Api.assertError(create(server.api(), key, "Eve"), 422, "IDEMPOTENCY_KEY_REUSED");
    assertThat(identities()).isEqualTo(1);
  }

  @Test
  void post_refused_getsTheSameRefusal() {
    HttpResponse<String> first = create(server.api(), key, "A");
    Api.assertError(first, 400, "BAD_PARAMETERS");
    assertThat(create(server.api(), key, "A").body()).isEqualTo(first.body());
  }

  @Test
  void post_anotherKeysCaller_isIndependent() {
    Api other = server.otherWorkspace("Others");
    create(server.api(), key, "Ada");
    assertThat(Api.object(create(other, key, "Ada")).get("name").getAsString()).isEqualTo("Ada");
    assertThat(identities()).isEqualTo(1);
  }

  @Test
  void post_afterADay_runsAgain() {
    create(server.api(), key, "Ada");
    clock.advance(Duration.ofHours(25));
    create(server.api(), key, "Ada");
    assertThat(identities()).isEqualTo(2);
  }

  @Test
  void post_malformedKey_isBadParameters() {
    Api.assertError(create(server.api(), "a b", "Ada"), 400, "BAD_PARAMETERS");
    Api.assertError(create(server.api(), "k".repeat(256), "Ada"), 400, "BAD_PARAMETERS");
  }

  @Test
  void answers_kept_areEncrypted() throws Exception {
    String url =
        Api.object(create(server.api(), key, "Ada"))
            .getAsJsonObject("identity_login_links")
            .get("linkedin")
            .getAsString();
    String secret = url.substring(url.indexOf('#') + 1, url.indexOf('.', url.indexOf('#')));
    server.close();
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(
                new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(secret);
      }
    }
  }

  private static HttpResponse<String> create(Api api, String key, String name) {
    JsonObject body = new JsonObject();
    body.addProperty("name", name);
    return api.send(
        api.request("/v1/identities")
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString(body.toString())));
  }

  private int identities() {
    return Api.json(server.api().get("/v1/identities")).getAsJsonArray().size();
  }
}
