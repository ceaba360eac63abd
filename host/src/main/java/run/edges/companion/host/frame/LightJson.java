package run.edges.companion.host.frame;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.internal.LazilyParsedNumber;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.ProtocolException;

/**
 * JSON objects from and to bytes with Gson's stream classes only: its reflective part costs more
 * than a third of the time to the first answer.
 */
public final class LightJson {
  private static final int MAX_NUMBER_LENGTH = 64;
  private static final int INITIAL_LENGTH = 256;
  private static final String HEX = "0123456789abcdef";

  private LightJson() {}

  /**
   * Reads exactly one object.
   *
   * @throws ProtocolException {@code MESSAGE_MALFORMED}
   */
  public static JsonObject parse(byte[] utf8) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      JsonReader reader = new JsonReader(new StringReader(text));
      reader.setStrictness(Strictness.STRICT);
      JsonObject object = readObject(reader);
      if (reader.peek() == JsonToken.END_DOCUMENT) {
        return object;
      }
    } catch (CharacterCodingException notUtf8) {
      throw new ProtocolException(ErrorCode.MESSAGE_MALFORMED);
    } catch (IOException | IllegalStateException | NumberFormatException notJson) {
      throw new ProtocolException(ErrorCode.MESSAGE_MALFORMED);
    }
    throw new ProtocolException(ErrorCode.MESSAGE_MALFORMED);
  }

  /** Writes UTF-8. */
  public static byte[] write(JsonObject object) {
    StringBuilder text = new StringBuilder(INITIAL_LENGTH);
    write(text, object);
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static JsonObject readObject(JsonReader reader) throws IOException {
    JsonObject object = new JsonObject();
    reader.beginObject();
    while (reader.hasNext()) {
      object.add(reader.nextName(), readValue(reader));
    }
    reader.endObject();
    return object;
  }

  private static JsonElement readValue(JsonReader reader) throws IOException {
    return switch (reader.peek()) {
      case BEGIN_OBJECT -> readObject(reader);
      case BEGIN_ARRAY -> {
        JsonArray array = new JsonArray();
        reader.beginArray();
        while (reader.hasNext()) {
          array.add(readValue(reader));
        }
        reader.endArray();
        yield array;
      }
      case STRING -> new JsonPrimitive(reader.nextString());
      case NUMBER -> new JsonPrimitive(readNumber(reader.nextString()));
      case BOOLEAN -> new JsonPrimitive(reader.nextBoolean());
      case NULL -> {
        reader.nextNull();
        yield JsonNull.INSTANCE;
      }
      case NAME, END_OBJECT, END_ARRAY, END_DOCUMENT -> throw new IOException("not a value");
    };
  }

  private static Number readNumber(String text) {
    if (text.length() > MAX_NUMBER_LENGTH) {
      throw new NumberFormatException("too many digits");
    }
    return new LazilyParsedNumber(text);
  }

  private static void write(StringBuilder text, JsonElement element) {
    // No pattern switch and no JsonWriter: their start takes longer than everything else here.
    if (element instanceof JsonObject object) {
      char separator = '{';
      for (Map.Entry<String, JsonElement> member : object.entrySet()) {
        writeString(text.append(separator), member.getKey());
        write(text.append(':'), member.getValue());
        separator = ',';
      }
      text.append(separator == '{' ? "{}" : "}");
    } else if (element instanceof JsonArray array) {
      char separator = '[';
      for (JsonElement value : array) {
        write(text.append(separator), value);
        separator = ',';
      }
      text.append(separator == '[' ? "[]" : "]");
    } else if (element instanceof JsonPrimitive primitive && primitive.isString()) {
      writeString(text, primitive.getAsString());
    } else {
      text.append(element.isJsonNull() ? "null" : element.getAsString());
    }
  }

  private static void writeString(StringBuilder text, String string) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c < ' ') {
        text.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xF));
      } else {
        if (c == '"' || c == '\\') {
          text.append('\\');
        }
        text.append(c);
      }
    }
    text.append('"');
  }
}
