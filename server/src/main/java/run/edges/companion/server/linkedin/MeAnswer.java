package run.edges.companion.server.linkedin;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.wire.LinkedInMember;
import run.edges.companion.protocol.wire.ProtocolException;
import run.edges.companion.protocol.wire.WireJson;

/**
 * The answer of {@code voyager/api/me} in either of its shapes: the profile inline, or in {@code
 * included} with a reference to it. The extension reads it by the same rules.
 */
final class MeAnswer {
  private static final String MEMBER_URN = "urn:li:member:";
  private static final int MAX_NAME = 200;

  private MeAnswer() {}

  /** The member that it names, if it names one. */
  static Optional<LinkedInMember> findMember(String json) {
    try {
      JsonObject answer = WireJson.parseObject(json);
      JsonObject data = answer.get("data") instanceof JsonObject wrapped ? wrapped : answer;
      JsonObject profile = profile(answer, data).orElseGet(JsonObject::new);
      String number =
          text(profile, "objectUrn")
              .filter(urn -> urn.startsWith(MEMBER_URN))
              .or(() -> text(data, "plainId"))
              .map(MeAnswer::lastPart)
              .orElse(null);
      String entity =
          Stream.of("entityUrn", "dashEntityUrn")
              .flatMap(member -> text(profile, member).stream())
              .map(MeAnswer::lastPart)
              .findFirst()
              .orElse(null);
      String name =
          Stream.of("firstName", "lastName")
              .flatMap(member -> text(profile, member).stream())
              .filter(part -> !part.isBlank())
              .collect(Collectors.joining(" "));
      return Optional.of(member(number, entity, name));
    } catch (ProtocolException | IllegalArgumentException notOne) {
      return Optional.empty();
    }
  }

  private static LinkedInMember member(
      @Nullable String number, @Nullable String entity, String name) {
    String shown = name.isEmpty() ? String.valueOf(number == null ? entity : "#" + number) : name;
    return new LinkedInMember(
        number, entity, shown.substring(0, Math.min(shown.length(), MAX_NAME)));
  }

  private static Optional<JsonObject> profile(JsonObject answer, JsonObject data) {
    return Stream.of(answer.get("miniProfile"), data.get("miniProfile"))
        .flatMap(inline -> inline instanceof JsonObject object ? Stream.of(object) : Stream.empty())
        .findFirst()
        .or(() -> included(answer, text(data, "*miniProfile")));
  }

  private static Optional<JsonObject> included(JsonObject answer, Optional<String> reference) {
    if (!(answer.get("included") instanceof JsonArray included)) {
      return Optional.empty();
    }
    List<JsonObject> profiles =
        included.asList().stream()
            .filter(JsonElement::isJsonObject)
            .map(JsonElement::getAsJsonObject)
            .filter(entity -> text(entity, "entityUrn").isPresent())
            .toList();
    if (reference.isPresent()) {
      return profiles.stream()
          .filter(profile -> text(profile, "entityUrn").equals(reference))
          .findFirst();
    }
    // Without the reference only a sole profile can be meant: another could be a connection's.
    List<JsonObject> mini =
        profiles.stream()
            .filter(profile ->
                (text(profile, "entityUrn").orElse("") + text(profile, "$type").orElse(""))
                    .toLowerCase(Locale.ROOT)
                    .contains("miniprofile"))
            .toList();
    return mini.size() == 1 ? Optional.of(mini.getFirst()) : Optional.empty();
  }

  private static Optional<String> text(JsonObject object, String member) {
    return Optional.ofNullable(object.get(member))
        .filter(JsonElement::isJsonPrimitive)
        .map(JsonElement::getAsString);
  }

  private static String lastPart(String urn) {
    return urn.substring(urn.lastIndexOf(':') + 1);
  }
}
