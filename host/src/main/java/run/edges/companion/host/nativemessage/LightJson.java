package run.edges.companion.host.nativemessage;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.internal.LazilyParsedNumber;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
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
final class LightJson {
  private static final int MAX_NUMBER_LENGTH = 64;

  private LightJson() {}

  /**
   * Reads exactly one object.
   *
   * @throws ProtocolException {@code MESSAGE_MALFORMED}
   */
  static JsonObject parse(byte[] utf8) {
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
  static byte[] write(JsonObject object) {
    StringWriter text = new StringWriter(256);
    JsonWriter writer = new JsonWriter(text);
    writer.setSerializeNulls(false);
    try {
      write(writer, object);
      writer.flush();
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
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

  private static void write(JsonWriter writer, JsonElement element) throws IOException {
    // No pattern switch: its bootstrap takes longer than everything else here.
    if (element instanceof JsonObject object) {
      writer.beginObject();
      for (Map.Entry<String, JsonElement> member : object.entrySet()) {
        writer.name(member.getKey());
        write(writer, member.getValue());
      }
      writer.endObject();
    } else if (element instanceof JsonArray array) {
      writer.beginArray();
      for (JsonElement value : array) {
        write(writer, value);
      }
      writer.endArray();
    } else if (element instanceof JsonPrimitive primitive) {
      write(writer, primitive);
    } else {
      writer.nullValue();
    }
  }

  private static void write(JsonWriter writer, JsonPrimitive primitive) throws IOException {
    if (primitive.isBoolean()) {
      writer.value(primitive.getAsBoolean());
    } else if (primitive.isNumber()) {
      writer.value(primitive.getAsNumber());
    } else {
      writer.value(primitive.getAsString());
    }
  }
}
