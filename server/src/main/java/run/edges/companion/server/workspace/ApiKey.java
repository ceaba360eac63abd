package run.edges.companion.server.workspace;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretBytes;
import run.edges.companion.protocol.secret.SecretText;

/** API keys: {@code ec_} and 32 random bytes, so that a plain hash of one can be stored. */
public final class ApiKey {
  /** File in the data folder with the key that the command line uses. */
  public static final String FILE = "api-key";

  private static final int KEY_BYTES = 32;

  private ApiKey() {}

  public static SecretText generate() {
    byte[] bytes = SecretBytes.random(KEY_BYTES).reveal(SecretAccess.granted());
    return SecretText.of("ec_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** What is stored of a key: hex SHA-256. */
  static String hash(SecretText key) {
    try {
      byte[] bytes = key.reveal(SecretAccess.granted()).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
