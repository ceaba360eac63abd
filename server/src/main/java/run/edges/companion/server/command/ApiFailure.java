package run.edges.companion.server.command;

/** The server refused a command or could not be reached. The message says what to do. */
public final class ApiFailure extends RuntimeException {
  ApiFailure(String message) {
    super(message);
  }
}
