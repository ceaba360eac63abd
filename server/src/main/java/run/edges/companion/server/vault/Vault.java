package run.edges.companion.server.vault;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretBytes;
import run.edges.companion.protocol.secret.SecretText;

/**
 * Encryption at rest: AES-256-GCM under a fresh data key each time, the data key wrapped by the
 * key-encryption key.
 *
 * <p>Holds: whoever has the database but not the key-encryption key reads nothing; a row moved to
 * another place does not decrypt, since its context is authenticated. Does not hold: secrecy from
 * whoever has both. Deleting the wrapped data key makes the ciphertext unreadable. Thread-safe.
 */
public final class Vault {
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int KEY_BYTES = 32;

  private final SecretBytes keyEncryptionKey;
  private final SecureRandom random = new SecureRandom();

  /**
   * A vault over one key-encryption key.
   *
   * @param keyEncryptionKey 32 bytes
   */
  public Vault(SecretBytes keyEncryptionKey) {
    if (keyEncryptionKey.length() != KEY_BYTES) {
      throw new IllegalArgumentException("a key-encryption key has 32 bytes");
    }
    this.keyEncryptionKey = keyEncryptionKey;
  }

  /**
   * What is stored.
   *
   * @param dataKey wrapped
   * @param ciphertext nonce, ciphertext and tag
   */
  // Only carried between the vault and a row; nobody compares or prints it.
  @SuppressWarnings("ArrayRecordComponent")
  public record Encrypted(byte[] dataKey, byte[] ciphertext) {}

  /**
   * Encrypts for one place.
   *
   * @param context names the place, such as {@code session <integration uid>}; authenticated, not
   *     kept
   */
  public Encrypted encrypt(byte[] plaintext, String context) {
    byte[] dataKey = new byte[KEY_BYTES];
    random.nextBytes(dataKey);
    byte[] wrapped =
        crypt(keyEncryptionKey.reveal(SecretAccess.granted()), dataKey, "data key " + context);
    return new Encrypted(wrapped, crypt(dataKey, plaintext, context));
  }

  /**
   * Decrypts what {@link #encrypt} made for the same context.
   *
   * @throws IllegalStateException if the stored bytes, the context or the key-encryption key are
   *     not those
   */
  public byte[] decrypt(Encrypted encrypted, String context) {
    byte[] dataKey =
        uncrypt(
            keyEncryptionKey.reveal(SecretAccess.granted()),
            encrypted.dataKey(),
            "data key " + context);
    return uncrypt(dataKey, encrypted.ciphertext(), context);
  }

  /**
   * A keyed hash, HMAC-SHA256: the same for the same text and context, and without the
   * key-encryption key no way to try texts.
   */
  public byte[] fingerprint(byte[] text, String context) {
    byte[] key =
        hmac(
            keyEncryptionKey.reveal(SecretAccess.granted()),
            ("fingerprint " + context).getBytes(StandardCharsets.UTF_8));
    return hmac(key, text);
  }

  /** As above, of secret text. */
  public byte[] fingerprint(SecretText text, String context) {
    return fingerprint(
        text.reveal(SecretAccess.granted()).getBytes(StandardCharsets.UTF_8), context);
  }

  private static byte[] hmac(byte[] key, byte[] text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private byte[] crypt(byte[] key, byte[] plaintext, String context) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, context);
      ByteBuffer out = ByteBuffer.allocate(NONCE_BYTES + cipher.getOutputSize(plaintext.length));
      out.put(nonce);
      cipher.doFinal(ByteBuffer.wrap(plaintext), out);
      return out.array();
    } catch (GeneralSecurityException failed) {
      throw new IllegalStateException("encryption failed", failed);
    }
  }

  private static byte[] uncrypt(byte[] key, byte[] stored, String context) {
    try {
      byte[] nonce = Arrays.copyOf(stored, NONCE_BYTES);
      return cipher(Cipher.DECRYPT_MODE, key, nonce, context)
          .doFinal(stored, NONCE_BYTES, stored.length - NONCE_BYTES);
    } catch (GeneralSecurityException | IllegalArgumentException failed) {
      throw new IllegalStateException("stored bytes do not decrypt", failed);
    }
  }

  private static Cipher cipher(int mode, byte[] key, byte[] nonce, String context)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
