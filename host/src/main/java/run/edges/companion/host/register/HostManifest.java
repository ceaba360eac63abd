package run.edges.companion.host.register;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import run.edges.companion.host.nativemessage.Caller;

/** The file in which a browser reads where the host is and who may call it. */
final class HostManifest {
  static final String NAME = "run.edges.companion";

  private static final Pattern CHROMIUM_ID = Pattern.compile("[a-p]{32}");
  private static final Pattern GECKO_ID =
      Pattern.compile("[A-Za-z0-9._-]*@[A-Za-z0-9._-]+|\\{[0-9a-fA-F-]{36}\\}");

  private HostManifest() {}

  static boolean isExtensionId(String id) {
    return CHROMIUM_ID.matcher(id).matches() || GECKO_ID.matcher(id).matches();
  }

  /**
   * Writes a manifest.
   *
   * @param furtherIds beside the packaged extension's own; those of the other family are left out
   */
  static String text(Browser.Family family, Path launcher, Set<String> furtherIds) {
    Set<String> ids = new TreeSet<>(furtherIds);
    ids.add(family == Browser.Family.CHROMIUM ? Caller.CHROMIUM_ID : Caller.GECKO_ID);
    Pattern form = family == Browser.Family.CHROMIUM ? CHROMIUM_ID : GECKO_ID;
    JsonArray callers = new JsonArray();
    ids.stream()
        .filter(id -> form.matcher(id).matches())
        .map(id -> family == Browser.Family.CHROMIUM ? "chrome-extension://" + id + "/" : id)
        .forEach(callers::add);
    JsonObject manifest = new JsonObject();
    manifest.addProperty("name", NAME);
    manifest.addProperty("description", "Edges Companion: shares a LinkedIn session you accepted");
    manifest.addProperty("path", launcher.toString());
    manifest.addProperty("type", "stdio");
    manifest.add(
        family == Browser.Family.CHROMIUM ? "allowed_origins" : "allowed_extensions", callers);
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(manifest)
        + "\n";
  }

  /** What a browser would stumble over in this file; empty if nothing. */
  static Optional<String> findFault(Path file) throws IOException {
    Path path;
    try {
      JsonObject manifest = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
      if (!manifest.get("name").getAsString().equals(NAME)) {
        return Optional.of("it names another host");
      }
      path = Path.of(manifest.get("path").getAsString());
    } catch (JsonParseException | IllegalStateException | NullPointerException notAManifest) {
      return Optional.of("it is not a manifest");
    }
    if (!path.isAbsolute()) {
      return Optional.of("its path is not absolute: " + path);
    }
    if (!Files.exists(path)) {
      return Optional.of("there is no " + path);
    }
    return Files.isExecutable(path) ? Optional.empty() : Optional.of(path + " cannot be executed");
  }
}
