package run.edges.companion.protocol.seal;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import run.edges.companion.protocol.secret.SecretAccess;

/**
 * Bytes sealed by a device to a server.
 *
 * <p>Holds: only the recipient key opens it; it opens only under the sender's public key and the
 * {@link Binding} it was sealed with; any change is noticed. Does not hold: proof to third parties
 * of who sealed it, forward secrecy once the recipient key leaks, or protection from replay, which
 * the sequence number in the binding gives. Immutable and thread-safe.
 */
public final class Envelope {
  /** Largest envelope in bytes. */
  public static final int MAX_BYTES = 16384;

  private static final byte VERSION = 1;
  private static final int ENC_BYTES = 32;
  private static final int TAG_BYTES = 16;

  private final byte[] bytes;

  private Envelope(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads the wire form. Empty if it is not base64url of a version 1 envelope within the limits;
   * whether it opens is another question.
   */
  public static Optional<Envelope> parse(String text) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      boolean wellFormed =
          Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(text)
              && bytes.length >= 1 + ENC_BYTES + TAG_BYTES
              && bytes.length <= MAX_BYTES
              && bytes[0] == VERSION;
      return wellFormed ? Optional.of(new Envelope(bytes)) : Optional.empty();
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  /**
   * Seals {@code plaintext} from our key to their recipient key.
   *
   * @param theirPublicKey base64url of 32 bytes
   * @throws IllegalArgumentException if their key is not a valid X25519 key or the plaintext is too
   *     large
   */
  public static Envelope seal(
      KeyPair ourKey, String theirPublicKey, Binding binding, byte[] plaintext) {
    if (plaintext.length > MAX_BYTES - 1 - ENC_BYTES - TAG_BYTES) {
      throw new IllegalArgumentException("the plaintext is too large for an envelope");
    }
    HPKE hpke = hpke();
    try {
      byte[][] sealed =
          hpke.seal(
              hpke.deserializePublicKey(Base64.getUrlDecoder().decode(theirPublicKey)),
              binding.info(KeyPair.idOf(theirPublicKey)),
              binding.aadBytes(),
              plaintext,
              null,
              null,
              hpke.deserializePrivateKey(
                  ourKey.privateKey().reveal(SecretAccess.granted()),
                  Base64.getUrlDecoder().decode(ourKey.publicKey())));
      byte[] ciphertext = sealed[0];
      byte[] enc = sealed[1];
      byte[] bytes = new byte[1 + enc.length + ciphertext.length];
      bytes[0] = VERSION;
      System.arraycopy(enc, 0, bytes, 1, enc.length);
      System.arraycopy(ciphertext, 0, bytes, 1 + enc.length, ciphertext.length);
      return new Envelope(bytes);
    } catch (IllegalStateException lowOrder) {
      throw new IllegalArgumentException("not a usable X25519 key", lowOrder);
    } catch (InvalidCipherTextException failed) {
      throw new IllegalStateException("sealing failed", failed);
    }
  }

  /**
   * Opens with our recipient key. Empty if this is not an envelope from their key to ours under
   * this binding.
   */
  public Optional<byte[]> open(KeyPair ourKey, String theirPublicKey, Binding binding) {
    HPKE hpke = hpke();
    try {
      return Optional.of(
          hpke.open(
              Arrays.copyOfRange(bytes, 1, 1 + ENC_BYTES),
              hpke.deserializePrivateKey(
                  ourKey.privateKey().reveal(SecretAccess.granted()),
                  Base64.getUrlDecoder().decode(ourKey.publicKey())),
              binding.info(ourKey.id()),
              binding.aadBytes(),
              Arrays.copyOfRange(bytes, 1 + ENC_BYTES, bytes.length),
              null,
              null,
              hpke.deserializePublicKey(Base64.getUrlDecoder().decode(theirPublicKey))));
    } catch (InvalidCipherTextException | RuntimeException notOurs) {
      // BouncyCastle reports a public key of low order as an unchecked exception.
      return Optional.empty();
    }
  }

  /** The wire form: base64url without padding. */
  public String text() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static HPKE hpke() {
    return new HPKE(
        HPKE.mode_auth, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_CHACHA20_POLY1305);
  }
}
