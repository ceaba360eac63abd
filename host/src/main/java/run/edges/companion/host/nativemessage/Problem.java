package run.edges.companion.host.nativemessage;

import com.google.gson.JsonObject;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.wire.ErrorCode;

/**
 * Why something did not happen, as it is told to the extension. A server's own code is passed on as
 * it came, known to this version or not.
 */
public record Problem(int code, String error, String message, boolean mayRetry) {
  public static Problem of(ErrorCode code) {
    return of(code, code.text());
  }

  /**
   * A problem of this kind.
   *
   * @param message public text that says more than the code's own
   */
  public static Problem of(ErrorCode code, String message) {
    return new Problem(code.number(), code.name(), message, code.mayRetry());
  }

  public boolean is(ErrorCode other) {
    return code == other.number();
  }

  JsonObject addTo(JsonObject object) {
    object.addProperty("code", code);
    object.addProperty("error", error);
    object.addProperty("message", message);
    object.addProperty("may_retry", mayRetry);
    return object;
  }

  JsonObject frame(@Nullable String id) {
    JsonObject frame = new JsonObject();
    frame.addProperty("type", "error");
    if (id != null) {
      frame.addProperty("id", id);
    }
    return addTo(frame);
  }
}
