package run.edges.companion.testbed.product;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import run.edges.companion.protocol.wire.CapturedSession;

/**
 * Reads an integration's session as whoever holds the data folder could: from the database, with
 * the key-encryption key.
 */
public final class StoredSession {
  private static final int NONCE_BYTES = 12;

  private StoredSession() {}

  /** The stored session; empty if there is none. */
  public static Optional<CapturedSession> find(Path dataFolder, String integrationUid) {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + dataFolder.resolve("companion.db"));
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT data_key, ciphertext FROM stored_session WHERE integration_uid = ?")) {
      select.setString(1, integrationUid);
      ResultSet row = select.executeQuery();
      if (!row.next()) {
        return Optional.empty();
      }
      byte[] key =
          Base64.getDecoder()
              .decode(Files.readString(dataFolder.resolve("keys/key-encryption.key")).strip());
      String place = "session " + integrationUid;
      byte[] dataKey = decrypt(key, row.getBytes(1), "data key " + place);
      return CapturedSession.parse(decrypt(dataKey, row.getBytes(2), place));
    } catch (SQLException | GeneralSecurityException | java.io.IOException failed) {
      throw new IllegalStateException("the database cannot be read", failed);
    }
  }

  private static byte[] decrypt(byte[] key, byte[] stored, String context)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(key, "AES"),
        new GCMParameterSpec(128, Arrays.copyOf(stored, NONCE_BYTES)));
    cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
    return cipher.doFinal(stored, NONCE_BYTES, stored.length - NONCE_BYTES);
  }
}
