package run.edges.companion.server.keys;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import run.edges.companion.protocol.seal.KeyPair;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretBytes;
import run.edges.companion.protocol.statement.KeySet;
import run.edges.companion.protocol.statement.ServerIdentity;
import run.edges.companion.protocol.statement.Statement;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.ProtocolException;
import run.edges.companion.protocol.wire.WireJson;
import run.edges.companion.server.configuration.ConfigurationException;

/**
 * The server identity key, the recipient key and the key-encryption key, made at the first start
 * and kept in the data folder. Immutable and thread-safe.
 */
public final class ServerKeys {
  private static final Duration RECIPIENT_KEY_VALIDITY = Duration.ofDays(3650);

  private final ServerIdentity identity;
  private final KeyPair recipient;
  private final SecretBytes keyEncryptionKey;
  private final Statement keySet;

  private ServerKeys(
      ServerIdentity identity, KeyPair recipient, SecretBytes keyEncryptionKey, Statement keySet) {
    this.identity = identity;
    this.recipient = recipient;
    this.keyEncryptionKey = keyEncryptionKey;
    this.keySet = keySet;
  }

  /**
   * Reads the keys, or makes them.
   *
   * @param tls hash of the server's own TLS key, for the key set
   * @throws ConfigurationException {@code DATA_FOLDER_UNUSABLE}
   */
  public static ServerKeys open(Path dataFolder, String tls, Clock clock) {
    Path folder = dataFolder.resolve("keys");
    ServerIdentity identity = ServerIdentity.of(secret(folder.resolve("server-identity.key")));
    SecretBytes keyEncryptionKey = secret(folder.resolve("key-encryption.key"));
    Path recipientFile = folder.resolve("recipient.json");
    StoredRecipient stored =
        readRecipient(
            recipientFile,
            KeyFile.readOrCreate(recipientFile, () -> newRecipient(clock.instant())));
    KeyPair recipient = KeyPair.of(stored.privateKey());
    Instant notBefore = stored.notBefore();
    KeySet keySet =
        new KeySet(
            List.of(
                new KeySet.RecipientKey(
                    recipient.id(),
                    recipient.publicKey(),
                    notBefore,
                    notBefore.plus(RECIPIENT_KEY_VALIDITY))),
            List.of(tls),
            clock.instant());
    return new ServerKeys(
        identity,
        recipient,
        keyEncryptionKey,
        identity.sign(Statement.Purpose.KEY_SET, WireJson.GSON.toJson(keySet)));
  }

  public ServerIdentity identity() {
    return identity;
  }

  public SecretBytes keyEncryptionKey() {
    return keyEncryptionKey;
  }

  /** The signed key set that a challenge carries. */
  public Statement keySet() {
    return keySet;
  }

  /** The recipient key with this id, if it is in use. */
  public Optional<KeyPair> findRecipient(String id) {
    return recipient.id().equals(id) ? Optional.of(recipient) : Optional.empty();
  }

  private static SecretBytes secret(Path file) {
    String text =
        KeyFile.readOrCreate(
            file,
            () ->
                Base64.getEncoder()
                    .encodeToString(SecretBytes.random(32).reveal(SecretAccess.granted())));
    try {
      return decode(text);
    } catch (IllegalArgumentException malformed) {
      throw damaged(file);
    }
  }

  private static SecretBytes decode(String text) {
    byte[] bytes = Base64.getDecoder().decode(text);
    if (bytes.length != 32) {
      throw new IllegalArgumentException("a key has 32 bytes");
    }
    return SecretBytes.of(bytes);
  }

  private static String newRecipient(Instant notBefore) {
    JsonObject stored = new JsonObject();
    stored.addProperty(
        "private_key",
        Base64.getEncoder()
            .encodeToString(KeyPair.generate().privateKey().reveal(SecretAccess.granted())));
    stored.addProperty("not_before", notBefore.toString());
    return stored.toString();
  }

  private record StoredRecipient(SecretBytes privateKey, Instant notBefore) {}

  private static StoredRecipient readRecipient(Path file, String text) {
    try {
      JsonObject stored = WireJson.parseObject(text);
      return new StoredRecipient(
          decode(WireJson.findString(stored, "private_key").orElse("")),
          Instant.parse(WireJson.findString(stored, "not_before").orElse("")));
    } catch (ProtocolException | IllegalArgumentException | DateTimeParseException malformed) {
      throw damaged(file);
    }
  }

  private static ConfigurationException damaged(Path file) {
    return new ConfigurationException(
        ErrorCode.DATA_FOLDER_UNUSABLE,
        "%s does not hold a key. Restore it from a backup.".formatted(file));
  }
}
