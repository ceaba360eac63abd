package run.edges.companion.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static run.edges.companion.protocol.Vectors.string;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.edges.companion.protocol.Vectors;
import run.edges.companion.protocol.seal.Binding;
import run.edges.companion.protocol.seal.Envelope;
import run.edges.companion.protocol.seal.KeyPair;

/** What is refused although Gson, BouncyCastle or the JDK by itself would take it. */
class WireJsonStrictTest {
  private static final Set<String> OPTIONAL =
      Set.of(
          "offer/expires_at",
          "refused/id",
          "integration/verified_at",
          "integration/paused_until",
          "integration/error",
          "integration/receipt",
          "integration/server_identity_key",
          "integrations/verified_at",
          "linkedin_member/number",
          "linkedin_member/entity");

  @Test
  void parse_serverMessageWithoutAnyMember_isInvalid() {
    Vectors.list("messages.json", "messages")
        .filter(vector -> string(vector, "direction").equals("server"))
        .map(vector -> vector.getAsJsonObject("json"))
        .forEach(json -> refuseEachMissing(json, string(json, "type"), json));
  }

  private static void refuseEachMissing(JsonObject whole, String name, JsonObject part) {
    for (String member : List.copyOf(part.keySet())) {
      JsonElement value = part.get(member);
      if (!OPTIONAL.contains(name + "/" + member) && !member.equals("type")) {
        part.remove(member);
        assertInvalid(whole, name + " without " + member);
        part.add(member, value);
      }
      if (value instanceof JsonObject inner) {
        refuseEachMissing(whole, member, inner);
      } else if (value instanceof JsonArray list && !list.isEmpty()) {
        refuseEachMissing(whole, member, list.get(0).getAsJsonObject());
      }
    }
  }

  private static void assertInvalid(JsonObject json, String description) {
    assertThatThrownBy(() -> WireJson.parseServerMessage(json.toString()))
        .as(description)
        .isInstanceOf(ProtocolException.class)
        .hasMessage(ErrorCode.MESSAGE_INVALID.text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"state", "status"})
  void parse_unknownLabel_isInvalid(String member) {
    JsonObject json =
        Vectors.list("messages.json", "messages")
            .map(vector -> vector.getAsJsonObject("json"))
            .filter(message -> string(message, "type").equals("status"))
            .findFirst()
            .orElseThrow();
    json.getAsJsonObject("integration").addProperty(member, "PAUSED");
    assertInvalid(json, member);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1.5", "1e3", "\"8\"", "18446744073709551617", "-9223372036854775809", "8.0"})
  void parse_sequenceNotAWholeNumberInRange_isInvalid(String sequence) {
    assertThatThrownBy(() ->
            WireJson.parseDeviceMessage(
                "{\"type\":\"revoke\",\"id\":\"5\",\"integration_id\":\"i\","
                    + "\"recipient_key_id\":\"r\",\"envelope\":\"e\",\"sequence\":"
                    + sequence
                    + "}"))
        .isInstanceOf(ProtocolException.class)
        .hasMessage(ErrorCode.MESSAGE_INVALID.text());
  }

  @Test
  void toJson_keyPair_isRefused() {
    assertThatThrownBy(() -> WireJson.GSON.toJson(KeyPair.generate()))
        .hasStackTraceContaining("a secret is not written in clear");
  }

  @ParameterizedTest
  @ValueSource(strings = {"secure", "http_only", "host_only"})
  void parseSession_flagMissingOrNotABoolean_isEmpty(String flag) {
    JsonObject session = validSession();
    JsonObject cookie = session.getAsJsonArray("cookies").get(0).getAsJsonObject();
    cookie.remove(flag);
    assertThat(CapturedSession.parse(session.toString())).isEmpty();
    cookie.add(flag, new JsonPrimitive("yes"));
    assertThat(CapturedSession.parse(session.toString())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/\r\nx", "/a;b", "/ä", "/\u0000"})
  void parseSession_pathWithControlCharacter_isEmpty(String path) {
    JsonObject session = validSession();
    session.getAsJsonArray("cookies").get(0).getAsJsonObject().addProperty("path", path);
    assertThat(CapturedSession.parse(session.toString())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://a:70000", "https://a:0", "https://a:"})
  void parseLink_portOutOfRange_isEmpty(String server) {
    String text = string(Vectors.list("links.json", "links").findFirst().orElseThrow(), "text");
    assertThat(SharedLink.parse(server + text.substring(text.indexOf("/share/")))).isEmpty();
  }

  @Test
  void parseEnvelope_paddedOrLooseBits_isEmpty() {
    KeyPair key = KeyPair.generate();
    String text =
        Envelope.seal(key, key.publicKey(), Binding.hello("nonce", "device"), new byte[0]).text();
    assertThat(Envelope.parse(text)).isPresent();
    assertThat(Envelope.parse(text + "==")).isEmpty();
    char last = text.charAt(text.length() - 1);
    assertThat(Envelope.parse(text.substring(0, text.length() - 1) + (char) (last + 1))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      })
  void seal_toALowOrderKey_throws(String recipientKey) {
    assertThatThrownBy(() ->
            Envelope.seal(KeyPair.generate(), recipientKey, Binding.hello("n", "d"), new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static JsonObject validSession() {
    return Vectors.list("sessions.json", "sessions")
        .findFirst()
        .orElseThrow()
        .getAsJsonObject("json");
  }
}
