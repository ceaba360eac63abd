package run.edges.companion.host.nativemessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.edges.companion.host.frame.LightJson;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.ProtocolException;

class RequestParserTest {
  private static NativeRequest parse(String json) {
    return RequestParser.parse(LightJson.parse(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static void assertRefused(String json, ErrorCode code) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(ProtocolException.class)
        .extracting(thrown -> ((ProtocolException) thrown).code())
        .isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "1",
        "{",
        "{}{}",
        "{\"a\":}",
        "{'a':1}",
        "{\"a\":1}x",
        "{\"a\":\"\u0001\"}",
        "{\"a\":NaN}"
      })
  void parse_notOneObject_malformed(String json) {
    assertRefused(json, ErrorCode.MESSAGE_MALFORMED);
  }

  @Test
  void parse_notUtf8_malformed() {
    assertThatThrownBy(() -> LightJson.parse(new byte[] {'{', '"', (byte) 0xC3, '"', '}'}))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void parse_deepNesting_malformed() {
    assertRefused("{\"a\":" + "[".repeat(100_000), ErrorCode.MESSAGE_MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"changed\"}",
        "{\"type\":\"changed\",\"reason\":\"NOISE\"}",
        "{\"type\":7}",
        "{\"type\":\"connect\",\"servers\":{}}",
        "{\"type\":\"connect\",\"servers\":[{\"server\":{\"url\":\"http://a\",\"fingerprint\":\"x\"},\"integrations\":[]}]}",
        "{\"type\":\"unavailable\",\"id\":\"r1\",\"reason\":\"LINK_UNKNOWN\"}",
        "{\"type\":\"session\",\"id\":\"r1\",\"session\":\"x\"}",
        "{\"type\":\"revoke\",\"id\":\"1\",\"server\":{\"url\":\"https://a\"},\"integration_id\":\"x\"}"
      })
  void parse_wrongField_invalid(String json) {
    assertRefused(json, ErrorCode.MESSAGE_INVALID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://a",
        "https://a:8443",
        "https://[::1]:8443",
        "https://a/b",
        "https://a:1/b/c.d_~-"
      })
  void server_ofALink_isRead(String url) {
    assertThat(parse(record(url)))
        .extracting(request -> ((NativeRequest.ReadRecord) request).server().url())
        .hasToString(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://a",
        "https://a/",
        "https://a/b/",
        "https://a//b",
        "https://a/./b",
        "https://a/..",
        "https://a/b?c",
        "https://a/b#c",
        "https://a/%62",
        "https://u@a",
        "https://a:0",
        "https://a:",
        "https://a:99999"
      })
  void server_otherForm_invalid(String url) {
    assertRefused(record(url), ErrorCode.MESSAGE_INVALID);
  }

  private static String record(String url) {
    return """
    {"type": "record", "id": "1", "server": {"url": "%s", "fingerprint": "%s"},
     "integration_id": "0f8fad5b-d9cb-469f-a165-70867728950e"}
    """
        .formatted(url, "A".repeat(43));
  }

  @Test
  void parse_unknownType_unknown() {
    assertRefused("{\"type\":\"shout\"}", ErrorCode.MESSAGE_UNKNOWN);
  }

  @Test
  void parse_unknownMembers_areIgnored() {
    assertThat(parse("{\"type\":\"changed\",\"reason\":\"ALARM\",\"more\":[1,null,true]}"))
        .isInstanceOf(NativeRequest.Changed.class);
  }

  @Test
  void write_everyKindOfText_readsBack() {
    String text = "\u0000\u001f\"\\/ü€😀\u2028";
    String json = "{\"a\":" + JsonParser.parseString("\"x\"") + ",\"b\":[1,true,null,{}],\"c\":[]}";
    var object = LightJson.parse(json.getBytes(StandardCharsets.UTF_8));
    object.addProperty("t", text);
    var again = LightJson.parse(LightJson.write(object));
    assertThat(again.get("t").getAsString()).isEqualTo(text);
    assertThat(again.get("b").toString()).isEqualTo("[1,true,null,{}]");
  }

  @Test
  void session_printed_showsNoCookie() {
    String json =
        """
        {"type": "session", "id": "r1", "session": {"cookies": [{"name": "li_at", "value": "canary",
         "domain": ".linkedin.com", "path": "/", "secure": true, "http_only": true, "host_only": false,
         "same_site": "lax"}], "user_agent": "UA", "linkedin_member": {"number": "1", "name": "A"}}}
        """;
    assertThat(parse(json).toString()).doesNotContain("canary");
  }
}
