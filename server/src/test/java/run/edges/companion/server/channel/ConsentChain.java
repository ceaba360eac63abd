package run.edges.companion.server.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import run.edges.companion.protocol.wire.ServerMessage.RecordEntry;

/** Checks a consent record as {@code docs/protocol.md} section 5.5 says. */
public final class ConsentChain {
  private ConsentChain() {}

  /** Every hash follows from the one before, every index too; returns the head. */
  public static String verify(List<RecordEntry> entries) throws NoSuchAlgorithmException {
    byte[] previous = new byte[32];
    for (int i = 0; i < entries.size(); i++) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(previous);
      previous = digest.digest(entries.get(i).body().getBytes(StandardCharsets.UTF_8));
      assertThat(entries.get(i).hash()).isEqualTo(base64(previous));
      JsonObject body = JsonParser.parseString(entries.get(i).body()).getAsJsonObject();
      assertThat(body.get("index").getAsInt()).isEqualTo(i);
    }
    return base64(previous);
  }

  public static List<String> events(List<RecordEntry> entries) {
    return entries.stream()
        .map(entry -> JsonParser.parseString(entry.body()).getAsJsonObject())
        .map(body -> body.get("event").getAsString())
        .toList();
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
