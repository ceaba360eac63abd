package run.edges.companion.protocol.secret;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Objects;

/**
 * Secret bytes that do not print themselves. Copied on the way in and on the way out; compared in
 * constant time for equal lengths. Immutable and thread-safe. It does not promise that the bytes
 * are wiped from memory.
 */
public final class SecretBytes {
  private final byte[] bytes;

  private SecretBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Copies {@code bytes}. */
  public static SecretBytes of(byte[] bytes) {
    return new SecretBytes(bytes.clone());
  }

  /** Makes {@code length} random bytes. */
  public static SecretBytes random(int length) {
    byte[] bytes = new byte[length];
    new SecureRandom().nextBytes(bytes);
    return new SecretBytes(bytes);
  }

  /** Returns a copy of the bytes. */
  public byte[] reveal(SecretAccess access) {
    Objects.requireNonNull(access);
    return bytes.clone();
  }

  public int length() {
    return bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SecretBytes that && MessageDigest.isEqual(bytes, that.bytes);
  }

  /** Depends on the length only, so that a hash never narrows the secret down. */
  @Override
  public int hashCode() {
    return bytes.length;
  }

  @Override
  public String toString() {
    return "SecretBytes[redacted]";
  }
}
