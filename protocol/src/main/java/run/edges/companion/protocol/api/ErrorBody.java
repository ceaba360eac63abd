package run.edges.companion.protocol.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The body of an error, as in the Edges API.
 *
 * @param errorLabel names the kind of error; programs go by it
 * @param label the same, as older clients of the Edges API read it
 * @param errorRef names this one failure in the server's log
 * @param params more that programs go by, for some kinds
 */
public record ErrorBody(
    String errorLabel,
    String label,
    String errorScope,
    String errorRef,
    String message,
    int statusCode,
    @Nullable Params params) {

  /**
   * More of an error.
   *
   * @param postponedUntil when to come back, for a rate limit
   * @param checkpointType what LinkedIn wants, for what only the owner can do
   */
  public record Params(
      @Nullable Instant postponedUntil, IntegrationBody.Checkpoint.@Nullable Type checkpointType) {}
}
