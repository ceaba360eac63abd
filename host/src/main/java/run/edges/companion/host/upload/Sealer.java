package run.edges.companion.host.upload;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import run.edges.companion.host.device.Device;
import run.edges.companion.host.nativemessage.Problem;
import run.edges.companion.host.wire.Answers;
import run.edges.companion.host.wire.Wire;
import run.edges.companion.protocol.seal.Binding;
import run.edges.companion.protocol.seal.Envelope;
import run.edges.companion.protocol.statement.KeySet;
import run.edges.companion.protocol.wire.DeviceMessage;
import run.edges.companion.protocol.wire.ErrorCode;

/** Seals to the server's current recipient key and sends, with an answer to wait for. */
record Sealer(Context context, Answers answers) {
  /** What a sealed message is made of, beside its own fields. */
  record Sealed(String id, String keyId, String text) {}

  /** False if the plaintext is too large to be sealed; nothing was sent then. */
  boolean send(
      Wire wire,
      Device by,
      Binding binding,
      byte[] plaintext,
      Answers.Answer<?> answer,
      Function<Sealed, DeviceMessage> message) {
    KeySet.@Nullable RecipientKey key =
        wire.keySet().current(context.clock().instant()).orElse(null);
    if (key == null) {
      answer.refused().accept(Problem.of(ErrorCode.RECIPIENT_KEY_UNKNOWN));
      return true;
    }
    String text;
    try {
      text = Envelope.seal(by.key(), key.publicKey(), binding, plaintext).text();
    } catch (IllegalArgumentException tooLarge) {
      return false;
    }
    String id = answers.expect(answer);
    wire.send(message.apply(new Sealed(id, key.id(), text)));
    return true;
  }
}
