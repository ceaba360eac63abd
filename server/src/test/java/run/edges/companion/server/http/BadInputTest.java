package run.edges.companion.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.edges.companion.server.testing.Api;
import run.edges.companion.server.testing.RawChannel;
import run.edges.companion.server.testing.RunningServer;

/** Wrong and hostile input on every call that takes a body or an id: a 4xx that says why. */
class BadInputTest {
  private static final int BIG = 8 * 1024 * 1024;

  @AutoClose private static RunningServer server;
  private static String identity;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.start(folder);
    identity = server.api().createIdentity("Ada");
  }

  private static List<String> callsWithABody() {
    String path = "/v1/identities/" + identity;
    return List.of(
        "/v1/identities",
        path + "/integrations/linkedin",
        path + "/shared-links",
        "/v1/members",
        "/v1/api-keys",
        "/v1/webhooks",
        "/v1/workspaces");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "null",
        "[]",
        "7",
        "\"text\"",
        "{} {}",
        "{\"name\":}",
        "\0",
        "{'name':'single'}",
        "{\"__proto__\":{}}",
        "{\"name\":{\"a\":1}}",
        "{\"auth_data\":[]}",
        "{\"url\":7}"
      })
  void post_garbage_isBadInputEverywhere(String body) {
    for (String path : callsWithABody()) {
      HttpResponse<String> response = server.api().post(path, body);
      assertThat(response.statusCode()).as(path + " " + body).isEqualTo(400);
      assertThat(response.body()).contains("\"error_label\":\"BAD_");
    }
  }

  @Test
  void post_deepNesting_isBadInput() {
    String deep = "{\"auth_data\":" + "[".repeat(30_000) + "]".repeat(30_000) + "}";
    for (String path : callsWithABody()) {
      Api.assertError(server.api().post(path, deep), 400, "BAD_INPUT");
    }
  }

  @Test
  void post_nestedUnknownField_isBadInput() {
    String body = "{\"auth_data\":{\"cookies\":{\"li_at\":\"AQEDA\",\"JSESSIONID\":\"x\"}}}";
    HttpResponse<String> response = server.api().post(Api.integrationPath(identity), body);
    Api.assertError(response, 400, "BAD_INPUT");
    assertThat(response.body()).contains("Additional properties").doesNotContain("AQEDA");
  }

  @Test
  void post_hugeBodies_areRefusedAndNotKept() {
    long before = usedAfterCollection();
    byte[] huge = new byte[BIG];
    for (int i = 0; i < 20; i++) {
      HttpResponse<String> response =
          server
              .api()
              .send(
                  server
                      .api()
                      .request("/v1/identities")
                      .header("Content-Type", "application/json")
                      .POST(BodyPublishers.ofByteArray(huge)));
      Api.assertError(response, 413, "BAD_INPUT");
    }
    assertThat(usedAfterCollection() - before).isLessThan(BIG * 4L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "..%2f..%2fetc%2fpasswd",
        "%2e%2e",
        "00000000-0000-0000-0000-000000000000",
        "%00",
        "a%0d%0aSet-Cookie:x=1",
        "';DROP%20TABLE%20identity;--"
      })
  void get_hostileId_isNotFound(String id) throws IOException {
    for (String path :
        List.of(
            "/v1/identities/" + id,
            "/v1/identities/" + id + "/integrations/linkedin",
            "/v1/identities/" + identity + "/integrations/" + id,
            "/v1/webhooks/" + id + "/deliveries")) {
      try (RawChannel raw = RawChannel.open(server.address())) {
        String request =
            "GET %s HTTP/1.1\r\nHost: localhost\r\nX-API-Key: %s\r\nConnection: close\r\n\r\n"
                .formatted(path, RunningServer.apiKey(server.folder()));
        raw.write(request.getBytes(StandardCharsets.US_ASCII));
        assertThat(raw.head()).as(path).startsWith("HTTP/1.1 404 ").doesNotContain("Set-Cookie");
      }
    }
  }

  @Test
  void get_longId_isNotFound() {
    Api.assertError(server.api().get("/v1/identities/" + "a".repeat(3000)), 404, "STATUS_404");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Europe/Kiev", "europe/paris", "Mars/Olympus", "GMT+25", "", "CET "})
  void create_timezoneThatIsNotCanonical_isBadParameters(String timezone) {
    JsonObject body = new JsonObject();
    body.addProperty("name", "Ada");
    body.addProperty("timezone", timezone);
    Api.assertError(server.api().post("/v1/identities", body.toString()), 400, "BAD_PARAMETERS");
  }

  @Test
  void create_aliasOfATimezone_namesTheCanonicalOne() {
    assertThat(
            server
                .api()
                .post("/v1/identities", "{\"name\":\"Ada\",\"timezone\":\"Europe/Kiev\"}")
                .body())
        .contains("Europe/Kyiv");
  }

  @Test
  void request_ofAnotherOrigin_isGivenNoLeave() {
    HttpResponse<String> preflight =
        server
            .api()
            .send(
                server
                    .api()
                    .bare("/v1/identities")
                    .header("Origin", "https://elsewhere.example")
                    .header("Access-Control-Request-Method", "POST")
                    .method("OPTIONS", BodyPublishers.noBody()));
    HttpResponse<String> request =
        server
            .api()
            .send(
                server
                    .api()
                    .request("/v1/identities")
                    .header("Origin", "https://elsewhere.example")
                    .GET());
    for (HttpResponse<String> response : List.of(preflight, request)) {
      assertThat(response.headers().map().keySet())
          .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("access-control"));
    }
  }

  private static long usedAfterCollection() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
