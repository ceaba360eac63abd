package run.edges.companion.host.nativemessage;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import run.edges.companion.host.frame.LightJson;
import run.edges.companion.protocol.wire.CapturedSession;
import run.edges.companion.protocol.wire.DeviceMessage.Consent;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.LinkedInMember;
import run.edges.companion.protocol.wire.ProtocolException;
import run.edges.companion.protocol.wire.SharedLink;

/** Checks every field of a request before anything acts on it. */
final class RequestParser {
  private static final int UUID_LENGTH = 36;
  private static final int MAX_TEXT = 4096;
  private static final int MAX_DEVICE_NAME = 100;
  private static final int PROTOCOL = 1;

  private RequestParser() {}

  /** The id to answer to, even if the rest of the message is wrong. */
  static @Nullable String findId(JsonObject message) {
    return message.get("id") instanceof JsonPrimitive id
            && id.isString()
            && id.getAsString().length() <= MAX_TEXT
        ? id.getAsString()
        : null;
  }

  static boolean isHello(JsonObject message) {
    return message.get("type") instanceof JsonPrimitive type
        && type.isString()
        && type.getAsString().equals("hello");
  }

  /**
   * Reads {@code hello}.
   *
   * @throws ProtocolException {@code MESSAGE_INVALID} or {@code PROTOCOL_UNSUPPORTED}
   */
  static NativeRequest.Hello parseHello(JsonObject message) {
    JsonObject range = object(message, "protocol");
    if (integer(range, "min") > PROTOCOL || integer(range, "max") < PROTOCOL) {
      throw new ProtocolException(ErrorCode.PROTOCOL_UNSUPPORTED);
    }
    text(message, "extension_version");
    String deviceName = text(message, "device_name");
    require(deviceName.length() <= MAX_DEVICE_NAME);
    for (int i = 0; i < deviceName.length(); i++) {
      require(!Character.isISOControl(deviceName.charAt(i)));
    }
    return new NativeRequest.Hello(text(message, "id"), uuid(message, "profile_id"), deviceName);
  }

  /**
   * Reads any other request.
   *
   * @throws ProtocolException {@code MESSAGE_INVALID}, {@code MESSAGE_UNKNOWN}, {@code
   *     MESSAGE_UNEXPECTED} for a second {@code hello}, or {@code LINK_MALFORMED}
   */
  static NativeRequest parse(JsonObject message) {
    try {
      return switch (text(message, "type")) {
        case "hello" -> throw new ProtocolException(ErrorCode.MESSAGE_UNEXPECTED);
        case "inspect" -> new NativeRequest.Inspect(text(message, "id"), link(message));
        case "accept" ->
            new NativeRequest.Accept(
                text(message, "id"),
                link(message),
                consent(object(message, "consent")),
                linkedinMember(object(message, "linkedin_member")));
        case "connect" -> new NativeRequest.Connect(listed(message));
        case "changed" -> changed(message);
        case "session" ->
            new NativeRequest.Session(
                text(message, "id"),
                CapturedSession.parse(LightJson.write(object(message, "session"))));
        case "unavailable" ->
            new NativeRequest.Unavailable(text(message, "id"), unavailableReason(message));
        case "revoke" ->
            new NativeRequest.Revoke(
                text(message, "id"), server(message), uuid(message, "integration_id"));
        case "pause" -> pause(message);
        case "owner_page" ->
            new NativeRequest.OwnerPage(
                text(message, "id"), server(message), uuid(message, "integration_id"));
        case "doctor" -> new NativeRequest.Doctor(text(message, "id"));
        case "record" ->
            new NativeRequest.ReadRecord(
                text(message, "id"), server(message), uuid(message, "integration_id"));
        default -> throw new ProtocolException(ErrorCode.MESSAGE_UNKNOWN);
      };
    } catch (IllegalArgumentException | DateTimeException invalid) {
      throw new ProtocolException(ErrorCode.MESSAGE_INVALID);
    }
  }

  private static NativeRequest changed(JsonObject message) {
    require(Set.of("COOKIE", "ALARM").contains(text(message, "reason")));
    return new NativeRequest.Changed();
  }

