package run.edges.companion.protocol.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SecretBytesTest {
  private static final String PLANTED = "planted-secret";

  @Test
  void of_changedInput_keepsItsOwnCopy() {
    byte[] input = {1, 2, 3};
    SecretBytes secret = SecretBytes.of(input);
    input[0] = 9;
    assertThat(secret.reveal(SecretAccess.granted())).containsExactly(1, 2, 3);
  }

  @Test
  void reveal_changedOutput_keepsItsOwnCopy() {
    SecretBytes secret = SecretBytes.of(new byte[] {1, 2, 3});
    secret.reveal(SecretAccess.granted())[0] = 9;
    assertThat(secret.reveal(SecretAccess.granted())).containsExactly(1, 2, 3);
  }

  @Test
  void random_twice_differsAndHasTheLength() {
    assertThat(SecretBytes.random(32)).isNotEqualTo(SecretBytes.random(32));
    assertThat(SecretBytes.random(32).length()).isEqualTo(32);
    assertThat(SecretBytes.random(0).length()).isZero();
  }

  @Test
  void equals_byContent_ignoresTheInstance() {
    SecretBytes secret = SecretBytes.of(new byte[] {1, 2, 3});
    assertThat(secret).isEqualTo(SecretBytes.of(new byte[] {1, 2, 3}));
    assertThat(secret).isNotEqualTo(SecretBytes.of(new byte[] {1, 2, 4}));
    assertThat(secret).isNotEqualTo(SecretBytes.of(new byte[] {1, 2}));
    assertThat(secret).isNotEqualTo("SecretBytes[redacted]");
  }

  @Test
  void hashCode_sameLength_tellsNothingOfTheContent() {
    assertThat(SecretBytes.of(new byte[] {1, 2, 3}))
        .hasSameHashCodeAs(SecretBytes.of(new byte[] {7, 8, 9}));
  }

  @Test
  void toString_anyContent_isRedacted() {
    SecretBytes secret = SecretBytes.of(PLANTED.getBytes(StandardCharsets.UTF_8));
    assertThat(secret).hasToString("SecretBytes[redacted]");
    assertThat("key: " + secret).isEqualTo("key: SecretBytes[redacted]");
    assertThat(String.format("%s", secret)).doesNotContain(PLANTED);
  }

  @Test
  void toString_insideARecord_isRedacted() {
    record Holder(String name, SecretBytes secret) {}
    assertThat(new Holder("key", SecretBytes.of(PLANTED.getBytes(StandardCharsets.UTF_8))))
        .hasToString("Holder[name=key, secret=SecretBytes[redacted]]");
  }
}
