package run.edges.companion.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static run.edges.companion.protocol.Vectors.string;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import run.edges.companion.protocol.Vectors;

/** The hash chain of {@code docs/protocol.md} section 5.5 on {@code record.json}. */
class RecordVectorTest {
  private final List<JsonObject> entries = Vectors.list("record.json", "entries").toList();

  @Test
  void hash_everyEntry_followsTheOneBefore() throws Exception {
    byte[] previous = new byte[32];
    for (JsonObject entry : entries) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(previous);
      previous = digest.digest(string(entry, "body").getBytes(StandardCharsets.UTF_8));
      assertThat(string(entry, "hash")).isEqualTo(base64url(previous));
    }
    assertThat(string(Vectors.read("record.json"), "head")).isEqualTo(base64url(previous));
  }

  @Test
  void body_everyEntry_hasIndexTimeAndEvent() {
    for (int index = 0; index < entries.size(); index++) {
      JsonObject body =
          JsonParser.parseString(string(entries.get(index), "body")).getAsJsonObject();
      assertThat(body.get("index").getAsInt()).isEqualTo(index);
      assertThat(Instant.parse(string(body, "at"))).isNotNull();
      assertThat(string(body, "event")).matches("[A-Z_]+");
    }
  }

  private static String base64url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
