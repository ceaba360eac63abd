package run.edges.companion.protocol.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static run.edges.companion.protocol.Vectors.bytes;
import static run.edges.companion.protocol.Vectors.string;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.edges.companion.protocol.Vectors;
import run.edges.companion.protocol.secret.SecretBytes;

class EnvelopeTest {
  private static final int OVERHEAD = 1 + 32 + 16;
  private static final byte[] PLAINTEXT = "{}".getBytes(StandardCharsets.UTF_8);

  private final KeyPair device = KeyPair.generate();
  private final KeyPair recipient = KeyPair.generate();
  private final Binding binding = Binding.sequenced(Purpose.REVOKE, "device", "integration", 3);

  static Stream<Arguments> vectors() {
    return Vectors.cases("envelopes.json", "vectors");
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void open_vector_opensOrNot(JsonObject vector) {
    KeyPair recipientKey = KeyPair.of(SecretBytes.of(bytes(vector, "recipient_private_key")));
    Binding bound = new Binding(purpose(string(vector, "purpose")), string(vector, "aad"));

    Optional<byte[]> opened =
        Envelope.parse(string(vector, "envelope"))
            .flatMap(envelope ->
                envelope.open(recipientKey, string(vector, "device_public_key"), bound));

    if (vector.get("opens").getAsBoolean()) {
      assertThat(opened).hasValue(bytes(vector, "plaintext"));
    } else {
      assertThat(opened).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void derive_vector_givesPublicKeysIdAndInfo(JsonObject vector) {
    KeyPair deviceKey = KeyPair.of(SecretBytes.of(bytes(vector, "device_private_key")));
    KeyPair recipientKey = KeyPair.of(SecretBytes.of(bytes(vector, "recipient_private_key")));
    Binding bound = new Binding(purpose(string(vector, "purpose")), string(vector, "aad"));

    assertThat(deviceKey.publicKey()).isEqualTo(string(vector, "device_public_key"));
    assertThat(recipientKey.publicKey()).isEqualTo(string(vector, "recipient_public_key"));
    assertThat(recipientKey.id()).isEqualTo(string(vector, "recipient_key_id"));
    assertThat(new String(bound.info(recipientKey.id()), StandardCharsets.US_ASCII))
        .isEqualTo(string(vector, "info"));
  }

  @Test
  void vectors_thatOpen_coverEveryPurpose() {
    assertThat(
            Vectors.list("envelopes.json", "vectors")
                .filter(vector -> vector.get("opens").getAsBoolean())
                .map(vector -> purpose(string(vector, "purpose")))
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(Purpose.values());
  }

  @Test
  void open_anyBitFlipped_isEmpty() {
    byte[] sealed = raw(Envelope.seal(device, recipient.publicKey(), binding, PLAINTEXT));
    for (int bit = 0; bit < sealed.length * 8; bit++) {
      byte[] changed = sealed.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(open(changed)).as("bit %d", bit).isEmpty();
    }
  }

  @Test
  void open_anyTruncation_isEmpty() {
    byte[] sealed = raw(Envelope.seal(device, recipient.publicKey(), binding, PLAINTEXT));
    for (int length = 0; length < sealed.length; length++) {
      assertThat(open(Arrays.copyOf(sealed, length))).as("length %d", length).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Purpose.class)
  void open_otherPurpose_isEmpty(Purpose sealedFor) {
    Binding bound = new Binding(sealedFor, "the same words");
    Envelope envelope = Envelope.seal(device, recipient.publicKey(), bound, PLAINTEXT);
    for (Purpose purpose : Purpose.values()) {
      assertThat(
              envelope
                  .open(recipient, device.publicKey(), new Binding(purpose, "the same words"))
                  .isPresent())
          .isEqualTo(purpose == sealedFor);
    }
  }

  @Test
  void open_keysSwapped_isEmpty() {
    Envelope envelope = Envelope.seal(device, recipient.publicKey(), binding, PLAINTEXT);
    assertThat(envelope.open(device, recipient.publicKey(), binding)).isEmpty();
    assertThat(envelope.open(recipient, recipient.publicKey(), binding)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AAAA", "***", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
  void open_senderKeyUnusable_isEmpty(String senderKey) {
    Envelope envelope = Envelope.seal(device, recipient.publicKey(), binding, PLAINTEXT);
    assertThat(envelope.open(recipient, senderKey, binding)).isEmpty();
  }

  @Test
  void seal_twice_givesDifferentBytes() {
    assertThat(Envelope.seal(device, recipient.publicKey(), binding, PLAINTEXT).text())
        .isNotEqualTo(Envelope.seal(device, recipient.publicKey(), binding, PLAINTEXT).text());
  }

  @Test
  void seal_largestPlaintext_opens() {
    byte[] largest = new byte[Envelope.MAX_BYTES - OVERHEAD];
    byte[] sealed = raw(Envelope.seal(device, recipient.publicKey(), binding, largest));
    assertThat(sealed).hasSize(Envelope.MAX_BYTES);
    assertThat(open(sealed)).hasValue(largest);
  }

  @Test
  void seal_oneByteTooMany_throws() {
    byte[] tooLarge = new byte[Envelope.MAX_BYTES - OVERHEAD + 1];
    assertThatThrownBy(() -> Envelope.seal(device, recipient.publicKey(), binding, tooLarge))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AAAA", "***"})
  void seal_recipientKeyMalformed_throws(String recipientKey) {
    assertThatThrownBy(() -> Envelope.seal(device, recipientKey, binding, PLAINTEXT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void parse_wireForm_keepsIt() {
    String text = Envelope.seal(device, recipient.publicKey(), binding, PLAINTEXT).text();
    assertThat(text).matches("[A-Za-z0-9_-]+");
    assertThat(Envelope.parse(text).map(Envelope::text)).hasValue(text);
  }

  @Test
  void binding_aad_hasTheWordsOfTheProtocol() {
    assertThat(Binding.enrol("nonce", "link", "key").aad()).isEqualTo("nonce link key");
    assertThat(Binding.hello("nonce", "device").aad()).isEqualTo("nonce device");
    assertThat(Binding.sequenced(Purpose.SESSION, "device", "integration", Long.MAX_VALUE).aad())
        .isEqualTo("device integration 9223372036854775807");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 33})
  void keyPair_privateKeyOfOtherLength_throws(int length) {
    assertThatThrownBy(() -> KeyPair.of(SecretBytes.random(length)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keyPair_printed_hidesThePrivateKey() {
    assertThat(device.toString())
        .isEqualTo(
            "KeyPair[privateKey=SecretBytes[redacted], publicKey=" + device.publicKey() + "]");
    assertThat(device.publicKey()).hasSize(43);
    assertThat(device.id()).hasSize(11);
  }

  private Optional<byte[]> open(byte[] envelope) {
    return Envelope.parse(Base64.getUrlEncoder().withoutPadding().encodeToString(envelope))
        .flatMap(parsed -> parsed.open(recipient, device.publicKey(), binding));
  }

  private static byte[] raw(Envelope envelope) {
    return Base64.getUrlDecoder().decode(envelope.text());
  }

  private static Purpose purpose(String label) {
    return Arrays.stream(Purpose.values())
        .filter(purpose -> purpose.label().equals(label))
        .findFirst()
        .orElseThrow();
  }
}
