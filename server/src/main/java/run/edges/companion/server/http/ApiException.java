package run.edges.companion.server.http;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request that is answered with an error body in the shape of the Edges API. The message is
 * public text.
 */
public final class ApiException extends RuntimeException {
  private final int status;
  private final String label;
  private final @Nullable Duration retryAfter;

  public ApiException(int status, String label, String message) {
    this(status, label, message, null);
  }

  private ApiException(int status, String label, String message, @Nullable Duration retryAfter) {
    super(message);
    this.status = status;
    this.label = label;
    this.retryAfter = retryAfter;
  }

  /** 400, for a field or query parameter with a wrong value. */
  public static ApiException badParameters(String message) {
    return new ApiException(400, "BAD_PARAMETERS", message);
  }

  /** 404, for what does not exist in the caller's workspace. */
  public static ApiException notFound(String what) {
    return new ApiException(404, "STATUS_404", "There is no such " + what + ".");
  }

  /** 429, with the time to wait. */
  public static ApiException tooMany(Duration retryAfter) {
    return new ApiException(
        429, "STATUS_429", "Too many requests. Wait as Retry-After says.", retryAfter);
  }

  public int status() {
    return status;
  }

  public String label() {
    return label;
  }

  /** How long to wait before the same request can succeed. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
