package run.edges.companion.host.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.util.Arrays;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against signatures of the JDK. */
class P256Test {
  private static final byte[] MESSAGE =
      "the transcript of a handshake".getBytes(StandardCharsets.UTF_8);

  @BeforeAll
  static void use() {
    P256.use();
  }

  @Test
  void verify_signatureOfTheJdk_passes_andAnotherMessageDoesNot() throws GeneralSecurityException {
    KeyPair pair = pair("secp256r1");
    byte[] signature = sign(pair);

    Signature verifier = verifier(pair.getPublic());
    assertThat(verifier.getProvider().getName()).isEqualTo("EdgesCompanionP256");
    verifier.update(MESSAGE);
    assertThat(verifier.verify(signature)).isTrue();
    verifier.update(MESSAGE, 1, MESSAGE.length - 1);
    assertThat(verifier.verify(signature)).as("the same verifier again").isFalse();
    assertThat(verifies(pair("secp256r1").getPublic(), signature)).as("another key").isFalse();
  }

  @Test
  void verify_eachByteOfTheSignatureChanged_neverPasses() throws GeneralSecurityException {
    KeyPair pair = pair("secp256r1");
    byte[] signature = sign(pair);
    for (int i = 0; i < signature.length; i++) {
      byte[] changed = signature.clone();
      changed[i] ^= 1;
      assertThat(verifies(pair.getPublic(), changed)).as("byte " + i).isFalse();
    }
    for (int length = 0; length < signature.length; length++) {
      assertThat(verifies(pair.getPublic(), Arrays.copyOf(signature, length))).isFalse();
    }
    assertThat(verifies(pair.getPublic(), Arrays.copyOf(signature, signature.length + 1)))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0, 1", "1, 0", "1, 1", "N, 1", "1, N", "N, N"})
  void verify_numbersThatSignNothing_neverPass(String r, String s) throws Exception {
    KeyPair pair = pair("secp256r1");
    BigInteger order = ((ECPublicKey) pair.getPublic()).getParams().getOrder();
    // Its own encoder refuses what is not below the order it is given.
    byte[] signature =
        StandardDSAEncoding.INSTANCE.encode(order.shiftLeft(1), number(r, order), number(s, order));
    assertThat(verifies(pair.getPublic(), signature)).isFalse();
  }

  @Test
  void verify_keyOffTheCurve_isRefused() throws GeneralSecurityException {
    ECPublicKey key = (ECPublicKey) pair("secp256r1").getPublic();
    ECPoint off = new ECPoint(key.getW().getAffineX(), key.getW().getAffineY().add(BigInteger.ONE));
    assertThatThrownBy(() -> new P256().engineInitVerify(new OtherPoint(key, off)))
        .isInstanceOf(InvalidKeyException.class)
        .hasMessage("not on the curve");
  }

  @Test
  void verify_keyOfAnotherCurve_isLeftToTheJdk() throws GeneralSecurityException {
    KeyPair pair = pair("secp384r1");
    assertThat(verifies(pair.getPublic(), sign(pair))).isTrue();
    assertThat(verifier(pair.getPublic()).getProvider().getName()).isEqualTo("SunEC");
  }

  private static BigInteger number(String text, BigInteger order) {
    return text.equals("N") ? order : new BigInteger(text);
  }

  private static KeyPair pair(String curve) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }

  private static byte[] sign(KeyPair pair) throws GeneralSecurityException {
    Signature signer = Signature.getInstance("SHA256withECDSA", Security.getProvider("SunEC"));
    signer.initSign(pair.getPrivate());
    signer.update(MESSAGE);
    return signer.sign();
  }

  private static Signature verifier(PublicKey key) throws GeneralSecurityException {
    Signature verifier = Signature.getInstance("SHA256withECDSA");
    verifier.initVerify(key);
    return verifier;
  }

  private static boolean verifies(PublicKey key, byte[] signature) throws GeneralSecurityException {
    Signature verifier = verifier(key);
    verifier.update(MESSAGE);
    try {
      return verifier.verify(signature);
    } catch (SignatureException malformed) {
      return false;
    }
  }

  /** A key whose point is another. */
  private record OtherPoint(ECPublicKey key, ECPoint point) implements ECPublicKey {
    @Override
    public ECPoint getW() {
      return point;
    }

    @Override
    public ECParameterSpec getParams() {
      return key.getParams();
    }

    @Override
    public String getAlgorithm() {
      return key.getAlgorithm();
    }

    @Override
    public String getFormat() {
      return key.getFormat();
    }

    @Override
    public byte[] getEncoded() {
      return key.getEncoded();
    }
  }
}
