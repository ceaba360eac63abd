package run.edges.companion.protocol.statement;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/**
 * A JSON payload with the server's signature. Its payload is not to be believed before {@link
 * #verify}.
 *
 * @param payload base64url of UTF-8 JSON
 * @param signature base64url of 64 bytes
 */
public record Statement(String payload, String signature) {
  public Statement {
    Objects.requireNonNull(payload);
    Objects.requireNonNull(signature);
  }

  /** What a statement is for; part of what is signed, so that one kind never passes as another. */
  public enum Purpose {
    KEY_SET("key-set"),
    RECEIPT("receipt");

    private final String label;

    Purpose(String label) {
      this.label = label;
    }

    byte[] message(String payload) {
      ByteArrayOutputStream message = new ByteArrayOutputStream();
      message.writeBytes(("edges-companion.1 " + label).getBytes(StandardCharsets.US_ASCII));
      message.write(0);
      message.writeBytes(payload.getBytes(StandardCharsets.UTF_8));
      return message.toByteArray();
    }
  }

  static Statement of(String payload, byte[] signature) {
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    return new Statement(
        encoder.encodeToString(payload.getBytes(StandardCharsets.UTF_8)),
        encoder.encodeToString(signature));
  }

  /**
   * Returns the payload if {@code publicKey} has the pinned fingerprint and signed it for {@code
   * purpose}; empty otherwise.
   *
   * @param publicKey base64url of 32 bytes, as the server sent it
   * @param fingerprint as pinned by the shared link
   */
  public Optional<String> verify(Purpose purpose, String publicKey, String fingerprint) {
    try {
      boolean pinned =
          MessageDigest.isEqual(
              ServerIdentity.fingerprintOf(publicKey).getBytes(StandardCharsets.US_ASCII),
              fingerprint.getBytes(StandardCharsets.US_ASCII));
      if (!pinned) {
        return Optional.empty();
      }
      String text = new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8);
      byte[] message = purpose.message(text);
      Ed25519Signer verifier = new Ed25519Signer();
      verifier.init(
          false, new Ed25519PublicKeyParameters(Base64.getUrlDecoder().decode(publicKey)));
      verifier.update(message, 0, message.length);
      return verifier.verifySignature(Base64.getUrlDecoder().decode(signature))
          ? Optional.of(text)
          : Optional.empty();
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }
}
