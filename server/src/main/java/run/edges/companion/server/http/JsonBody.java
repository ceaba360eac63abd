package run.edges.companion.server.http;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.MessageBodyWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import run.edges.companion.protocol.wire.ProtocolException;
import run.edges.companion.protocol.wire.WireJson;

/**
 * JSON bodies by Gson. A request body is one object of at most 64 KiB, unpacked, with no member
 * that its record does not have, at any depth.
 */
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
final class JsonBody implements MessageBodyReader<Object>, MessageBodyWriter<Object> {
  private static final int MAX_BYTES = 65536;
  private static final Set<String> ENCODINGS = Set.of("identity", "gzip", "x-gzip");
  private static final Gson GSON = WireJson.API.newBuilder().serializeNulls().create();

  @Override
  public boolean isReadable(
      Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
    return type.isRecord();
  }

  @Override
  public Object readFrom(
      Class<Object> type,
      Type generic,
      Annotation[] annotations,
      MediaType media,
      MultivaluedMap<String, String> headers,
      InputStream in)
      throws IOException {
    String encoding = headers.getFirst("Content-Encoding");
    if (encoding != null && !ENCODINGS.contains(encoding.toLowerCase(Locale.ROOT))) {
      throw new ApiException(415, "STATUS_415", "Send the body as it is, or packed with gzip.");
    }
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new ApiException(413, "BAD_INPUT", "The body is larger than 64 KiB.");
    }
    JsonObject object = parse(new String(bytes, StandardCharsets.UTF_8));
    requireKnown(object, type);
    try {
      return GSON.fromJson(object, type);
    } catch (JsonParseException invalid) {
      throw new ApiException(400, "BAD_INPUT", "A field of the body has a wrong type.");
    }
  }

  @Override
  public boolean isWriteable(
      Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
    return type != String.class && !InputStream.class.isAssignableFrom(type);
  }

  @Override
  public void writeTo(
      Object entity,
      Class<?> type,
      Type generic,
      Annotation[] annotations,
      MediaType media,
      MultivaluedMap<String, Object> headers,
      OutputStream out)
      throws IOException {
    out.write(GSON.toJson(entity).getBytes(StandardCharsets.UTF_8));
  }

  private static void requireKnown(JsonObject object, Class<?> type) {
    Map<String, RecordComponent> known =
        Arrays.stream(type.getRecordComponents())
            .collect(
                Collectors.toMap(
                    component -> memberName(component.getName()), Function.identity()));
    if (!known.keySet().containsAll(object.keySet())) {
      throw new ApiException(
          400,
          "BAD_INPUT",
          "Additional properties are not allowed; known are " + known.keySet() + ".");
    }
    known.forEach((name, component) -> {
      if (component.getType().isRecord() && object.get(name) instanceof JsonObject nested) {
        requireKnown(nested, component.getType());
      }
    });
  }

  private static JsonObject parse(String text) {
    try {
      return WireJson.parseObject(text);
    } catch (ProtocolException notAnObject) {
      throw new ApiException(400, "BAD_INPUT", "The body is not one JSON object.");
    }
  }

  private static String memberName(String component) {
    return component.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
