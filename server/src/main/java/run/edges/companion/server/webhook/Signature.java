package run.edges.companion.server.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretBytes;
import run.edges.companion.protocol.secret.SecretText;

/**
 * Signatures of the Standard Webhooks specification 1.0.0: HMAC-SHA256 over id, time and body,
 * under a secret {@code whsec_…}.
 */
final class Signature {
  private static final String PREFIX = "whsec_";
  private static final int SECRET_BYTES = 32;

  private Signature() {}

  static SecretText newSecret() {
    byte[] secret = SecretBytes.random(SECRET_BYTES).reveal(SecretAccess.granted());
    return SecretText.of(PREFIX + Base64.getEncoder().encodeToString(secret));
  }

  /** The value of {@code webhook-signature}: one signature for each secret. */
  static String sign(List<SecretText> secrets, String id, Instant at, String body) {
    String content = id + "." + at.getEpochSecond() + "." + body;
    return secrets.stream()
        .map(secret -> "v1," + hmac(secret, content))
        .collect(Collectors.joining(" "));
  }

  private static String hmac(SecretText secret, String content) {
    try {
      byte[] key =
          Base64.getDecoder()
              .decode(secret.reveal(SecretAccess.granted()).substring(PREFIX.length()));
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return Base64.getEncoder()
          .encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
