package run.edges.companion.server.http;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.api.IntegrationBody.Checkpoint;
import run.edges.companion.protocol.wire.ErrorCode;

/**
 * A request that is answered with an error body in the shape of the Edges API. The message is
 * public text.
 */
public final class ApiException extends RuntimeException {
  private final int status;
  private final String label;
  private final @Nullable Duration retryAfter;
  private final Checkpoint.@Nullable Type checkpointType;

  public ApiException(int status, String label, String message) {
    this(status, label, message, null, null);
  }

  private ApiException(
      int status,
      String label,
      String message,
      @Nullable Duration retryAfter,
      Checkpoint.@Nullable Type checkpointType) {
    super(message);
    this.status = status;
    this.label = label;
    this.retryAfter = retryAfter;
    this.checkpointType = checkpointType;
  }

  /** 424, for what LinkedIn wants that only the owner can do. */
  public static ApiException forOwner(ErrorCode code, Checkpoint.Type type) {
    return new ApiException(424, code.name(), code.text(), null, type);
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
    return tooMany(retryAfter, "Too many requests. Wait as Retry-After says.");
  }

  /** 429, with the time to wait and what else helps. */
  public static ApiException tooMany(Duration retryAfter, String message) {
    return new ApiException(429, "STATUS_429", message, retryAfter, null);
  }

  public int status() {
    return status;
  }

  public String label() {
    return label;
  }

  /** What only the owner can do, if that is it. */
  public Optional<Checkpoint.Type> checkpointType() {
    return Optional.ofNullable(checkpointType);
  }

  /** How long to wait before the same request can succeed. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
