package run.edges.companion.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static run.edges.companion.protocol.Vectors.string;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.edges.companion.protocol.Vectors;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.wire.ServerMessage.Refused;

class WireJsonTest {
  private static final String REVOKE =
      "{\"type\":\"revoke\",\"id\":\"5\",\"integration_id\":\"i\",\"recipient_key_id\":\"r\","
          + "\"envelope\":\"e\",\"sequence\":%s}";
  private static final String ENROLMENT =
      "{\"link_secret\":\"planted\",\"consent\":{\"text\":\"1\",\"text_sha256\":\"x\","
          + "\"accepted_at\":\"2026-11-24T06:08:06.123Z\",\"items\":[\"li_at\"]},"
          + "\"linkedin_member\":{\"number\":\"1\",\"name\":\"Ada\"},\"device_name\":\"%s\"}";

  static Stream<Arguments> messages() {
    return Vectors.list("messages.json", "messages")
        .map(vector ->
            Arguments.argumentSet(
                string(vector, "direction") + " " + string(vector.getAsJsonObject("json"), "type"),
                vector));
  }

  static Stream<Arguments> malformed() {
    return Vectors.cases("messages.json", "malformed");
  }

  @ParameterizedTest
  @MethodSource("messages")
  void write_parsedVector_keepsEveryMember(JsonObject vector) {
    assertThat(JsonParser.parseString(rewrite(vector, vector.getAsJsonObject("json"))))
        .isEqualTo(vector.get("json"));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void parse_unknownMemberAdded_isIgnored(JsonObject vector) {
    JsonObject json = vector.getAsJsonObject("json").deepCopy();
    json.addProperty("unknown_member", 1);
    json.add("unknown_object", json.deepCopy());
    assertThat(JsonParser.parseString(rewrite(vector, json))).isEqualTo(vector.get("json"));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void parse_malformedVector_givesTheLabel(JsonObject vector) {
    assertThat(refusal(string(vector, "direction"), string(vector, "text")).name())
        .isEqualTo(string(vector, "error"));
  }

  @Test
  void vectors_messages_coverEveryRecord() {
    assertThat(Vectors.list("messages.json", "messages").map(WireJsonTest::parse))
        .extracting(message -> (Object) message.getClass())
        .containsAll(
            Stream.of(DeviceMessage.class, ServerMessage.class)
                .flatMap(WireJsonTest::messageRecords)
                .toList());
  }

  @Test
  void parse_duplicateMember_takesTheLast() {
    assertThat(
            WireJson.parseDeviceMessage(
                "{\"type\":\"revoke\",\"type\":\"record\",\"id\":\"1\",\"id\":\"2\",\"integration_id\":\"i\"}"))
        .isEqualTo(new DeviceMessage.ReadRecord("2", "i"));
  }

  @Test
  void parse_largestSequence_isExact() {
    assertThat(WireJson.parseDeviceMessage(String.format(REVOKE, "9223372036854775807")))
        .asInstanceOf(type(DeviceMessage.Revoke.class))
        .extracting(DeviceMessage.Revoke::sequence)
        .isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"9223372036854775808", "1e400", "1e999999999", "0.5", "-0"})
  void parse_sequenceOutOfRange_isInvalid(String sequence) {
    assertThat(refusal("device", String.format(REVOKE, sequence)))
        .isEqualTo(ErrorCode.MESSAGE_INVALID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"007", "+1", "0x10", ".5", "Infinity", "1_000"})
  void parse_sequenceNotJson_isMalformed(String sequence) {
    assertThat(refusal("device", String.format(REVOKE, sequence)))
        .isEqualTo(ErrorCode.MESSAGE_MALFORMED);
  }

  @Test
  void parse_numberOfManyDigits_isRefused() {
    assertThat(refusal("device", String.format(REVOKE, "9".repeat(30_000))))
        .isIn(ErrorCode.MESSAGE_MALFORMED, ErrorCode.MESSAGE_INVALID);
  }

  @Test
  void parse_refusedMessage_showsNothingOfIt() {
    assertThatThrownBy(() ->
            WireJson.parseDeviceMessage("{\"type\":\"record\",\"integration_id\":\"planted\"}"))
        .isInstanceOf(ProtocolException.class)
        .hasMessage(ErrorCode.MESSAGE_INVALID.text())
        .hasNoCause();
    assertThatThrownBy(() -> WireJson.parseDeviceMessage("{\"type\":\"record\",\"planted"))
        .isInstanceOf(ProtocolException.class)
        .hasMessage(ErrorCode.MESSAGE_MALFORMED.text())
        .hasNoCause();
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void write_refused_carriesTheCode(ErrorCode code) {
    String json = WireJson.write(Refused.of("1", code));
    assertThat(WireJson.parseServerMessage(json)).isEqualTo(Refused.of("1", code));
    assertThat(JsonParser.parseString(WireJson.write(Refused.of(null, code))).getAsJsonObject())
        .matches(object -> !object.has("id"));
  }

  @Test
  void writeEnrolment_parsed_keepsTheSecretAndNeverPrintsIt() {
    DeviceMessage.Enrolment enrolment =
        WireJson.parseEnrolment(String.format(ENROLMENT, "Chromium")).orElseThrow();
    assertThat(enrolment.linkSecret().reveal(SecretAccess.granted())).isEqualTo("planted");
    assertThat(WireJson.parseEnrolment(WireJson.writeEnrolment(enrolment))).hasValue(enrolment);
    assertThat(enrolment.toString()).doesNotContain("planted");
  }

  @Test
  void parseEnrolment_missingOrMalformed_isEmpty() {
    String json = String.format(ENROLMENT, "Chromium");
    for (String member : List.of("link_secret", "consent", "linkedin_member", "device_name")) {
      JsonObject object = JsonParser.parseString(json).getAsJsonObject();
      object.remove(member);
      assertThat(WireJson.parseEnrolment(object.toString())).as(member).isEmpty();
    }
    for (String member : List.of("text", "text_sha256", "accepted_at", "items")) {
      JsonObject object = JsonParser.parseString(json).getAsJsonObject();
      object.getAsJsonObject("consent").remove(member);
      assertThat(WireJson.parseEnrolment(object.toString())).as(member).isEmpty();
    }
    assertThat(WireJson.parseEnrolment(String.format(ENROLMENT, "N".repeat(100)))).isPresent();
    assertThat(WireJson.parseEnrolment(String.format(ENROLMENT, "N".repeat(101)))).isEmpty();
    assertThat(WireJson.parseEnrolment(String.format(ENROLMENT, "a\\u0007b"))).isEmpty();
    assertThat(WireJson.parseEnrolment(String.format(ENROLMENT, ""))).isEmpty();
    assertThat(WireJson.parseEnrolment("")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void parseUnavailability_label_onlyAReason(ErrorCode code) {
    assertThat(WireJson.parseUnavailability("{\"reason\":\"" + code + "\"}").isPresent())
        .isEqualTo(code.number() / 100 == 6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"reason\":\"NOPE\"}", "{\"reason\":601}", "[]", "{"})
  void parseUnavailability_malformed_isEmpty(String json) {
    assertThat(WireJson.parseUnavailability(json)).isEmpty();
  }

  @Test
  void parsePausing_withAndWithoutATime_isRead() {
    assertThat(WireJson.parsePausing("{\"until\":\"2026-12-01T06:00:00Z\"}"))
        .hasValue(new DeviceMessage.Pausing(Instant.parse("2026-12-01T06:00:00Z")));
    assertThat(WireJson.parsePausing("{}")).hasValue(new DeviceMessage.Pausing(null));
    assertThat(WireJson.parsePausing("{\"until\":null}")).hasValue(new DeviceMessage.Pausing(null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "{", "{\"until\":7}", "{\"until\":\"\"}", "{\"until\":\"tomorrow\"}"})
  void parsePausing_malformed_isEmpty(String json) {
    assertThat(WireJson.parsePausing(json)).isEmpty();
  }

  @Test
  void findId_malformedMessage_givesItsId() {
    assertThat(WireJson.findId("{\"type\":\"dance\",\"id\":\"7\"}")).hasValue("7");
    assertThat(List.of("{\"type\":\"dance\"}", "{\"id\":7}", "{\"id\":\"7\"", "[]", "", "null"))
        .allMatch(text -> WireJson.findId(text).isEmpty());
  }

  @Test
  void findString_otherKinds_isEmpty() {
    JsonObject object = WireJson.parseObject("{\"a\":\"x\",\"b\":1,\"c\":null,\"d\":{}}");
    assertThat(WireJson.findString(object, "a")).hasValue("x");
    assertThat(List.of("b", "c", "d", "e"))
        .allMatch(member -> WireJson.findString(object, member).isEmpty());
  }

  @Test
  void vectors_messages_fitTheLimit() {
    assertThat(Vectors.list("messages.json", "messages"))
        .allMatch(vector ->
            vector.get("json").toString().getBytes(StandardCharsets.UTF_8).length
                <= WireJson.MAX_MESSAGE_BYTES);
  }

  private static Stream<Class<?>> messageRecords(Class<?> sealed) {
    return Arrays.stream(sealed.getPermittedSubclasses())
        .flatMap(each -> each.isInterface() ? messageRecords(each) : Stream.of(each));
  }

  private static Object parse(JsonObject vector) {
    String text = vector.get("json").toString();
    return string(vector, "direction").equals("device")
        ? WireJson.parseDeviceMessage(text)
        : WireJson.parseServerMessage(text);
  }

  private static String rewrite(JsonObject vector, JsonObject json) {
    return string(vector, "direction").equals("device")
        ? WireJson.write(WireJson.parseDeviceMessage(json.toString()))
        : WireJson.write(WireJson.parseServerMessage(json.toString()));
  }

  private static ErrorCode refusal(String direction, String text) {
    try {
      Object parsed =
          direction.equals("device")
              ? WireJson.parseDeviceMessage(text)
              : WireJson.parseServerMessage(text);
      throw new AssertionError("not refused: " + parsed);
    } catch (ProtocolException refused) {
      return refused.code();
    }
  }
}
