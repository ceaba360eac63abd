package run.edges.companion.server.administration;

import java.time.Instant;
import java.util.Optional;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.server.invite.QrCode;

/**
 * A secret as a dialog shows it, once: no other page ever has it.
 *
 * @param kind names its texts
 * @param name whose it is
 * @param code the secret as a QR code, if it is a link
 * @param until when something ends that the dialog tells of
 */
public record ShownOnce(
    String kind, String name, String secret, Optional<QrCode> code, Optional<Instant> until) {
  static ShownOnce link(String kind, String name, SecretText url, Instant until) {
    String shown = url.reveal(SecretAccess.granted());
    return new ShownOnce(kind, name, shown, Optional.of(QrCode.of(shown)), Optional.of(until));
  }

  static ShownOnce secret(String kind, String name, SecretText secret, Optional<Instant> until) {
    return new ShownOnce(
        kind, name, secret.reveal(SecretAccess.granted()), Optional.empty(), until);
  }
}
