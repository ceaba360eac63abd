package run.edges.companion.host.register;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import run.edges.companion.host.browser.HostManifest;
import run.edges.companion.host.browser.Os;
import run.edges.companion.host.browser.Place;
import run.edges.companion.host.browser.PublicFile;
import run.edges.companion.host.frame.LightJson;

/**
 * Makes this user's manifests whose host is gone name this one. Everything else in them stays, as
 * does every other file; what fails is left for the doctor.
 */
public final class Healing {
  private static final int MAX_BYTES = 65_536;

  private final Map<String, String> environment;
  private final Path launcher;

  /**
   * @param installation the folder of the launcher
   */
  public Healing(Map<String, String> environment, Path installation) {
    this.environment = environment;
    this.launcher = installation.toAbsolutePath().resolve(Os.current().launcher());
  }

  /** Costs a few looks at files if there is nothing to do. */
  public void run() {
    // On Windows a look at the registry starts a program, which is too much for each start.
    if (Os.current() == Os.WINDOWS || !Files.isExecutable(launcher)) {
      return;
    }
    for (Place place : Place.all(Os.current(), environment, launcher.resolveSibling(""))) {
      try {
        heal(place.manifest());
      } catch (IOException | RuntimeException leftAsItIs) {
        // It is not ours to mend, and nobody here could read a complaint.
      }
    }
  }

  private void heal(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MAX_BYTES) {
      return;
    }
    JsonObject manifest = LightJson.parse(Files.readAllBytes(file));
    // The doctor and the training give the host a folder of its own: they change nothing.
    if (text(manifest, "name").equals(HostManifest.NAME)
        && isStale(Path.of(text(manifest, "path")))
        && !environment.containsKey("EDGES_COMPANION_HOME")) {
      manifest.addProperty("path", launcher.toString());
      PublicFile.write(
          file,
          new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(manifest)
              + "\n");
    }
  }

  private static boolean isStale(Path host) {
    return host.isAbsolute() && Files.notExists(host);
  }

  private static String text(JsonObject object, String member) {
    return object.get(member) instanceof JsonPrimitive text ? text.getAsString() : "";
  }
}
