package run.edges.companion.protocol.seal;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretBytes;

/**
 * An X25519 key pair: a device key or a server's recipient key. Immutable.
 *
 * @param privateKey 32 bytes
 * @param publicKey base64url of the 32 raw bytes, as on the wire
 */
public record KeyPair(SecretBytes privateKey, String publicKey) {
  public static KeyPair generate() {
    return of(SecretBytes.random(X25519PrivateKeyParameters.KEY_SIZE));
  }

  /**
   * Derives the public key.
   *
   * @throws IllegalArgumentException if the private key is not 32 bytes
   */
  public static KeyPair of(SecretBytes privateKey) {
    if (privateKey.length() != X25519PrivateKeyParameters.KEY_SIZE) {
      throw new IllegalArgumentException("an X25519 private key has 32 bytes");
    }
    byte[] publicKey =
        new X25519PrivateKeyParameters(privateKey.reveal(SecretAccess.granted()))
            .generatePublicKey()
            .getEncoded();
    return new KeyPair(
        privateKey, Base64.getUrlEncoder().withoutPadding().encodeToString(publicKey));
  }

  /** The id under which a key set lists this key. */
  public String id() {
    return idOf(publicKey);
  }

  /** The key id of a public key: base64url of the first 8 bytes of its SHA-256. */
  public static String idOf(String publicKey) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(Base64.getUrlDecoder().decode(publicKey));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, 8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
