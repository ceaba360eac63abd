package run.edges.companion.protocol.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContext;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.junit.jupiter.api.Test;
import run.edges.companion.protocol.secret.SecretBytes;

/**
 * BouncyCastle's HPKE in the suite and mode of {@code docs/protocol.md} section 4: against RFC 9180
 * appendix A.2.3, and as what an {@link Envelope} holds.
 */
class HpkeTest {
  private static final byte[] INFO = hex("4f6465206f6e2061204772656369616e2055726e");
  private static final byte[] PLAINTEXT =
      hex("4265617574792069732074727574682c20747275746820626561757479");
  private static final byte[] ENC =
      hex("f7674cc8cd7baa5872d1f33dbaffe3314239f6197ddf5ded1746760bfc847e0e");
  private static final byte[] RECIPIENT_PRIVATE =
      hex("3ca22a6d1cda1bb9480949ec5329d3bf0b080ca4c45879c95eddb55c70b80b82");
  private static final byte[] RECIPIENT_PUBLIC =
      hex("1a478716d63cb2e16786ee93004486dc151e988b34b475043d3e0175bdb01c44");
  private static final byte[] SENDER_PRIVATE =
      hex("2def0cb58ffcf83d1062dd085c8aceca7f4c0c3fd05912d847b61f3e54121f05");
  private static final byte[] SENDER_PUBLIC =
      hex("f0f4f9e96c54aeed3f323de8534fffd7e0577e4ce269896716bcb95643c8712b");

  private final HPKE hpke =
      new HPKE(
          HPKE.mode_auth,
          HPKE.kem_X25519_SHA256,
          HPKE.kdf_HKDF_SHA256,
          HPKE.aead_CHACHA20_POLY1305);
  private final AsymmetricCipherKeyPair recipient =
      hpke.deserializePrivateKey(RECIPIENT_PRIVATE, RECIPIENT_PUBLIC);
  private final AsymmetricKeyParameter sender = hpke.deserializePublicKey(SENDER_PUBLIC);

  @Test
  void suite_constants_areThoseOfTheProtocol() {
    assertThat(HPKE.mode_auth).isEqualTo((byte) 2);
    assertThat(HPKE.kem_X25519_SHA256).isEqualTo((short) 0x0020);
    assertThat(HPKE.kdf_HKDF_SHA256).isEqualTo((short) 0x0001);
    assertThat(HPKE.aead_CHACHA20_POLY1305).isEqualTo((short) 0x0003);
  }

  @Test
  void open_rfc9180VectorsInOrder_givesThePlaintext() throws Exception {
    HPKEContext context = hpke.setupAuthR(ENC, recipient, INFO, sender);
    assertThat(
            context.open(
                hex("436f756e742d30"),
                hex(
                    "ab1a13c9d4f01a87ec3440dbd756e2677bd2ecf9df0ce7ed73869b98e00c09be111cb9fdf077347aeb88e61bdf")))
        .isEqualTo(PLAINTEXT);
    assertThat(
            context.open(
                hex("436f756e742d31"),
                hex(
                    "3265c7807ffff7fdace21659a2c6ccffee52a26d270c76468ed74202a65478bfaedfff9c2b7634e24f10b71016")))
        .isEqualTo(PLAINTEXT);
    assertThat(
            context.open(
                hex("436f756e742d32"),
                hex(
                    "3aadee86ad2a05081ea860033a9d09dbccb4acac2ded0891da40f51d4df19925f7a767b076a5cbc9355c8fd35e")))
        .isEqualTo(PLAINTEXT);
  }

  @Test
  void open_rfc9180VectorInOneShot_givesThePlaintext() throws Exception {
    byte[] opened =
        hpke.open(
            ENC,
            recipient,
            INFO,
            hex("436f756e742d30"),
            hex(
                "ab1a13c9d4f01a87ec3440dbd756e2677bd2ecf9df0ce7ed73869b98e00c09be111cb9fdf077347aeb88e61bdf"),
            null,
            null,
            sender);
    assertThat(opened).isEqualTo(PLAINTEXT);
  }

  @Test
  void export_rfc9180Vectors_givesTheValues() {
    HPKEContext context = hpke.setupAuthR(ENC, recipient, INFO, sender);
    assertThat(context.export(new byte[0], 32))
        .isEqualTo(hex("070cffafd89b67b7f0eeb800235303a223e6ff9d1e774dce8eac585c8688c872"));
    assertThat(context.export(hex("54657374436f6e74657874"), 32))
        .isEqualTo(hex("1df39dc5dd60edcbf5f9ae804e15ada66e885b28ed7929116f768369a3f950ee"));
  }

  @Test
  void keyPair_rfc9180PrivateKeys_derivesThePublicKeys() {
    assertThat(keyPair(SENDER_PRIVATE).publicKey()).isEqualTo(base64url(SENDER_PUBLIC));
    assertThat(keyPair(RECIPIENT_PRIVATE).publicKey()).isEqualTo(base64url(RECIPIENT_PUBLIC));
  }

  @Test
  void seal_envelope_opensByTheProtocolPageAlone() throws Exception {
    KeyPair device = keyPair(SENDER_PRIVATE);
    Binding binding = Binding.sequenced(Purpose.SESSION, "device", "integration", 7);
    String text = Envelope.seal(device, base64url(RECIPIENT_PUBLIC), binding, PLAINTEXT).text();
    byte[] envelope = Base64.getUrlDecoder().decode(text);

    String info = "edges-companion.1 session " + KeyPair.idOf(base64url(RECIPIENT_PUBLIC));
    byte[] opened =
        hpke.open(
            Arrays.copyOfRange(envelope, 1, 33),
            recipient,
            info.getBytes(StandardCharsets.US_ASCII),
            "device integration 7".getBytes(StandardCharsets.US_ASCII),
            Arrays.copyOfRange(envelope, 33, envelope.length),
            null,
            null,
            sender);
    assertThat(envelope[0]).isEqualTo((byte) 1);
    assertThat(opened).isEqualTo(PLAINTEXT);
  }

  @Test
  void open_sealedByTheProtocolPageAlone_givesThePlaintext() throws Exception {
    KeyPair server = keyPair(RECIPIENT_PRIVATE);
    byte[][] sealed =
        hpke.seal(
            hpke.deserializePublicKey(RECIPIENT_PUBLIC),
            ("edges-companion.1 hello " + server.id()).getBytes(StandardCharsets.US_ASCII),
            "nonce device".getBytes(StandardCharsets.US_ASCII),
            PLAINTEXT,
            null,
            null,
            hpke.deserializePrivateKey(SENDER_PRIVATE, SENDER_PUBLIC));
    String text =
        base64url(
            hex("01" + HexFormat.of().formatHex(sealed[1]) + HexFormat.of().formatHex(sealed[0])));
    assertThat(
            Envelope.parse(text)
                .flatMap(envelope ->
                    envelope.open(
                        server, base64url(SENDER_PUBLIC), Binding.hello("nonce", "device"))))
        .hasValue(PLAINTEXT);
  }

  private static KeyPair keyPair(byte[] privateKey) {
    return KeyPair.of(SecretBytes.of(privateKey));
  }

  private static String base64url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
