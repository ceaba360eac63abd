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
import java.util.Set;
import java.util.stream.Collectors;
import run.edges.companion.protocol.wire.ProtocolException;
import run.edges.companion.protocol.wire.WireJson;

/**
 * JSON bodies by Gson. A request body is one object of at most 64 KiB with no member that its
 * record does not have.
 */
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
final class JsonBody implements MessageBodyReader<Object>, MessageBodyWriter<Object> {
  private static final int MAX_BYTES = 65536;
  private static final Gson GSON = WireJson.GSON.newBuilder().serializeNulls().create();

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
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new ApiException(413, "BAD_INPUT", "The body is larger than 64 KiB.");
    }
    JsonObject object = parse(new String(bytes, StandardCharsets.UTF_8));
    Set<String> known =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getName)
            .map(JsonBody::memberName)
            .collect(Collectors.toSet());
    if (!known.containsAll(object.keySet())) {
      throw new ApiException(
          400, "BAD_INPUT", "Additional properties are not allowed; known are " + known + ".");
    }
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

  private static JsonObject parse(String text) {
    try {
      return WireJson.parseObject(text);
    } catch (ProtocolException notAnObject) {
      throw new ApiException(400, "BAD_INPUT", "The body is not one JSON object.");
    }
  }

  private static String memberName(String component) {
    return component.replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
  }
}
