package run.edges.companion.protocol.wire;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.secret.SecretText;

/**
 * What a device sends on the channel. Each record is one message; its fields are checked for
 * presence and range, not for meaning.
 */
public sealed interface DeviceMessage {
  /** Chosen by the device; the answer carries it back. */
  String id();

  /** Asks what a link is. Needs no authentication. */
  record Inspect(String id, String linkId) implements DeviceMessage {
    public Inspect {
      require(id, linkId);
    }
  }

  /**
   * Presents a link, the device key and the owner's consent; the envelope holds an {@link
   * Enrolment}.
   */
  record Enrol(
      String id, String linkId, String devicePublicKey, String recipientKeyId, String envelope)
      implements DeviceMessage {
    public Enrol {
      require(id, linkId, devicePublicKey, recipientKeyId, envelope);
    }
  }

  /** Proves the device key by an empty envelope over the nonce. */
  record Hello(String id, String deviceId, String recipientKeyId, String envelope)
      implements DeviceMessage {
    public Hello {
      require(id, deviceId, recipientKeyId, envelope);
    }
  }

  /** The messages whose envelope is bound to device, integration and sequence. */
  sealed interface Sequenced extends DeviceMessage {
    String integrationId();

    long sequence();

    String recipientKeyId();

    String envelope();
  }

  /**
   * A {@link CapturedSession}, sealed. {@code replyTo} is the id of the {@code refresh} it answers.
   */
  record Session(
      String id,
      String integrationId,
      long sequence,
      String recipientKeyId,
      String envelope,
      @Nullable String replyTo)
      implements Sequenced {
    public Session {
      require(id, integrationId, recipientKeyId, envelope);
      requireSequence(sequence);
    }
  }

  /** Why there is no session: an {@link Unavailability}, sealed. */
  record Unavailable(
      String id,
      String integrationId,
      long sequence,
      String recipientKeyId,
      String envelope,
      @Nullable String replyTo)
      implements Sequenced {
    public Unavailable {
      require(id, integrationId, recipientKeyId, envelope);
      requireSequence(sequence);
    }
  }

  /** The owner takes the consent back. */
  record Revoke(
      String id, String integrationId, long sequence, String recipientKeyId, String envelope)
      implements Sequenced {
    public Revoke {
      require(id, integrationId, recipientKeyId, envelope);
      requireSequence(sequence);
    }
  }

  /** The owner pauses sharing or lets it go on: a {@link Pausing}, sealed. */
  record Pause(
      String id, String integrationId, long sequence, String recipientKeyId, String envelope)
      implements Sequenced {
    public Pause {
      require(id, integrationId, recipientKeyId, envelope);
      requireSequence(sequence);
    }
  }

  /** Asks for the consent record. */
  record ReadRecord(String id, String integrationId) implements DeviceMessage {
    public ReadRecord {
      require(id, integrationId);
    }
  }

  /** Asks for the owner's page. */
  record OwnerPage(String id, String integrationId) implements DeviceMessage {
    public OwnerPage {
      require(id, integrationId);
    }
  }

  /** Plaintext of {@link Enrol}. */
  record Enrolment(
      SecretText linkSecret, Consent consent, LinkedInMember linkedinMember, String deviceName) {
    private static final int MAX_NAME = 100;

    public Enrolment {
      Objects.requireNonNull(linkSecret);
      Objects.requireNonNull(consent);
      Objects.requireNonNull(linkedinMember);
      require(deviceName);
      if (deviceName.length() > MAX_NAME || deviceName.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException("malformed device name");
      }
    }
  }

  /** What the owner read and accepted: the text's id and hash, when, and the items it covers. */
  record Consent(String text, String textSha256, Instant acceptedAt, List<String> items) {
    public Consent {
      require(text, textSha256);
      Objects.requireNonNull(acceptedAt);
      items = List.copyOf(items);
    }
  }

  /** Plaintext of {@link Unavailable}. */
  record Unavailability(ErrorCode reason) {
    public Unavailability {
      if (!reason.isUnavailableReason()) {
        throw new IllegalArgumentException("not a reason for having no session");
      }
    }
  }

  /**
   * Plaintext of {@link Pause}.
   *
   * @param until absent to go on now
   */
  record Pausing(@Nullable Instant until) {}

  private static void require(String... fields) {
    for (String field : fields) {
      // No field is free text, and PostgreSQL takes no NUL.
      if (field.isEmpty() || field.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("empty or malformed field");
      }
    }
  }

  private static void requireSequence(long sequence) {
    if (sequence < 1) {
      throw new IllegalArgumentException("a sequence starts at 1");
    }
  }
}
