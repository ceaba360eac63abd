package run.edges.companion.protocol.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
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
