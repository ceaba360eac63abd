package run.edges.companion.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static run.edges.companion.protocol.Vectors.string;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import run.edges.companion.protocol.Vectors;
import run.edges.companion.protocol.seal.Envelope;

/** Whatever comes in is read, or refused by {@link ProtocolException} or an empty result. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FuzzTest {
  private static final int ROUNDS = 4_000;
  private static final String JSON_BYTES = "{}[]\":,\\ue-+.0123456789 \n\t\0\u007fntf";

  private final Random random = new Random(20261124);
  private final List<JsonObject> messages =
      Vectors.list("messages.json", "messages")
          .map(vector -> vector.getAsJsonObject("json"))
          .toList();
  private final List<JsonObject> sessions =
      Vectors.list("sessions.json", "sessions")
          .map(vector -> vector.getAsJsonObject("json"))
          .toList();
  private final List<String> links =
      Vectors.list("links.json", "links").map(vector -> string(vector, "text")).toList();

  @Test
  void parse_randomBytes_throwsNothingElse() {
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      parseEverything(new String(bytes, StandardCharsets.UTF_8));
      parseEverything(new String(bytes, StandardCharsets.ISO_8859_1));
    }
  }

  @Test
  void parse_randomJsonCharacters_throwsNothingElse() {
    for (int round = 0; round < ROUNDS; round++) {
      StringBuilder text = new StringBuilder("{\"type\":\"record\",");
      int length = random.nextInt(40);
      for (int i = 0; i < length; i++) {
        text.append(JSON_BYTES.charAt(random.nextInt(JSON_BYTES.length())));
      }
      parseEverything(text.toString());
    }
  }

  @Test
  void parse_mutatedText_throwsNothingElse() {
    for (int round = 0; round < ROUNDS; round++) {
      parseEverything(mutateText(any(messages).toString()));
      parseEverything(mutateText(any(sessions).toString()));
      parseEverything(mutateText(any(links)));
    }
  }

  @Test
  void parse_mutatedMembers_throwsNothingElse() {
    for (int round = 0; round < ROUNDS; round++) {
      parseEverything(mutateMember(any(messages).deepCopy()).toString());
      parseEverything(mutateMember(any(sessions).deepCopy()).toString());
    }
  }

  @Test
  void parse_deepOrLongText_throwsNothingElse() {
    for (String unit :
        List.of("[", "{\"a\":", "\"", "\\", "9", "-", "a.", ".", "=", " ", "\u0000")) {
      parseEverything(unit.repeat(WireJson.MAX_MESSAGE_BYTES));
      parseEverything("{\"type\":\"hello\",\"id\":" + unit.repeat(WireJson.MAX_MESSAGE_BYTES));
      parseEverything("{\"type\":\"hello\",\"id\":\"" + unit.repeat(10_000) + "\"}");
    }
  }

  private static void parseEverything(String text) {
    List<Consumer<String>> parsers =
        List.of(WireJson::parseDeviceMessage, WireJson::parseServerMessage, WireJson::parseObject);
    for (Consumer<String> parser : parsers) {
      try {
        parser.accept(text);
      } catch (ProtocolException refused) {
        assertThat(refused.code())
            .isIn(
                ErrorCode.MESSAGE_MALFORMED, ErrorCode.MESSAGE_UNKNOWN, ErrorCode.MESSAGE_INVALID);
      }
    }
    assertThat(CapturedSession.parse(text)).isNotNull();
    assertThat(WireJson.parseEnrolment(text)).isNotNull();
    assertThat(WireJson.parseUnavailability(text)).isNotNull();
    assertThat(SharedLink.parse(text)).isNotNull();
    assertThat(Envelope.parse(text)).isNotNull();
  }

  private String mutateText(String text) {
    StringBuilder changed = new StringBuilder(text);
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes && !changed.isEmpty(); i++) {
      int at = random.nextInt(changed.length());
      char other =
          random.nextBoolean()
              ? JSON_BYTES.charAt(random.nextInt(JSON_BYTES.length()))
              : (char) random.nextInt(Character.MAX_VALUE + 1);
      switch (random.nextInt(4)) {
        case 0 -> changed.setCharAt(at, other);
        case 1 -> changed.insert(at, other);
        case 2 -> changed.delete(at, Math.min(changed.length(), at + 1 + random.nextInt(20)));
        default -> changed.insert(at, changed.substring(Math.max(0, at - 20), at));
      }
    }
    return changed.toString();
  }

  private JsonObject mutateMember(JsonObject object) {
    List<String> members = object.keySet().stream().toList();
    if (members.isEmpty()) {
      return object;
    }
    String member = any(members);
    JsonElement value = object.get(member);
    if (value instanceof JsonObject inner && random.nextInt(4) > 0) {
      mutateMember(inner);
    } else if (value instanceof JsonArray list && !list.isEmpty() && random.nextInt(4) > 0) {
      int at = random.nextInt(list.size());
      if (list.get(at) instanceof JsonObject inner && random.nextBoolean()) {
        mutateMember(inner);
      } else {
        list.set(at, anyValue());
      }
    } else if (!member.equals("type") || random.nextInt(10) == 0) {
      object.add(member, anyValue());
    }
    return object;
  }

  private JsonElement anyValue() {
    return switch (random.nextInt(8)) {
      case 0 -> JsonNull.INSTANCE;
      case 1 -> new JsonPrimitive(random.nextBoolean());
      case 2 -> new JsonPrimitive(random.nextLong());
      case 3 -> new JsonPrimitive(random.nextDouble() * 1e300);
      case 4 -> new JsonPrimitive("x".repeat(random.nextInt(300)));
      case 5 -> new JsonArray();
      case 6 -> any(messages).deepCopy();
      default -> new JsonPrimitive("");
    };
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
