package run.edges.companion.protocol.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import run.edges.companion.protocol.wire.WireJson;

class SecretTextTest {
  private static final String PLANTED = "planted-secret";

  @Test
  void reveal_withAccess_returnsTheText() {
    assertThat(SecretText.of(PLANTED).reveal(SecretAccess.granted())).isEqualTo(PLANTED);
    assertThat(SecretText.of("").reveal(SecretAccess.granted())).isEmpty();
  }

  @Test
  void equals_byContent_ignoresTheInstance() {
    assertThat(SecretText.of(PLANTED)).isEqualTo(SecretText.of(PLANTED));
    assertThat(SecretText.of(PLANTED)).isNotEqualTo(SecretText.of(PLANTED + "x"));
    assertThat(SecretText.of("ä")).isNotEqualTo(SecretText.of("a"));
    assertThat(SecretText.of(PLANTED)).isNotEqualTo(PLANTED);
  }

  @Test
  void hashCode_sameLength_tellsNothingOfTheContent() {
    assertThat(SecretText.of("abc")).hasSameHashCodeAs(SecretText.of("xyz"));
  }

  @Test
  void canBeTyped_controlOrPrivateUseCharacter_cannot() {
    assertThat(SecretText.of("pässword 1 €").canBeTyped()).isTrue();
    assertThat(SecretText.of("a\nb").canBeTyped()).isFalse();
    assertThat(SecretText.of("a\uE007").canBeTyped()).as("WebDriver's Enter").isFalse();
    assertThat(SecretText.of("\uF8FF").canBeTyped()).isFalse();
  }

  @Test
  void toString_anyContent_isRedacted() {
    SecretText secret = SecretText.of(PLANTED);
    assertThat(secret).hasToString("SecretText[redacted]");
    assertThat("li_at: " + secret).isEqualTo("li_at: SecretText[redacted]");
    assertThat(String.format("%s", secret)).doesNotContain(PLANTED);
  }

  @Test
  void toJson_secretText_isRefused() {
    record Holder(SecretText secret) {}
    assertThatThrownBy(() -> WireJson.GSON.toJson(new Holder(SecretText.of(PLANTED))))
        .hasStackTraceContaining("a secret is not written in clear")
        .message()
        .doesNotContain(PLANTED);
  }

  @Test
  void fromJson_secretText_isRefused() {
    assertThatThrownBy(() -> WireJson.GSON.fromJson("\"" + PLANTED + "\"", SecretText.class))
        .hasMessageNotContaining(PLANTED);
  }
}
