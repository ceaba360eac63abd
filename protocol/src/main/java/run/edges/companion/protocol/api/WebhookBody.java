package run.edges.companion.protocol.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.secret.SecretText;

/**
 * A URL of the workspace that is told what happens to its integrations.
 *
 * @param extraEvents whether it gets this server's own events beside those of the Edges API
 * @param previousSecretUntil until when the secret of before signs too
 * @param secret what signs, {@code whsec_…}; only in the answers to create and rotate
 */
public record WebhookBody(
    String uid,
    String url,
    boolean extraEvents,
    Instant createdAt,
    @Nullable Instant previousSecretUntil,
    @Nullable SecretText secret) {

  /** Body of a create. */
  public record New(@Nullable String url, @Nullable Boolean extraEvents) {}

  /**
   * One message to one webhook.
   *
   * @param id {@code webhook-id}: the same in every attempt
   * @param answer what the last attempt met, for people
   */
  public record Delivery(
      String id,
      String event,
      State state,
      int attempts,
      Instant createdAt,
      @Nullable Instant dueAt,
      @Nullable Instant settledAt,
      @Nullable String answer) {
    /** Whether it arrived. */
    public enum State {
      PENDING,
      DELIVERED,
      DEAD
    }
  }

  /** What a test call met. */
  public record TestResult(boolean delivered, String answer) {}
}
