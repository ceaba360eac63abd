package run.edges.companion.protocol.statement;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The recipient keys of a server and the TLS keys it serves with.
 *
 * @param tls base64url SHA-256 of each SubjectPublicKeyInfo
 */
public record KeySet(List<RecipientKey> keys, List<String> tls, Instant issuedAt) {
  public KeySet {
    keys = List.copyOf(keys);
    tls = List.copyOf(tls);
  }

  /** One public recipient key, base64url, with its validity. */
  public record RecipientKey(String id, String publicKey, Instant notBefore, Instant notAfter) {}

  /** The key to seal to now: of those valid, the one with the latest start. */
  public Optional<RecipientKey> current(Instant now) {
    return keys.stream()
        .filter(key -> !now.isBefore(key.notBefore()) && now.isBefore(key.notAfter()))
        .max(Comparator.comparing(RecipientKey::notBefore));
  }
}
