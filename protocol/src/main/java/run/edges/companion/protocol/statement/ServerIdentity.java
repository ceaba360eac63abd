package run.edges.companion.protocol.statement;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretBytes;

/**
 * The server identity key, Ed25519. Immutable and thread-safe.
 *
 * @param privateKey 32 bytes
 * @param publicKey base64url of the 32 raw bytes
 */
public record ServerIdentity(SecretBytes privateKey, String publicKey) {
  public static ServerIdentity generate() {
    return of(SecretBytes.random(Ed25519PrivateKeyParameters.KEY_SIZE));
  }

  /**
   * Derives the public key.
   *
   * @throws IllegalArgumentException if the private key is not 32 bytes
   */
  public static ServerIdentity of(SecretBytes privateKey) {
    if (privateKey.length() != Ed25519PrivateKeyParameters.KEY_SIZE) {
      throw new IllegalArgumentException("an Ed25519 private key has 32 bytes");
    }
    byte[] publicKey =
        new Ed25519PrivateKeyParameters(privateKey.reveal(SecretAccess.granted()))
            .generatePublicKey()
            .getEncoded();
    return new ServerIdentity(
        privateKey, Base64.getUrlEncoder().withoutPadding().encodeToString(publicKey));
  }

  public String fingerprint() {
    return fingerprintOf(publicKey);
  }

  /** base64url of the SHA-256 of a public key, which a shared link carries. */
  public static String fingerprintOf(String publicKey) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(Base64.getUrlDecoder().decode(publicKey));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Signs {@code payload}, UTF-8 JSON, for one purpose. */
  public Statement sign(Statement.Purpose purpose, String payload) {
    byte[] message = purpose.message(payload);
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, new Ed25519PrivateKeyParameters(privateKey.reveal(SecretAccess.granted())));
    signer.update(message, 0, message.length);
    return Statement.of(payload, signer.generateSignature());
  }
}
