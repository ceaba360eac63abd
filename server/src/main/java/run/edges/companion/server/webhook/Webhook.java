package run.edges.companion.server.webhook;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.api.WebhookBody;
import run.edges.companion.protocol.secret.SecretText;

/**
 * A URL of a workspace that is told what happens.
 *
 * @param previousUntil until when the secret of before signs too
 */
record Webhook(
    String uid,
    String workspaceUid,
    String url,
    boolean extraEvents,
    Instant createdAt,
    @Nullable Instant previousUntil) {

  WebhookBody body(@Nullable SecretText secret) {
    return new WebhookBody(uid, url, extraEvents, createdAt, previousUntil, secret);
  }
}
