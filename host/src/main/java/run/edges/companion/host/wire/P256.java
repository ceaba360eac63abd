package run.edges.companion.host.wire;

import java.io.IOException;
import java.io.Serial;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.util.HexFormat;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.math.ec.ECCurve;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.custom.sec.SecP256R1Curve;
import org.jspecify.annotations.Nullable;

/**
 * Verifies ECDSA with SHA-256 over P-256 (FIPS 186-5), as most certificates are signed, by
 * BouncyCastle. The JDK fills tables for this curve at its first use: in each new process, that
 * takes longer than all the rest of a connection. Every other key, and signing, stay the JDK's.
 */
public final class P256 extends SignatureSpi {
  /** SP 800-186 section 3.2.1.3, compressed. */
  private static final String GENERATOR =
      "036b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296";

  private static final ECDomainParameters CURVE = curve();

  private final SHA256Digest digest = new SHA256Digest();
  private @Nullable ECPublicKeyParameters key;

  /** Asks it before the JDK's own, in this process. */
  static void use() {
    if (Security.getProvider(P256Provider.NAME) == null) {
      Security.insertProviderAt(new P256Provider(), 1);
    }
  }

  /** BouncyCastle's list of named curves would load all of them. */
  private static ECDomainParameters curve() {
    ECCurve curve = new SecP256R1Curve();
    ECPoint generator = curve.decodePoint(HexFormat.of().parseHex(GENERATOR));
    return new ECDomainParameters(curve, generator, curve.getOrder(), curve.getCofactor());
  }

  @Override
  protected void engineInitVerify(PublicKey publicKey) throws InvalidKeyException {
    if (!(publicKey instanceof ECPublicKey ec) || !isCurve(ec.getParams())) {
      // The next provider is asked.
      throw new InvalidKeyException("not of P-256");
    }
    try {
      key =
          new ECPublicKeyParameters(
              CURVE.getCurve().validatePoint(ec.getW().getAffineX(), ec.getW().getAffineY()),
              CURVE);
    } catch (IllegalArgumentException offTheCurve) {
      throw new InvalidKeyException("not on the curve", offTheCurve);
    }
    digest.reset();
  }

  private static boolean isCurve(ECParameterSpec parameters) {
    return parameters.getCurve().getField() instanceof ECFieldFp field
        && field.getP().equals(CURVE.getCurve().getField().getCharacteristic())
        && parameters.getCurve().getA().equals(CURVE.getCurve().getA().toBigInteger())
        && parameters.getCurve().getB().equals(CURVE.getCurve().getB().toBigInteger())
        && parameters.getOrder().equals(CURVE.getN());
  }

  @Override
  protected void engineUpdate(byte one) {
    digest.update(one);
  }

  @Override
  protected void engineUpdate(byte[] bytes, int offset, int length) {
    digest.update(bytes, offset, length);
  }

  @Override
  protected boolean engineVerify(byte[] signature) throws SignatureException {
    byte[] hash = new byte[digest.getDigestSize()];
    digest.doFinal(hash, 0);
    if (key == null) {
      throw new SignatureException("no key");
    }
    try {
      // Strict DER, both numbers below the order.
      BigInteger[] pair = StandardDSAEncoding.INSTANCE.decode(CURVE.getN(), signature);
      ECDSASigner signer = new ECDSASigner();
      signer.init(false, key);
      return signer.verifySignature(hash, pair[0], pair[1]);
    } catch (IOException | RuntimeException malformed) {
      // What is no sequence of two numbers fails there in many ways.
      throw new SignatureException("no ECDSA signature", malformed);
    }
  }

  @Override
  protected void engineInitSign(PrivateKey privateKey) throws InvalidKeyException {
    throw new InvalidKeyException("verifies only");
  }

  @Override
  protected byte[] engineSign() throws SignatureException {
    throw new SignatureException("verifies only");
  }

  @Override
  @Deprecated
  protected void engineSetParameter(String parameter, Object value) {
    throw new UnsupportedOperationException();
  }

  @Override
  @Deprecated
  protected Object engineGetParameter(String parameter) {
    throw new UnsupportedOperationException();
  }

  /** Names {@link P256} to the JDK. */
  private static final class P256Provider extends Provider {
    @Serial private static final long serialVersionUID = 1;
    private static final String NAME = "EdgesCompanionP256";

    P256Provider() {
      super(NAME, "1", "ECDSA verification over P-256");
      put("Signature.SHA256withECDSA", P256.class.getName());
      put("Signature.SHA256withECDSA SupportedKeyClasses", "java.security.interfaces.ECPublicKey");
    }
  }
}
