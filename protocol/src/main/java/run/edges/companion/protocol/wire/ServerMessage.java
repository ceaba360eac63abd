package run.edges.companion.protocol.wire;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.statement.Statement;

/** What a server sends on the channel. Each record is one message. */
public sealed interface ServerMessage {
  /** What answers a request: it carries the request's id, which only a {@link Refused} can lack. */
  sealed interface Answer extends ServerMessage {
    @Nullable String id();
  }

  /** Comes first: what the device proves itself over, and whom it seals to. */
  record Challenge(String nonce, String serverIdentityKey, Statement keySet, Limits limits)
      implements ServerMessage {}

  /** What a device must keep to on this channel. */
  record Limits(int messageBytes, int messagesPerMinute) {}

  /** Answers {@link DeviceMessage.Inspect}. */
  record Offer(String id, String workspace, String identity, @Nullable Instant expiresAt)
      implements Answer {}

  /** Answers {@link DeviceMessage.Enrol}. */
  record Enrolled(String id, String deviceId, IntegrationState integration) implements Answer {}

  /** Answers {@link DeviceMessage.Hello}. */
  record Welcome(String id, String deviceId, List<IntegrationState> integrations)
      implements Answer {}

  /** The session, or the reason for none, is on disk. */
  record Stored(String id, IntegrationState integration) implements Answer {}

  /** The request changed nothing. Without an id it is about the channel, which is closed. */
  record Refused(@Nullable String id, int code, String error, String message, boolean mayRetry)
      implements Answer {
    public static Refused of(@Nullable String id, ErrorCode code) {
      return new Refused(id, code.number(), code.name(), code.text(), code.mayRetry());
    }
  }

  /** Asks for the live session. */
  record Refresh(String id, String integrationId, String reason) implements ServerMessage {}

  /** Something changed that the device did not cause. */
  record Status(IntegrationState integration) implements ServerMessage {}

  /** Answers {@link DeviceMessage.Revoke}. */
  record Receipt(String id, String integrationId, Statement receipt, String serverIdentityKey)
      implements Answer {}

  /** Answers {@link DeviceMessage.ReadRecord}. */
  record ConsentRecord(String id, String integrationId, List<RecordEntry> entries)
      implements Answer {}

  /**
   * Answers {@link DeviceMessage.OwnerPage}.
   *
   * @param url opens the page of whoever has it, for a few minutes
   */
  record OwnerPage(String id, String integrationId, SecretText url) implements Answer {}

  /**
   * One entry of a consent record.
   *
   * @param body JSON text, hashed as it is
   * @param hash base64url of SHA-256(previous hash ‖ body)
   */
  record RecordEntry(String body, String hash) {}
}