  private static NativeRequest pause(JsonObject message) {
    return new NativeRequest.Pause(
        text(message, "id"),
        server(message),
        uuid(message, "integration_id"),
        Optional.ofNullable(optionalText(message, "until")).map(Instant::parse));
  }

  private static ErrorCode unavailableReason(JsonObject message) {
    return ErrorCode.find(text(message, "reason"))
        .filter(ErrorCode::isUnavailableReason)
        .orElseThrow(() -> new ProtocolException(ErrorCode.MESSAGE_INVALID));
  }

  private static SharedLink link(JsonObject message) {
    return SharedLink.parse(text(message, "link"))
        .orElseThrow(() -> new ProtocolException(ErrorCode.LINK_MALFORMED));
  }

  private static ServerRef server(JsonObject message) {
    JsonObject server = object(message, "server");
    return ServerRef.parse(text(server, "url"), text(server, "fingerprint"))
        .orElseThrow(() -> new ProtocolException(ErrorCode.MESSAGE_INVALID));
  }

  private static List<NativeRequest.Listed> listed(JsonObject message) {
    List<NativeRequest.Listed> servers = new ArrayList<>();
    for (JsonElement entry : array(message, "servers")) {
      require(entry.isJsonObject());
      Set<String> integrations = new LinkedHashSet<>();
      for (String id : strings(entry.getAsJsonObject(), "integrations")) {
        require(isUuid(id));
        integrations.add(id);
      }
      servers.add(new NativeRequest.Listed(server(entry.getAsJsonObject()), integrations));
    }
    return servers;
  }

  private static Consent consent(JsonObject consent) {
    return new Consent(
        text(consent, "text"),
        text(consent, "text_sha256"),
        Instant.parse(text(consent, "accepted_at")),
        strings(consent, "items"));
  }

  private static LinkedInMember linkedinMember(JsonObject member) {
    return new LinkedInMember(
        optionalText(member, "number"),
        optionalText(member, "entity"),
        Optional.ofNullable(optionalText(member, "name")).orElse(""));
  }

  private static String uuid(JsonObject object, String member) {
    String text = text(object, member);
    require(isUuid(text));
    return text;
  }

  /** By hand: the first pattern of a process takes longer than the rest of the first answer. */
  private static boolean isUuid(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? c != '-' : (c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return text.length() == UUID_LENGTH;
  }

  private static String text(JsonObject object, String member) {
    String text = optionalText(object, member);
    require(text != null && !text.isEmpty() && text.length() <= MAX_TEXT);
    return text == null ? "" : text;
  }

  private static @Nullable String optionalText(JsonObject object, String member) {
    JsonElement value = object.get(member);
    if (value == null || value.isJsonNull()) {
      return null;
    }
    require(value instanceof JsonPrimitive primitive && primitive.isString());
    return value.getAsString();
  }

  private static int integer(JsonObject object, String member) {
    require(object.get(member) instanceof JsonPrimitive primitive && primitive.isNumber());
    try {
      return Integer.parseInt(object.get(member).getAsString());
    } catch (NumberFormatException notAnInteger) {
      throw new ProtocolException(ErrorCode.MESSAGE_INVALID);
    }
  }

  private static JsonObject object(JsonObject object, String member) {
    if (object.get(member) instanceof JsonObject inner) {
      return inner;
    }
    throw new ProtocolException(ErrorCode.MESSAGE_INVALID);
  }

  private static JsonArray array(JsonObject object, String member) {
    if (object.get(member) instanceof JsonArray array) {
      return array;
    }
    throw new ProtocolException(ErrorCode.MESSAGE_INVALID);
  }

  private static List<String> strings(JsonObject object, String member) {
    List<String> strings = new ArrayList<>();
    for (JsonElement element : array(object, member)) {
      require(element instanceof JsonPrimitive primitive && primitive.isString());
      strings.add(element.getAsString());
    }
    return strings;
  }

  private static void require(boolean valid) {
    if (!valid) {
      throw new ProtocolException(ErrorCode.MESSAGE_INVALID);
    }
  }
}
