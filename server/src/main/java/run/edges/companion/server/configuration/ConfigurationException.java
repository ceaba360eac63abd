package run.edges.companion.server.configuration;

import run.edges.companion.protocol.wire.ErrorCode;

/**
 * The server cannot start as it is configured. The message is for the administrator and says what
 * to do.
 */
public final class ConfigurationException extends RuntimeException {
  private final ErrorCode code;

  public ConfigurationException(ErrorCode code, String message) {
    super(message);
    this.code = code;
  }

  public ErrorCode code() {
    return code;
  }
}
