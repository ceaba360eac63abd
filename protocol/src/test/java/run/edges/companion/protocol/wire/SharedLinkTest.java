package run.edges.companion.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static run.edges.companion.protocol.Vectors.string;

import com.google.gson.JsonObject;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import run.edges.companion.protocol.Vectors;
import run.edges.companion.protocol.secret.SecretAccess;

class SharedLinkTest {
  static Stream<Arguments> vectors() {
    return Vectors.cases("links.json", "links");
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void parse_vector_isValidOrNot(JsonObject vector) {
    String text = string(vector, "text");
    if (vector.get("valid").getAsBoolean()) {
      SharedLink link = SharedLink.parse(text).orElseThrow();
      assertThat(link.server()).hasToString(string(vector, "server"));
      assertThat(link.id()).isEqualTo(string(vector, "id"));
      assertThat(link.fingerprint()).isEqualTo(string(vector, "fingerprint"));
      assertThat(link.text().reveal(SecretAccess.granted())).isEqualTo(text);
    } else {
      assertThat(SharedLink.parse(text)).isEmpty();
    }
  }

  @Test
  void toString_parsedLink_hidesTheSecret() {
    String text = string(Vectors.list("links.json", "links").findFirst().orElseThrow(), "text");
    SharedLink link = SharedLink.parse(text).orElseThrow();
    String secret = link.secret().reveal(SecretAccess.granted());
    assertThat(text).contains("#" + secret + ".");
    assertThat(link.toString()).doesNotContain(secret);
    assertThat("" + link.text()).doesNotContain(secret);
  }
}
