package run.edges.companion.protocol.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static run.edges.companion.protocol.Vectors.bytes;
import static run.edges.companion.protocol.Vectors.string;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.edges.companion.protocol.Vectors;
import run.edges.companion.protocol.secret.SecretBytes;
import run.edges.companion.protocol.statement.Statement.Purpose;
import run.edges.companion.protocol.wire.Receipt;
import run.edges.companion.protocol.wire.WireJson;

class StatementTest {
  private static final JsonObject FILE = Vectors.read("statements.json");
  private static final ServerIdentity VECTOR_IDENTITY =
      ServerIdentity.of(SecretBytes.of(bytes(FILE, "identity_private_key")));

  private final ServerIdentity identity = ServerIdentity.generate();
  private final Statement receipt = identity.sign(Purpose.RECEIPT, "{\"a\":\"ä\"}");

  static Stream<Arguments> vectors() {
    return Vectors.cases("statements.json", "statements");
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void verify_vector_isValidOrNot(JsonObject vector) {
    Statement statement = new Statement(string(vector, "payload"), string(vector, "signature"));
    String key = string(vector.has("identity_key") ? vector : FILE, "identity_key");

    Optional<String> verified =
        statement.verify(purpose(string(vector, "purpose")), key, string(FILE, "fingerprint"));

    if (vector.get("valid").getAsBoolean()) {
      assertThat(verified).hasValue(new String(bytes(vector, "payload"), StandardCharsets.UTF_8));
    } else {
      assertThat(verified).isEmpty();
    }
  }

  @Test
  void sign_vectors_givesTheSameSignature() {
    assertThat(VECTOR_IDENTITY.publicKey()).isEqualTo(string(FILE, "identity_key"));
    assertThat(VECTOR_IDENTITY.fingerprint()).isEqualTo(string(FILE, "fingerprint"));
    Vectors.list("statements.json", "statements")
        .filter(vector -> vector.get("valid").getAsBoolean())
        .forEach(vector ->
            assertThat(
                    VECTOR_IDENTITY.sign(
                        purpose(string(vector, "purpose")),
                        new String(bytes(vector, "payload"), StandardCharsets.UTF_8)))
                .isEqualTo(new Statement(string(vector, "payload"), string(vector, "signature"))));
  }

  @Test
  void parse_vectorPayloads_giveKeySetAndReceipt() {
    KeySet keySet = WireJson.GSON.fromJson(verifiedPayload("key-set"), KeySet.class);
    assertThat(keySet.keys()).hasSize(2);
    assertThat(keySet.tls()).hasSize(1);
    assertThat(keySet.issuedAt()).isEqualTo(Instant.parse("2026-11-24T06:08:06.123Z"));

    Receipt stated = WireJson.GSON.fromJson(verifiedPayload("receipt"), Receipt.class);
    assertThat(stated.revokedBy()).isEqualTo(Receipt.RevokedBy.OWNER);
    assertThat(stated.identity()).isEqualTo("Ada Éxample ✓");
    assertThat(stated.consentRecord().entries())
        .isEqualTo(Vectors.list("record.json", "entries").count());
    assertThat(stated.consentRecord().head())
        .isEqualTo(string(Vectors.read("record.json"), "head"));
  }

  @Test
  void verify_ownStatement_givesThePayload() {
    assertThat(receipt.verify(Purpose.RECEIPT, identity.publicKey(), identity.fingerprint()))
        .hasValue("{\"a\":\"ä\"}");
  }

  @Test
  void verify_otherPurpose_isEmpty() {
    assertThat(receipt.verify(Purpose.KEY_SET, identity.publicKey(), identity.fingerprint()))
        .isEmpty();
  }

  @Test
  void verify_fingerprintOfAnotherKey_isEmpty() {
    String other = ServerIdentity.generate().fingerprint();
    assertThat(receipt.verify(Purpose.RECEIPT, identity.publicKey(), other)).isEmpty();
    assertThat(receipt.verify(Purpose.RECEIPT, identity.publicKey(), "")).isEmpty();
  }

  @Test
  void verify_anyBitOfTheSignatureFlipped_isEmpty() {
    byte[] signature = Base64.getUrlDecoder().decode(receipt.signature());
    for (int bit = 0; bit < signature.length * 8; bit++) {
      byte[] changed = signature.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      Statement statement =
          new Statement(
              receipt.payload(), Base64.getUrlEncoder().withoutPadding().encodeToString(changed));
      assertThat(statement.verify(Purpose.RECEIPT, identity.publicKey(), identity.fingerprint()))
          .as("bit %d", bit)
          .isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AAAA", "***", "__________________________________________8"})
  void verify_pinnedKeyUnusable_isEmpty(String key) {
    String fingerprint = key.equals("***") ? "" : ServerIdentity.fingerprintOf(key);
    assertThat(receipt.verify(Purpose.RECEIPT, key, fingerprint)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "***", "AAAA"})
  void verify_signatureMalformed_isEmpty(String signature) {
    assertThat(
            new Statement(receipt.payload(), signature)
                .verify(Purpose.RECEIPT, identity.publicKey(), identity.fingerprint()))
        .isEmpty();
  }

  @Test
  void verify_payloadNotUtf8_isEmpty() {
    Statement statement = new Statement("__79", receipt.signature());
    assertThat(statement.verify(Purpose.RECEIPT, identity.publicKey(), identity.fingerprint()))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 33})
  void serverIdentity_privateKeyOfOtherLength_throws(int length) {
    assertThatThrownBy(() -> ServerIdentity.of(SecretBytes.random(length)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void serverIdentity_printed_hidesThePrivateKey() {
    assertThat(identity.toString()).contains("SecretBytes[redacted]");
    assertThat(identity.publicKey()).hasSize(43);
    assertThat(identity.fingerprint()).hasSize(43);
  }

  private static String verifiedPayload(String purpose) {
    JsonObject vector =
        Vectors.list("statements.json", "statements")
            .filter(each -> each.get("valid").getAsBoolean())
            .filter(each -> string(each, "purpose").equals(purpose))
            .findFirst()
            .orElseThrow();
    return new String(bytes(vector, "payload"), StandardCharsets.UTF_8);
  }

  private static Purpose purpose(String label) {
    return switch (label) {
      case "key-set" -> Purpose.KEY_SET;
      case "receipt" -> Purpose.RECEIPT;
      default -> throw new IllegalArgumentException(label);
    };
  }
}
