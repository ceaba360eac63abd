package run.edges.companion.protocol.seal;

import java.nio.charset.StandardCharsets;

/**
 * What an envelope is bound to beside its keys: its purpose and the associated data of {@code
 * docs/protocol.md} section 4. An envelope opens under an equal binding only.
 *
 * @param aad ASCII words separated by single spaces
 */
public record Binding(Purpose purpose, String aad) {
  public static Binding enrol(String nonce, String linkId, String devicePublicKey) {
    return new Binding(Purpose.ENROL, nonce + " " + linkId + " " + devicePublicKey);
  }

  public static Binding hello(String nonce, String deviceId) {
    return new Binding(Purpose.HELLO, nonce + " " + deviceId);
  }

  /** For {@code SESSION}, {@code UNAVAILABLE}, {@code REVOKE} and {@code PAUSE}. */
  public static Binding sequenced(
      Purpose purpose, String deviceId, String integrationId, long sequence) {
    return new Binding(purpose, deviceId + " " + integrationId + " " + sequence);
  }

  byte[] aadBytes() {
    return aad.getBytes(StandardCharsets.US_ASCII);
  }

  byte[] info(String recipientKeyId) {
    return ("edges-companion.1 " + purpose.label() + " " + recipientKeyId)
        .getBytes(StandardCharsets.US_ASCII);
  }
}
