package run.edges.companion.server.http;

/**
 * A request that is answered with an error body in the shape of the Edges API. The message is
 * public text.
 */
public final class ApiException extends RuntimeException {
  private final int status;
  private final String label;

  public ApiException(int status, String label, String message) {
    super(message);
    this.status = status;
    this.label = label;
  }

  /** 400, for a field or query parameter with a wrong value. */
  public static ApiException badParameters(String message) {
    return new ApiException(400, "BAD_PARAMETERS", message);
  }

  /** 404, for what does not exist in the caller's workspace. */
  public static ApiException notFound(String what) {
    return new ApiException(404, "STATUS_404", "There is no such " + what + ".");
  }

  public int status() {
    return status;
  }

  public String label() {
    return label;
  }
}
