package run.edges.companion.protocol.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The body of an error, as in the Edges API.
 *
 * @param errorLabel names the kind of error; programs go by it
 * @param label the same, as older clients of the Edges API read it
 * @param errorRef names this one failure in the server's log
 * @param params {@code postponed_until} for a rate limit
 */
public record ErrorBody(
    String errorLabel,
    String label,
    String errorScope,
    String errorRef,
    String message,
    int statusCode,
    @Nullable Params params) {

  /** When to come back. */
  public record Params(Instant postponedUntil) {}
}
