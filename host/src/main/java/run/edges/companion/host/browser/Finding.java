package run.edges.companion.host.browser;

import com.google.gson.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * One line of what the doctor found.
 *
 * @param about the browser or the server
 * @param text how it is
 * @param fault null if nothing is wrong
 * @param remedy what mends the fault
 */
public record Finding(String about, String text, @Nullable Fault fault, @Nullable String remedy) {
  /** What keeps a browser from the host, or the host from a server. The numbers never change. */
  public enum Fault {
    NO_BROWSER(10),
    NOT_REGISTERED(11),
    UNREADABLE(12),
    MALFORMED(13),
    OTHER_NAME(14),
    EXTENSION_NOT_LISTED(15),
    PATH_RELATIVE(16),
    HOST_MISSING(17),
    HOST_NOT_EXECUTABLE(18),
    SHADOWED(19),
    POLICY(20),
    SANDBOXED(21),
    LAUNCH_FAILED(22),
    SERVER_UNREACHABLE(23),
    SERVER_OTHER_KEY(24),
    SERVER_TLS(25),
    SERVER_FAILED(26);

    private final int status;

    Fault(int status) {
      this.status = status;
    }

    /** The exit status of {@code doctor} if this is the first fault. */
    public int status() {
      return status;
    }
  }

  public static Finding good(String about, String text) {
    return new Finding(about, text, null, null);
  }

  public static Finding fault(String about, Fault fault, String text, String remedy) {
    return new Finding(about, text, fault, remedy);
  }

  /** For programs: a member that has nothing to say is left out. */
  public JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("about", about);
    json.addProperty("text", text);
    if (fault != null) {
      json.addProperty("code", fault.status());
      json.addProperty("fault", fault.name());
    }
    if (remedy != null) {
      json.addProperty("remedy", remedy);
    }
    return json;
  }
}
