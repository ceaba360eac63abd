package run.edges.companion.protocol.wire;

/**
 * A message or request that is refused. Carries the code that goes to the other side; the message
 * is public text.
 */
public final class ProtocolException extends RuntimeException {
  private final ErrorCode code;

  public ProtocolException(ErrorCode code) {
    super(code.text());
    this.code = code;
  }

  public ProtocolException(ErrorCode code, Throwable cause) {
    super(code.text(), cause);
    this.code = code;
  }

  public ErrorCode code() {
    return code;
  }
}
