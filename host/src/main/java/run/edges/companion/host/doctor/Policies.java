package run.edges.companion.host.doctor;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import run.edges.companion.host.browser.HostManifest;
import run.edges.companion.host.browser.Registry;

/**
 * What the administrator of the computer decided about hosts: all files, or registry keys,
 * together, as the browser takes them. What cannot be read is left out: the browser, which runs as
 * this user too, makes nothing of it either.
 */
final class Policies {
  /** The policy that keeps the browser from the host, and where it is. */
  record Forbidding(String name, String place) {}

  private static final String BLOCKED = "NativeMessagingBlocklist";
  private static final String ALLOWED = "NativeMessagingAllowlist";
  private static final String OF_THE_USER = "NativeMessagingUserLevelHosts";

  private final Map<String, JsonElement> values = new HashMap<>();
  private final Map<String, String> places = new HashMap<>();

  /**
   * @param files folders of JSON files, or property lists; a later one counts more
   * @param keys of Windows' registry; a later one counts more
   */
  Policies(List<Path> files, List<String> keys) {
    for (Path place : files) {
      if (Files.isDirectory(place)) {
        readFolder(place);
      } else if (Files.isReadable(place)) {
        readPropertyList(place, BLOCKED, "json");
        readPropertyList(place, ALLOWED, "json");
        readPropertyList(place, OF_THE_USER, "raw");
      }
    }
    for (String key : keys) {
      Registry.read(key).ifPresent(export -> take(key, export));
    }
  }

  /**
   * What keeps the browser from the host, if anything does.
   *
   * @param ofTheUser whether the manifest is one of the user's level
   */
  Optional<Forbidding> findForbidding(boolean ofTheUser) {
    Set<String> blocked = texts(values.get(BLOCKED));
    if ((blocked.contains("*") || blocked.contains(HostManifest.NAME))
        && !texts(values.get(ALLOWED)).contains(HostManifest.NAME)) {
      return forbidding(BLOCKED);
    }
    return ofTheUser && forbidUsersHosts() ? forbidding(OF_THE_USER) : Optional.empty();
  }

  /** Whether the browser passes over what is registered at the user's level; not the computer's. */
  boolean forbidUsersHosts() {
    return new JsonPrimitive(false).equals(values.get(OF_THE_USER));
  }

  private Optional<Forbidding> forbidding(String name) {
    return Optional.ofNullable(places.get(name)).map(place -> new Forbidding(name, place));
  }

  private void readFolder(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(one -> one.toString().endsWith(".json")).sorted().toList()) {
        JsonParser.parseString(Files.readString(file))
            .getAsJsonObject()
            .asMap()
            .forEach((name, value) -> put(name, value, folder.toString()));
      }
    } catch (IOException | JsonParseException | IllegalStateException unreadable) {
      // As the class says.
    }
  }

  /**
   * By the program that every Mac has for it, one value at a time: a whole list may hold what JSON
   * has no form for.
   */
  private void readPropertyList(Path file, String name, String form) {
    try {
      Process plutil =
          new ProcessBuilder("/usr/bin/plutil", "-extract", name, form, "-o", "-", file.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      plutil.getOutputStream().close();
      String said = new String(plutil.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (plutil.waitFor() == 0) {
        put(name, JsonParser.parseString(said), file.toString());
      }
    } catch (IOException | JsonParseException unreadable) {
      // As the class says.
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  /** As Chromium does: a list is a key of numbered values, or a text of JSON. */
  void take(String key, Registry.Export export) {
    Map<String, JsonPrimitive> values = export.find("").orElse(Map.of());
    for (String name : List.of(BLOCKED, ALLOWED)) {
      export
          .find(name)
          .map(Policies::numbered)
          .or(() -> Optional.ofNullable(values.get(name)).flatMap(Policies::parseList))
          .ifPresent(list -> put(name, list, key));
    }
    Optional.ofNullable(values.get(OF_THE_USER))
        .map(JsonPrimitive::getAsString)
        .filter(Policies::isNumber)
        .map(number -> new JsonPrimitive(!number.matches("[+-]?0+")))
        .ifPresent(allowed -> put(OF_THE_USER, allowed, key));
  }

  private static JsonElement numbered(Map<String, JsonPrimitive> values) {
    JsonArray list = new JsonArray();
    values.forEach((name, value) -> {
      if (isNumber(name)) {
        list.add(value);
      }
    });
    return list;
  }

  private static boolean isNumber(String text) {
    return text.matches("[+-]?\\d+");
  }

  private static Optional<JsonElement> parseList(JsonPrimitive text) {
    try {
      return Optional.of(JsonParser.parseString(text.getAsString()))
          .filter(JsonElement::isJsonArray);
    } catch (JsonParseException unreadable) {
      return Optional.empty();
    }
  }

  private void put(String name, JsonElement value, String place) {
    values.put(name, value);
    places.put(name, place);
  }

  private static Set<String> texts(@Nullable JsonElement list) {
    return list instanceof JsonArray texts
        ? texts.asList().stream()
            .filter(JsonElement::isJsonPrimitive)
            .map(JsonElement::getAsString)
            .collect(Collectors.toSet())
        : Set.of();
  }
}
