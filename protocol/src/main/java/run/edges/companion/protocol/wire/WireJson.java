package run.edges.companion.protocol.wire;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSyntaxException;
import com.google.gson.Strictness;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretBytes;
import run.edges.companion.protocol.secret.SecretText;

/**
 * JSON of the channel: {@code snake_case} members, ISO times, a {@code type} that names the record.
 * Thread-safe.
 */
public final class WireJson {
  /** Largest channel message in bytes. */
  public static final int MAX_MESSAGE_BYTES = 32768;

  /** For everything but secrets, which it refuses to write. */
  public static final Gson GSON = builder().create();

  /**
   * Writes secret values in clear: only for what is sealed, encrypted, or handed to the browser.
   */
  static final Gson SESSION =
      builder().registerTypeAdapter(SecretText.class, new SecretTextAdapter().nullSafe()).create();

  /**
   * For bodies of the REST API: a record has a secret only if it is meant to be sent, over TLS, to
   * whom it belongs.
   */
  public static final Gson API = SESSION;

  private static final Map<String, Class<? extends DeviceMessage>> DEVICE_TYPES =
      Map.of(
          "inspect", DeviceMessage.Inspect.class,
          "enrol", DeviceMessage.Enrol.class,
          "hello", DeviceMessage.Hello.class,
          "session", DeviceMessage.Session.class,
          "unavailable", DeviceMessage.Unavailable.class,
          "revoke", DeviceMessage.Revoke.class,
          "pause", DeviceMessage.Pause.class,
          "record", DeviceMessage.ReadRecord.class,
          "owner_page", DeviceMessage.OwnerPage.class);

  private static final Map<String, Class<? extends ServerMessage>> SERVER_TYPES =
      Map.ofEntries(
          Map.entry("challenge", ServerMessage.Challenge.class),
          Map.entry("offer", ServerMessage.Offer.class),
          Map.entry("enrolled", ServerMessage.Enrolled.class),
          Map.entry("welcome", ServerMessage.Welcome.class),
          Map.entry("stored", ServerMessage.Stored.class),
          Map.entry("refused", ServerMessage.Refused.class),
          Map.entry("refresh", ServerMessage.Refresh.class),
          Map.entry("status", ServerMessage.Status.class),
          Map.entry("receipt", ServerMessage.Receipt.class),
          Map.entry("record", ServerMessage.ConsentRecord.class),
          Map.entry("owner_page", ServerMessage.OwnerPage.class));

  private static final Map<Class<?>, String> NAMES =
      Stream.concat(DEVICE_TYPES.entrySet().stream(), SERVER_TYPES.entrySet().stream())
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

  private WireJson() {}

  /**
   * Reads a message of a device.
   *
   * @throws ProtocolException {@code MESSAGE_MALFORMED}, {@code MESSAGE_UNKNOWN} or {@code
   *     MESSAGE_INVALID}
   */
  public static DeviceMessage parseDeviceMessage(String text) {
    return parse(text, DEVICE_TYPES::get);
  }

  /**
   * Reads a message of a server.
   *
   * @throws ProtocolException as for {@link #parseDeviceMessage}
   */
  public static ServerMessage parseServerMessage(String text) {
    return parse(text, SERVER_TYPES::get);
  }

  public static String write(DeviceMessage message) {
    return writeTyped(message);
  }

  public static String write(ServerMessage message) {
    return writeTyped(message);
  }

  /** Writes the plaintext of an enrol envelope, the link's secret in clear. */
  public static String writeEnrolment(DeviceMessage.Enrolment enrolment) {
    return SESSION.toJson(enrolment);
  }

  /** Reads an enrol envelope's plaintext. Empty if a field is missing or malformed. */
  public static Optional<DeviceMessage.Enrolment> parseEnrolment(String json) {
    return parsePlain(json, DeviceMessage.Enrolment.class);
  }

  /** Reads an unavailable envelope's plaintext. Empty if malformed. */
  public static Optional<DeviceMessage.Unavailability> parseUnavailability(String json) {
    return parsePlain(json, DeviceMessage.Unavailability.class);
  }

  /** Reads a pause envelope's plaintext. Empty if malformed. */
  public static Optional<DeviceMessage.Pausing> parsePausing(String json) {
    return parsePlain(json, DeviceMessage.Pausing.class);
  }

  /**
   * The JSON object in a text.
   *
   * @throws ProtocolException {@code MESSAGE_MALFORMED}
   */
  public static JsonObject parseObject(String text) {
    try {
      JsonElement element = GSON.fromJson(text, JsonElement.class);
      if (element instanceof JsonObject object) {
        return object;
      }
    } catch (JsonParseException notJson) {
      throw new ProtocolException(ErrorCode.MESSAGE_MALFORMED);
    }
    throw new ProtocolException(ErrorCode.MESSAGE_MALFORMED);
  }

  /** The request id in a text that is otherwise malformed, so that a refusal can name it. */
  public static Optional<String> findId(String text) {
    try {
      return findString(parseObject(text), "id");
    } catch (ProtocolException notAnObject) {
      return Optional.empty();
    }
  }

  /** A string member, or empty if it is missing or not a string. */
  public static Optional<String> findString(JsonObject object, String member) {
    return object.get(member) instanceof JsonPrimitive primitive && primitive.isString()
        ? Optional.of(primitive.getAsString())
        : Optional.empty();
  }

  private static <T> T parse(
      String text, Function<String, ? extends @Nullable Class<? extends T>> types) {
    JsonObject object = parseObject(text);
    String type =
        findString(object, "type")
            .orElseThrow(() -> new ProtocolException(ErrorCode.MESSAGE_INVALID));
    Class<? extends T> record = types.apply(type);
    if (record == null) {
      throw new ProtocolException(ErrorCode.MESSAGE_UNKNOWN);
    }
    try {
      return gson(record).fromJson(object, record);
    } catch (RuntimeException invalid) {
      // Gson wraps what a record's constructor throws in a bare RuntimeException.
      throw new ProtocolException(ErrorCode.MESSAGE_INVALID);
    }
  }

