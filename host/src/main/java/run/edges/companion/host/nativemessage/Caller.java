package run.edges.companion.host.nativemessage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Who started the host, from its arguments: an extension's origin, or for Firefox the manifest's
 * path and the add-on id. The browser has checked it against the manifest; this is the second lock.
 */
public final class Caller {
  /** The packaged extension in Chromium browsers. */
  public static final String CHROMIUM_ID = "fhfedlnmiglobclpgdmiminldpogjkhh";

  /** The packaged extension in Firefox. */
  public static final String GECKO_ID = "companion@edges.run";

  /** Further ids, one a line, kept next to the launcher by {@code register}. */
  public static final String FILE_NAME = "allowed-callers";

  private static final String ORIGIN_PREFIX = "chrome-extension://";

  private Caller() {}

  /** Whether a browser started this process, whoever asked it to. */
  public static boolean isBrowser(String[] arguments) {
    return arguments.length > 0
        && (arguments[0].startsWith(ORIGIN_PREFIX)
            || (arguments.length == 2
                && isAbsolute(arguments[0])
                && arguments[0].endsWith(".json")));
  }

  /**
   * Whether this is an extension the host was registered for.
   *
   * @param folder where the launcher is
   */
  public static boolean isAllowed(String[] arguments, Path folder) {
    if (!isBrowser(arguments)) {
      return false;
    }
    String id =
        arguments[0].startsWith(ORIGIN_PREFIX)
            ? arguments[0].substring(ORIGIN_PREFIX.length(), originEnd(arguments[0]))
            : arguments[1];
    return id.equals(CHROMIUM_ID) || id.equals(GECKO_ID) || readFile(folder).contains(id);
  }

  /** On Windows it starts with a drive. By hand: a path's own check loads much more. */
  private static boolean isAbsolute(String path) {
    return path.startsWith("/") || path.startsWith(":\\", 1);
  }

  private static int originEnd(String origin) {
    return origin.endsWith("/") ? origin.length() - 1 : origin.length();
  }

  /** The further ids in {@link #FILE_NAME}; none if there is no such file. */
  public static List<String> readFile(Path folder) {
    List<String> ids = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(folder.resolve(FILE_NAME))) {
        if (!line.isBlank()) {
          ids.add(line.strip());
        }
      }
    } catch (NoSuchFileException none) {
      return List.of();
    } catch (IOException unreadable) {
      System.err.println("edges-companion-host: cannot read " + folder.resolve(FILE_NAME));
    }
    return ids;
  }
}
