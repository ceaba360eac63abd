package run.edges.companion.server.owner;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.OptionalLong;
import java.util.function.Supplier;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.server.vault.Vault;

/**
 * Who may see the owner's page of an integration: whoever has a token for it that is not over. A
 * token is its end and a keyed hash, so that nothing is stored; without the key-encryption key none
 * can be made, and none is good for another integration or a later end. Thread-safe.
 */
public final class OwnerTokens {
  /** For a page that is opened at once. */
  public static final Duration AT_ONCE = Duration.ofMinutes(15);

  /** For an address in a mail. */
  public static final Duration BY_MAIL = Duration.ofDays(30);

  private static final String CONTEXT = "owner page";
  private static final int HASH_BYTES = 32;

  private final Vault vault;
  private final Supplier<URI> publicUrl;
  private final Clock clock;

  public OwnerTokens(Vault vault, Supplier<URI> publicUrl, Clock clock) {
    this.vault = vault;
    this.publicUrl = publicUrl;
    this.clock = clock;
  }

  /** What a token is worth. */
  enum Standing {
    GOOD,
    /** It was good once. */
    EXPIRED,
    WRONG
  }

  /** The address of the owner's page, with a token in its fragment: for the owner only. */
  public SecretText url(String integrationUid, Duration lifetime) {
    String token = token(integrationUid, clock.instant().plus(lifetime).getEpochSecond());
    return SecretText.of(publicUrl.get() + "/owner/" + integrationUid + "#" + token);
  }

  /** The same for the browser of a device, which the page then knows as the one that it is in. */
  public SecretText url(String integrationUid, String deviceUid, Duration lifetime) {
    return SecretText.of(
        url(integrationUid, lifetime).reveal(SecretAccess.granted()) + "-" + deviceUid);
  }

  Standing check(String integrationUid, SecretText token) {
    OptionalLong end = findEnd(token);
    // Compared in constant time.
    if (end.isEmpty() || !SecretText.of(token(integrationUid, end.getAsLong())).equals(token)) {
      return Standing.WRONG;
    }
    return clock.instant().isBefore(Instant.ofEpochSecond(end.getAsLong()))
        ? Standing.GOOD
        : Standing.EXPIRED;
  }

  private String token(String integrationUid, long end) {
    byte[] bound = (integrationUid + " " + end).getBytes(StandardCharsets.UTF_8);
    ByteBuffer token = ByteBuffer.allocate(Long.BYTES + HASH_BYTES);
    token.putLong(end).put(vault.fingerprint(bound, CONTEXT));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token.array());
  }

  /** When the token says that it ends, true or not. */
  private static OptionalLong findEnd(SecretText token) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(token.reveal(SecretAccess.granted()));
      return bytes.length == Long.BYTES + HASH_BYTES
          ? OptionalLong.of(ByteBuffer.wrap(bytes).getLong())
          : OptionalLong.empty();
    } catch (IllegalArgumentException notBase64) {
      return OptionalLong.empty();
    }
  }
}
