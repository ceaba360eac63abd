package run.edges.companion.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.edges.companion.protocol.Vectors;
import run.edges.companion.protocol.secret.SecretAccess;

class CapturedSessionTest {
  static Stream<Arguments> vectors() {
    return Vectors.cases("sessions.json", "sessions");
  }

  static Stream<Arguments> validVectors() {
    return Vectors.list("sessions.json", "sessions")
        .filter(vector -> vector.get("valid").getAsBoolean())
        .map(vector -> Arguments.argumentSet(Vectors.string(vector, "note"), vector));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void parse_vector_isValidOrNot(JsonObject vector) {
    assertThat(CapturedSession.parse(vector.get("json").toString()).isPresent())
        .isEqualTo(vector.get("valid").getAsBoolean());
  }

  @ParameterizedTest
  @MethodSource("validVectors")
  void write_parsedVector_keepsEveryMember(JsonObject vector) {
    JsonObject expected = vector.getAsJsonObject("json").deepCopy();
    expected.remove("unknown_member");
    expected
        .getAsJsonArray("cookies")
        .forEach(cookie -> {
          if (cookie.getAsJsonObject().get("expires_at") instanceof JsonNull) {
            cookie.getAsJsonObject().remove("expires_at");
          }
        });
    byte[] written = CapturedSession.parse(vector.get("json").toString()).orElseThrow().write();
    assertThat(JsonParser.parseString(new String(written, StandardCharsets.UTF_8)))
        .isEqualTo(expected);
    assertThat(CapturedSession.parse(written))
        .isEqualTo(CapturedSession.parse(vector.get("json").toString()));
  }

  @Test
  void find_cookies_byName() {
    CapturedSession session = valid();
    assertThat(session.find("li_at")).hasValue(session.cookies().getFirst());
    assertThat(session.find("li_a")).isEmpty();
  }

  @Test
  void toString_session_hidesTheCookie() {
    CapturedSession session = valid();
    String value = session.cookies().getFirst().value().reveal(SecretAccess.granted());
    assertThat(value).startsWith("FAKE");
    assertThat(session.toString()).doesNotContain(value).contains("SecretText[redacted]");
  }

  @Test
  void toJson_withoutLeave_isRefused() {
    CapturedSession session = valid();
    String value = session.cookies().getFirst().value().reveal(SecretAccess.granted());
    assertThatThrownBy(() -> WireJson.GSON.toJson(session))
        .hasStackTraceContaining("a secret is not written in clear")
        .message()
        .doesNotContain(value);
  }

  @Test
  void construct_brokenRule_throwsWithoutTheValue() {
    CapturedSession session = valid();
    assertThatThrownBy(
            () -> new CapturedSession(List.of(), session.userAgent(), session.linkedinMember()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not a LinkedIn session");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "null", "[]", "\"x\"", "{", "{}{}", "{'cookies':[]}", "{\"cookies\":NaN}"})
  void parse_notASessionObject_isEmpty(String json) {
    assertThat(CapturedSession.parse(json)).isEmpty();
  }

  @Test
  void parse_deepNesting_isEmpty() {
    assertThat(CapturedSession.parse("[".repeat(100_000))).isEmpty();
    assertThat(CapturedSession.parse("{\"cookies\":".repeat(100_000))).isEmpty();
  }

  @Test
  void isSameAs_members_byNumberThenEntity() {
    LinkedInMember both = new LinkedInMember("1", "A", "Ada");
    assertThat(both.isSameAs(new LinkedInMember("1", "B", "Other name"))).isTrue();
    assertThat(both.isSameAs(new LinkedInMember("2", "A", "Ada"))).isFalse();
    assertThat(both.isSameAs(new LinkedInMember(null, "A", "Ada"))).isTrue();
    assertThat(new LinkedInMember(null, "A", "Ada").isSameAs(both)).isTrue();
    assertThat(both.isSameAs(new LinkedInMember(null, "B", "Ada"))).isFalse();
    assertThat(new LinkedInMember("1", null, "Ada").isSameAs(new LinkedInMember(null, "A", "Ada")))
        .isFalse();
  }

  private static CapturedSession valid() {
    JsonObject first = Vectors.list("sessions.json", "sessions").findFirst().orElseThrow();
    return CapturedSession.parse(first.get("json").toString()).orElseThrow();
  }
}