  private static <T> Optional<T> parsePlain(String json, Class<T> record) {
    try {
      return Optional.ofNullable(SESSION.fromJson(json, record));
    } catch (RuntimeException invalid) {
      return Optional.empty();
    }
  }

  private static String writeTyped(Object message) {
    JsonObject object = new JsonObject();
    object.addProperty("type", NAMES.get(message.getClass()));
    gson(message.getClass()).toJsonTree(message).getAsJsonObject().asMap().forEach(object::add);
    return object.toString();
  }

  /** The owner's page is the one secret that a message holds: TLS carries it to its owner. */
  private static Gson gson(Class<?> message) {
    return message == ServerMessage.OwnerPage.class ? SESSION : GSON;
  }

  private static GsonBuilder builder() {
    return new GsonBuilder()
        .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
        .setStrictness(Strictness.STRICT)
        .disableHtmlEscaping()
        .registerTypeAdapter(Instant.class, new InstantAdapter().nullSafe())
        .registerTypeAdapterFactory(new CompleteRecords())
        .registerTypeAdapter(long.class, new WholeNumberAdapter())
        .registerTypeAdapter(String.class, new StringAdapter().nullSafe())
        .registerTypeAdapter(SecretBytes.class, new RefusingAdapter<SecretBytes>())
        .registerTypeAdapter(SecretText.class, new RefusingAdapter<SecretText>());
  }

  private static final class InstantAdapter extends TypeAdapter<Instant> {
    @Override
    public void write(JsonWriter out, Instant instant) throws IOException {
      out.value(instant.toString());
    }

    @Override
    public Instant read(JsonReader in) throws IOException {
      try {
        return Instant.parse(in.nextString());
      } catch (DateTimeException malformed) {
        throw new JsonSyntaxException("not an ISO 8601 time", malformed);
      }
    }
  }

  private static final class SecretTextAdapter extends TypeAdapter<SecretText> {
    @Override
    public void write(JsonWriter out, SecretText secret) throws IOException {
      out.value(secret.reveal(SecretAccess.granted()));
    }

    @Override
    public SecretText read(JsonReader in) throws IOException {
      return SecretText.of(in.nextString());
    }
  }

  /** Refuses numbers and truth values, which Gson would take as text. */
  private static final class StringAdapter extends TypeAdapter<String> {
    @Override
    public void write(JsonWriter out, String text) throws IOException {
      out.value(text);
    }

    @Override
    public String read(JsonReader in) throws IOException {
      if (in.peek() != JsonToken.STRING) {
        throw new JsonSyntaxException("not a string");
      }
      return in.nextString();
    }
  }

  /** Refuses a fraction or a number out of range, which Gson would round or wrap. */
  private static final class WholeNumberAdapter extends TypeAdapter<Long> {
    @Override
    public void write(JsonWriter out, Long number) throws IOException {
      out.value(number);
    }

    @Override
    public Long read(JsonReader in) throws IOException {
      if (in.peek() != JsonToken.NUMBER) {
        throw new JsonSyntaxException("not a number");
      }
      try {
        return Long.valueOf(in.nextString());
      } catch (NumberFormatException malformed) {
        throw new JsonSyntaxException("not a whole number in range", malformed);
      }
    }
  }

  /**
   * Refuses a record that lacks a component which is not nullable, or has an unknown enum label.
   */
  private static final class CompleteRecords implements TypeAdapterFactory {
    @Override
    public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
      if (!type.getRawType().isRecord()) {
        return null;
      }
      TypeAdapter<T> records = gson.getDelegateAdapter(this, type);
      TypeAdapter<JsonElement> trees = gson.getAdapter(JsonElement.class);
      List<Field> required =
          Stream.of(type.getRawType().getDeclaredFields())
              .filter(component -> !Modifier.isStatic(component.getModifiers()))
              .filter(
                  component -> !component.getAnnotatedType().isAnnotationPresent(Nullable.class))
              .toList();
      return new TypeAdapter<T>() {
        @Override
        public void write(JsonWriter out, T value) throws IOException {
          records.write(out, value);
        }

        @Override
        public T read(JsonReader in) throws IOException {
          JsonElement tree = trees.read(in);
          boolean complete =
              tree instanceof JsonObject object
                  && required.stream().allMatch(component -> isPresent(object, component));
          if (!complete) {
            throw new JsonSyntaxException("a member is missing or has a wrong value");
          }
          // What may be absent may be null too, a record as well.
          tree.getAsJsonObject().asMap().values().removeIf(JsonElement::isJsonNull);
          return records.fromJsonTree(tree);
        }
      };
    }

    private static boolean isPresent(JsonObject object, Field component) {
      JsonElement member =
          object.get(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES.translateName(component));
      Class<?> type = component.getType();
      if (type.isEnum()) {
        return member instanceof JsonPrimitive
            && Stream.of(type.getEnumConstants())
                .anyMatch(label -> label.toString().equals(member.getAsString()));
      }
      return type == boolean.class
          ? member instanceof JsonPrimitive primitive && primitive.isBoolean()
          : member != null && !member.isJsonNull();
    }
  }

  private static final class RefusingAdapter<T> extends TypeAdapter<T> {
    @Override
    public void write(JsonWriter out, T secret) {
      throw new IllegalStateException("a secret is not written in clear");
    }

    @Override
    public T read(JsonReader in) {
      throw new JsonSyntaxException("a secret is not read in clear");
    }
  }
}
