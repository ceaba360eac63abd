package run.edges.companion.protocol.api;

/** The server refused a call. The message is the server's, for people. */
public final class ApiCallException extends RuntimeException {
  private final ErrorBody body;

  ApiCallException(ErrorBody body) {
    super(body.message());
    this.body = body;
  }

  public int status() {
    return body.statusCode();
  }

  /** {@code error_label}. */
  public String label() {
    return body.errorLabel();
  }

  /** {@code error_ref}, for the server's administrator. */
  public String reference() {
    return body.errorRef();
  }
}
