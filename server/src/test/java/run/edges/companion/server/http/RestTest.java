package run.edges.companion.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.edges.companion.server.testing.Api;
import run.edges.companion.server.testing.RawChannel;
import run.edges.companion.server.testing.RunningServer;

/** Wrong requests get a clear error with a label, and change nothing. */
class RestTest {
  private static final String IDENTITIES = "/v1/identities";
  private static final String CLOSING = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.start(folder);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/identities",
        "/v1/integrations",
        "/v1/identities/x/shared-links",
        "/v1/identities/x/integrations/linkedin",
        "/v1/identities/x/integrations/linkedin/consent-record",
        "/v1;a=b/identities",
        "/%761/identities",
        "/v1//identities"
      })
  void request_withoutAKey_isUnauthorizedOrNotThere(String path) {
    HttpResponse<String> response = send(path);
    assertThat(response.statusCode()).as(response.body()).isIn(401, 404);
  }

  @Test
  void request_withoutAKey_isUnauthorized() {
    HttpResponse<String> response = send(IDENTITIES);
    Api.assertError(response, 401, "STATUS_401");
    assertThat(response.body()).contains("X-API-Key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ec_wrong", " ", "é", "' OR 1=1 --"})
  void request_wrongKey_isUnauthorized(String key) {
    Api.assertError(
        server.api().send(server.api().bare(IDENTITIES).header("X-API-Key", key)),
        401,
        "STATUS_401");
  }

  @ParameterizedTest
  @MethodSource("run.edges.companion.server.testing.Samples#garbage")
  void create_notAnObject_isBadInput(String body) {
    Api.assertError(server.api().post(IDENTITIES, body), 400, "BAD_INPUT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":{}}",
        "{\"name\":[\"Ada\"]}",
        "{\"name\":true}",
        "{\"name\":12345}",
        "{\"name\":\"Ada\",\"extra\":1}",
        "{\"Name\":\"Ada\"}"
      })
  void create_wrongTypeOrUnknownField_isBadInput(String body) {
    Api.assertError(server.api().post(IDENTITIES, body), 400, "BAD_INPUT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"name\":null}",
        "{\"name\":\"ab\"}",
        "{\"name\":\"    \"}",
        "{\"name\":\"Ada\\u0007\"}",
        "{\"name\":\"Ada\",\"timezone\":\"Moon/Base\"}",
        "{\"name\":\"Ada\",\"type\":\"robot\"}"
      })
  void create_wrongValue_isBadParameters(String body) {
    Api.assertError(server.api().post(IDENTITIES, body), 400, "BAD_PARAMETERS");
  }

  @Test
  void create_longName_isBadParameters() {
    Api.assertError(
        server.api().post(IDENTITIES, "{\"name\":\"" + "a".repeat(201) + "\"}"),
        400,
        "BAD_PARAMETERS");
  }

  @Test
  void create_largeBody_isTooLarge() {
    String name = "a".repeat(65 * 1024);
    Api.assertError(server.api().post(IDENTITIES, "{\"name\":\"" + name + "\"}"), 413, "BAD_INPUT");
  }

  @Test
  void create_gzipBody_isUnpacked() throws IOException {
    HttpResponse<String> response = post(gzip("{\"name\":\"Ada\"}"), "gzip");
    assertThat(Api.object(response).get("name").getAsString()).isEqualTo("Ada");
  }

  @Test
  void create_gzipThatUnpacksTooLarge_isTooLarge() throws IOException {
    byte[] bomb = gzip("{\"name\":\"" + "a".repeat(50_000_000) + "\"}");
    assertThat(bomb.length).isLessThan(65536);
    Api.assertError(post(bomb, "gzip"), 413, "BAD_INPUT");
  }

  @Test
  void create_brokenGzip_isBadInput() throws IOException {
    byte[] whole = gzip("{\"name\":\"Ada\"}");
    Api.assertError(post(Arrays.copyOf(whole, whole.length - 9), "gzip"), 400, "BAD_INPUT");
    Api.assertError(post(new byte[] {1, 2, 3, 4}, "gzip"), 400, "BAD_INPUT");
  }

  @Test
  void create_otherEncoding_isRefused() {
    Api.assertError(post(new byte[] {1, 2, 3}, "br"), 415, "STATUS_415");
  }

  private HttpResponse<String> post(byte[] body, String encoding) {
    return server
        .api()
        .send(
            server
                .api()
                .request(IDENTITIES)
                .header("Content-Type", "application/json")
                .header("Content-Encoding", encoding)
                .POST(BodyPublishers.ofByteArray(body)));
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void create_noBody_isBadInput() {
    HttpResponse<String> response =
        server.api().send(server.api().request(IDENTITIES).POST(BodyPublishers.noBody()));
    assertThat(response.statusCode()).as(response.body()).isIn(400, 415);
  }

  @Test
  void create_notJson_isUnsupported() {
    Api.assertError(
        server
            .api()
            .send(
                server
                    .api()
                    .request(IDENTITIES)
                    .header("Content-Type", "text/xml")
                    .POST(BodyPublishers.ofString("<a/>"))),
        415,
        "STATUS_415");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "x", "1.5", "99999999999"})
  void list_wrongPage_isBadParameters(String page) {
    Api.assertError(server.api().get(IDENTITIES + "?page=" + page), 400, "BAD_PARAMETERS");
  }

  @ParameterizedTest
  @ValueSource(strings = {"P0D", "-P1D", "30 days", "P1Y", "P200000000000D", "P400000000000D", ""})
  void issue_wrongLifetime_isBadParameters(String lifetime) {
    String identity = server.api().createIdentity("Ada");
    Api.assertError(
        server
            .api()
            .post(
                IDENTITIES + "/" + identity + "/shared-links",
                "{\"lifetime\":\"" + lifetime + "\"}"),
        400,
        "BAD_PARAMETERS");
  }

  @Test
  void issue_noBody_isALink() {
    String path = IDENTITIES + "/" + server.api().createIdentity("Ada") + "/shared-links";
    HttpResponse<String> response =
        server.api().send(server.api().request(path).POST(BodyPublishers.noBody()));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }

  @Test
  void issue_unknownIdentity_isNotFound() {
    Api.assertError(
        server.api().post(IDENTITIES + "/unknown/shared-links", "{}"), 404, "STATUS_404");
  }

  @ParameterizedTest
  @ValueSource(strings = {"//v1/identities", "/./v1/identities", "/x/../v1/identities"})
  void request_otherSpellingWithoutAKey_isNotServed(String path) throws IOException {
    try (RawChannel raw = RawChannel.open(server.address())) {
      raw.write(("GET " + path + CLOSING).getBytes(StandardCharsets.US_ASCII));
      assertThat(raw.head()).matches("(?s)HTTP/1.1 4\\d\\d .*");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PUT,/v1/identities,405",
    "DELETE,/v1/identities,405",
    "PATCH,/v1/integrations,405",
    "GET,/v1/nothing,404",
    "GET,/,404",
    "GET,/channel,404",
    "TRACE,/v1/identities,405"
  })
  void request_wrongMethodOrPath_isSaidSo(String method, String path, int status) {
    HttpResponse<String> response =
        server.api().send(server.api().request(path).method(method, BodyPublishers.noBody()));
    Api.assertError(response, status, "STATUS_" + status);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/assets/..%2f..%2fserver.properties",
        "/assets/%2e%2e/logback.xml",
        "/assets/..%5clogback.xml",
        "/assets/../logback.xml",
        "/assets//logback.xml",
        "/assets/db/migration/V1__first.sql",
        "/assets/share.js%00",
        "/assets/",
        "/share/../assets/../logback.xml"
      })
  void asset_otherPath_isNotFound(String path) throws IOException {
    try (RawChannel raw = RawChannel.open(server.address())) {
      raw.write(("GET " + path + CLOSING).getBytes(StandardCharsets.US_ASCII));
      assertThat(raw.head()).matches("(?s)HTTP/1.1 (400|404) .*");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "share.js,text/javascript;charset=utf-8",
    "owner.css,text/css;charset=utf-8",
    "icon.svg,image/svg+xml;charset=utf-8"
  })
  void asset_known_isServed(String name, String type) {
    HttpResponse<String> response = send("/assets/" + name);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue(type);
  }

  @Test
  void head_list_isTheHeadOfGet() {
    HttpResponse<String> response = server.api().send(server.api().request(IDENTITIES).HEAD());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
  }

  @Test
  void options_list_namesTheMethods() {
    HttpResponse<String> response =
        server
            .api()
            .send(server.api().request(IDENTITIES).method("OPTIONS", BodyPublishers.noBody()));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Allow").orElse("")).contains("GET", "POST");
    assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/assets/unknown.css", "/share/unknown", "/v1/identities", "/v1/none", "/none"})
  void answer_any_hasTheSecurityHeaders(String path) {
    var headers = send(path).headers();
    assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'", "frame-ancestors 'none'");
    assertThat(headers.firstValue("Cache-Control")).hasValue("no-store");
    assertThat(headers.firstValue("Referrer-Policy")).hasValue("no-referrer");
    assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(headers.firstValue("X-Powered-By")).isEmpty();
    assertThat(headers.firstValue("Server")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "POST /v1/identities HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
        "POST /v1/identities HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n"
      })
  void request_malformed_isAClientError(String request) throws IOException {
    try (RawChannel raw = RawChannel.open(server.address())) {
      raw.write(request.getBytes(StandardCharsets.US_ASCII));
      assertThat(raw.head()).matches("(?s)HTTP/1.\\d 4\\d\\d .*");
    }
  }

  @Test
  void request_badEscape_showsNoTrace() throws IOException {
    try (RawChannel raw = RawChannel.open(server.address())) {
      raw.write(("GET /%zz" + CLOSING).getBytes(StandardCharsets.US_ASCII));
      assertThat(raw.head()).matches("(?s)HTTP/1.1 [45]\\d\\d .*");
      assertThat(raw.rest()).doesNotContain("glassfish", "Exception");
    }
  }

  private static HttpResponse<String> send(String path) {
    return server.api().send(server.api().bare(path).GET());
  }
}
