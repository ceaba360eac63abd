package run.edges.companion.host.browser;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import run.edges.companion.host.browser.Finding.Fault;
import run.edges.companion.host.nativemessage.Caller;

/** The file in which a browser reads where the host is and who may call it. */
public final class HostManifest {
  public static final String NAME = "run.edges.companion";

  private static final Pattern CHROMIUM_ID = Pattern.compile("[a-p]{32}");
  private static final Pattern GECKO_ID =
      Pattern.compile("[A-Za-z0-9._-]*@[A-Za-z0-9._-]+|\\{[0-9a-fA-F-]{36}\\}");

  private HostManifest() {}

  public static boolean isExtensionId(String id) {
    return CHROMIUM_ID.matcher(id).matches() || GECKO_ID.matcher(id).matches();
  }

  /**
   * Writes a manifest.
   *
   * @param furtherIds beside the packaged extension's own; those of the other family are left out
   */
  public static String text(Browser.Family family, Path launcher, Set<String> furtherIds) {
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
    manifest.add(callers(family), callers);
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(manifest)
        + "\n";
  }

  /**
   * What a browser would stumble over in this file, in the order in which browsers look; empty if
   * nothing.
   *
   * @param register the command that writes it again
   */
  public static Optional<Finding> findFault(Target target, Path file, String register) {
    String again = "Register again: " + register;
    JsonObject manifest;
    try {
      manifest = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    } catch (IOException unreadable) {
      return fault(target, Fault.UNREADABLE, file + " cannot be read", "Let its owner read it.");
    } catch (JsonParseException | IllegalStateException notAnObject) {
      return fault(target, Fault.MALFORMED, file + " is not a manifest", again);
    }
    if (!text(manifest, "name").equals(NAME) || !text(manifest, "type").equals("stdio")) {
      return fault(target, Fault.OTHER_NAME, file + " is another host's", again);
    }
    if (!allowsUs(target.family(), manifest)) {
      return fault(
          target, Fault.EXTENSION_NOT_LISTED, file + " does not allow the extension", again);
    }
    try {
      return findFault(target, file, host(file, manifest), again);
    } catch (InvalidPathException noPath) {
      return fault(target, Fault.MALFORMED, "the path in " + file + " is none", again);
    }
  }

  private static Optional<Finding> findFault(Target target, Path file, Path host, String again) {
    if (!host.isAbsolute()) {
      return fault(target, Fault.PATH_RELATIVE, "the path in " + file + " is not absolute", again);
    }
    for (Path folder = host.getParent(); folder != null; folder = folder.getParent()) {
      if (Files.exists(folder) && !Files.isExecutable(folder)) {
        return fault(
            target, Fault.HOST_NOT_EXECUTABLE, folder + " cannot be entered", allow(folder));
      }
    }
    if (!Files.exists(host)) {
      return fault(
          target,
          Fault.HOST_MISSING,
          "there is no " + host,
          "Install the host again, then register it.");
    }
    return Files.isExecutable(host)
        ? Optional.empty()
        : fault(target, Fault.HOST_NOT_EXECUTABLE, host + " cannot be executed", allow(host));
  }

  private static String allow(Path path) {
    return "Allow it: "
        + (Os.current() == Os.WINDOWS
            ? "icacls \"" + path + "\" /grant \"%USERNAME%:RX\""
            : "chmod a+x " + path);
  }

  private static Optional<Finding> fault(Target target, Fault fault, String text, String remedy) {
    return Optional.of(Finding.fault(target.title(), fault, text, remedy));
  }

  private static boolean allowsUs(Browser.Family family, JsonObject manifest) {
    String caller = caller(family);
    return manifest.get(callers(family)) instanceof JsonArray allowed
        && allowed.contains(new JsonPrimitive(caller));
  }

  /** Where the host is, of a manifest without a fault. */
  public static Path host(Path file) throws IOException {
    return host(file, JsonParser.parseString(Files.readString(file)).getAsJsonObject());
  }

  /** On Windows a path may start at the manifest. */
  private static Path host(Path file, JsonObject manifest) {
    String path = text(manifest, "path");
    return Os.current() == Os.WINDOWS ? file.resolveSibling(path) : Path.of(path);
  }

  /** How a browser names the packaged extension. */
  public static String caller(Browser.Family family) {
    return family == Browser.Family.CHROMIUM
        ? "chrome-extension://" + Caller.CHROMIUM_ID + "/"
        : Caller.GECKO_ID;
  }

  private static String callers(Browser.Family family) {
    return family == Browser.Family.CHROMIUM ? "allowed_origins" : "allowed_extensions";
  }

  private static String text(JsonObject object, String member) {
    return object.get(member) instanceof JsonPrimitive text ? text.getAsString() : "";
  }
}
