package run.edges.companion.protocol.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;

/**
 * Secret text, such as a cookie value, that does not print itself. Compared in constant time.
 * Immutable and thread-safe.
 */
public final class SecretText {
  private final String text;

  private SecretText(String text) {
    this.text = text;
  }

  public static SecretText of(String text) {
    return new SecretText(Objects.requireNonNull(text));
  }

  /** So many random bytes, as base64url without padding. */
  public static SecretText random(int bytes) {
    return of(
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(SecretBytes.random(bytes).reveal(SecretAccess.granted())));
  }

  /**
   * SHA-256 of its UTF-8 bytes, to look it up by: keeps the secret of a random text, not of one
   * that can be guessed.
   */
  public byte[] sha256() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  public String reveal(SecretAccess access) {
    Objects.requireNonNull(access);
    return text;
  }

  /** How many characters it has. */
  public int length() {
    return text.length();
  }

  /**
   * Whether each character can be typed: none controls anything, and none is for private use, where
   * WebDriver has its keys.
   */
  public boolean canBeTyped() {
    return text.chars()
        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.PRIVATE_USE);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SecretText that
        && MessageDigest.isEqual(
            text.getBytes(StandardCharsets.UTF_8), that.text.getBytes(StandardCharsets.UTF_8));
  }

  /** Depends on the length only, so that a hash never narrows the secret down. */
  @Override
  public int hashCode() {
    return text.length();
  }

  @Override
  public String toString() {
    return "SecretText[redacted]";
  }
}
