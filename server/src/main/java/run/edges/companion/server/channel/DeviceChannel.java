package run.edges.companion.server.channel;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import run.edges.companion.protocol.seal.Binding;
import run.edges.companion.protocol.seal.Envelope;
import run.edges.companion.protocol.seal.KeyPair;
import run.edges.companion.protocol.seal.Purpose;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretBytes;
import run.edges.companion.protocol.wire.CapturedSession;
import run.edges.companion.protocol.wire.DeviceMessage;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.ProtocolException;
import run.edges.companion.protocol.wire.ServerMessage;
import run.edges.companion.protocol.wire.WireJson;
import run.edges.companion.server.device.Device;
import run.edges.companion.server.integration.SessionIntake;

/**
 * One device's channel: challenge, authentication, then its requests one after the other. The
 * container calls {@link #onText} from one thread at a time; {@link #send}, {@link #close} and
 * {@link #sweep} may come from any.
 */
final class DeviceChannel {
  private static final Logger LOG = LoggerFactory.getLogger(DeviceChannel.class);
  private static final int NONCE_BYTES = 32;
  private static final Duration TO_AUTHENTICATE = Duration.ofSeconds(10);
  private static final Duration PING_EVERY = Duration.ofSeconds(25);
  private static final Duration LOST_AFTER = Duration.ofSeconds(75);
  private static final ByteBuffer PING = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private final Session session;
  private final Channels channels;
  private final Mailbox mailbox = new Mailbox(this::read);
  private final Instant openedAt;
  private final String nonce =
      Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(SecretBytes.random(NONCE_BYTES).reveal(SecretAccess.granted()));
  private volatile @Nullable Device device;
  private volatile Instant heardAt;
  private volatile Instant pingedAt;
  private Instant minuteStart;
  private int messagesThisMinute;

  DeviceChannel(Session session, Channels channels) {
    this.session = session;
    this.channels = channels;
    this.openedAt = channels.now();
    this.heardAt = openedAt;
    this.pingedAt = openedAt;
    this.minuteStart = openedAt;
  }

  void challenge() {
    send(
        new ServerMessage.Challenge(
            nonce,
            channels.keys().identity().publicKey(),
            channels.keys().keySet(),
            new ServerMessage.Limits(WireJson.MAX_MESSAGE_BYTES, channels.messagesPerMinute())));
  }

  Optional<Device> device() {
    return Optional.ofNullable(device);
  }

  void onText(String text) {
    heard();
    if (!countMessage() || !mailbox.offer(text)) {
      fail(ErrorCode.RATE_LIMITED);
    }
  }

  private void read(String text) {
    DeviceMessage message;
    try {
      message = WireJson.parseDeviceMessage(text);
    } catch (ProtocolException malformed) {
      refuse(WireJson.findId(text), malformed.code());
      return;
    }
    try {
      answer(message);
    } catch (ProtocolException refused) {
      refuse(Optional.of(message.id()), refused.code());
    } catch (RuntimeException failed) {
      // Its message may quote what was sent: only kind and place are logged.
      LOG.error(
          "A {} message failed: {} at {}",
          message.getClass().getSimpleName(),
          failed.getClass().getName(),
          failed.getStackTrace().length == 0 ? "?" : failed.getStackTrace()[0]);
      refuse(Optional.of(message.id()), ErrorCode.SERVER_FAILED);
    }
  }

  void heard() {
    heardAt = channels.now();
  }

  void send(ServerMessage message) {
    try {
      session.getAsyncRemote().sendText(WireJson.write(message), DeviceChannel::noteIfGone);
    } catch (IllegalStateException closed) {
      LOG.debug("A channel was closed before a message was sent");
    }
  }

  private static void noteIfGone(SendResult result) {
    if (!result.isOK()) {
      LOG.debug("A channel was gone before a message was sent");
    }
  }

  /** Says why, then closes with the error's close code. */
  void fail(ErrorCode code) {
    send(ServerMessage.Refused.of(null, code));
    close(CloseCodes.getCloseCode(code.closeCode()), code.name());
  }

  void close(CloseReason.CloseCode code, String reason) {
    try {
      session.close(new CloseReason(code, reason));
    } catch (IOException | IllegalStateException alreadyGone) {
      LOG.debug("A channel was gone before it was closed");
    }
  }

  /** Pings when due; drops a channel that does not authenticate or is not heard of any more. */
  void sweep(Instant now) {
    if (device == null && now.isAfter(openedAt.plus(TO_AUTHENTICATE))) {
      fail(ErrorCode.NOT_AUTHENTICATED);
    } else if (now.isAfter(heardAt.plus(LOST_AFTER))) {
      close(CloseCodes.GOING_AWAY, "not heard of");
    } else if (now.isAfter(pingedAt.plus(PING_EVERY))) {
      pingedAt = now;
      try {
        session.getAsyncRemote().sendPing(PING);
      } catch (IOException | IllegalStateException gone) {
        LOG.debug("A channel was gone when it was pinged");
      }
    }
  }

  private boolean countMessage() {
    Instant now = channels.now();
    if (now.isAfter(minuteStart.plusSeconds(60))) {
      minuteStart = now;
      messagesThisMinute = 0;
    }
    messagesThisMinute++;
    return messagesThisMinute <= channels.messagesPerMinute();
  }

  private void answer(DeviceMessage message) {
    switch (message) {
      case DeviceMessage.Inspect inspect ->
          send(channels.redemption().inspect(inspect.id(), inspect.linkId()));
      case DeviceMessage.Enrol enrol -> enrol(enrol);
      case DeviceMessage.Hello hello -> hello(hello);
      case DeviceMessage.Session captured -> store(captured);
      case DeviceMessage.Unavailable unavailable -> noteUnavailable(unavailable);
      case DeviceMessage.Revoke revoke -> revoke(revoke);
      case DeviceMessage.Pause pause -> pause(pause);
      case DeviceMessage.ReadRecord read -> sendRecord(read);
      case DeviceMessage.OwnerPage asked -> sendOwnerPage(asked);
    }
  }

  private void hello(DeviceMessage.Hello hello) {
    requireUnauthenticated();
    Device known =
        channels
            .findDevice(hello.deviceId())
            .orElseThrow(() -> new ProtocolException(ErrorCode.DEVICE_UNKNOWN));
    open(
        hello.recipientKeyId(),
        hello.envelope(),
        known.publicKey(),
        Binding.hello(nonce, known.uid()));
    device = known;
    channels.authenticated(this, known);
    send(new ServerMessage.Welcome(hello.id(), known.uid(), channels.states(known)));
  }

  private void enrol(DeviceMessage.Enrol enrol) {
    Device current = device;
    if (current != null && !current.publicKey().equals(enrol.devicePublicKey())) {
      throw new ProtocolException(ErrorCode.MESSAGE_UNEXPECTED);
    }
    byte[] plaintext =
        open(
            enrol.recipientKeyId(),
            enrol.envelope(),
            enrol.devicePublicKey(),
            Binding.enrol(nonce, enrol.linkId(), enrol.devicePublicKey()));
    DeviceMessage.Enrolment enrolment =
        WireJson.parseEnrolment(new String(plaintext, StandardCharsets.UTF_8))
            .orElseThrow(() -> new ProtocolException(ErrorCode.MESSAGE_INVALID));
    var redeemed = channels.redemption().redeem(enrol.linkId(), enrol.devicePublicKey(), enrolment);
    device = redeemed.device();
    channels.authenticated(this, redeemed.device());
    send(
        new ServerMessage.Enrolled(
            enrol.id(),
            redeemed.device().uid(),
            channels.state(redeemed.device(), redeemed.integration(), redeemed.sequence())));
    if (redeemed.resumed()) {
      channels.tellOthers(redeemed.integration().uid(), redeemed.device());
    }
  }

  private void store(DeviceMessage.Session message) {
    Device sender = requireDevice();
    byte[] plaintext = open(message, sender, Purpose.SESSION);
    CapturedSession captured =
        CapturedSession.parse(plaintext)
            .orElseThrow(() -> new ProtocolException(ErrorCode.SESSION_MALFORMED));
    var taken =
        channels.intake().store(sender, message.integrationId(), message.sequence(), captured);
    stored(message.id(), sender, message.sequence(), taken);
    channels.refreshes().stored(message.replyTo(), message.integrationId());
  }

  private void noteUnavailable(DeviceMessage.Unavailable message) {
    Device sender = requireDevice();
    byte[] plaintext = open(message, sender, Purpose.UNAVAILABLE);
    ErrorCode reason =
        WireJson.parseUnavailability(new String(plaintext, StandardCharsets.UTF_8))
            .orElseThrow(() -> new ProtocolException(ErrorCode.MESSAGE_INVALID))
            .reason();
    var taken =
        channels
            .intake()
            .noteUnavailable(sender, message.integrationId(), message.sequence(), reason);
    stored(message.id(), sender, message.sequence(), taken);
    channels.refreshes().unavailable(message.replyTo(), message.integrationId(), reason);
    if (taken.news()) {
      channels.askOthers(message.integrationId(), sender, reason);
    }
  }

  private void stored(String id, Device sender, long sequence, SessionIntake.Taken taken) {
    send(new ServerMessage.Stored(id, channels.state(sender, taken.integration(), sequence)));
    if (taken.news()) {
      channels.tellOthers(taken.integration().uid(), sender);
    }
  }

  private void revoke(DeviceMessage.Revoke message) {
    Device sender = requireDevice();
    open(message, sender, Purpose.REVOKE);
    var receipt =
        channels.revocation().revokeByOwner(sender, message.integrationId(), message.sequence());
    send(
        new ServerMessage.Receipt(
            message.id(),
            message.integrationId(),
            receipt,
            channels.keys().identity().publicKey()));
    channels.tellOthers(message.integrationId(), sender);
  }

  private void pause(DeviceMessage.Pause message) {
    Device sender = requireDevice();
    byte[] plaintext = open(message, sender, Purpose.PAUSE);
    DeviceMessage.Pausing wanted =
        WireJson.parsePausing(new String(plaintext, StandardCharsets.UTF_8))
            .orElseThrow(() -> new ProtocolException(ErrorCode.MESSAGE_INVALID));
    var paused =
        channels
            .pauses()
            .pause(
                sender,
                message.integrationId(),
                message.sequence(),
                Optional.ofNullable(wanted.until()));
    send(
        new ServerMessage.Stored(message.id(), channels.state(sender, paused, message.sequence())));
  }

  private void sendRecord(DeviceMessage.ReadRecord message) {
    send(
        new ServerMessage.ConsentRecord(
            message.id(),
            message.integrationId(),
            channels.consentRecord(requireDevice(), message.integrationId())));
  }

  private void sendOwnerPage(DeviceMessage.OwnerPage message) {
    send(
        new ServerMessage.OwnerPage(
            message.id(),
            message.integrationId(),
            channels.ownerPage(requireDevice(), message.integrationId())));
  }

  private byte[] open(DeviceMessage.Sequenced message, Device sender, Purpose purpose) {
    return open(
        message.recipientKeyId(),
        message.envelope(),
        sender.publicKey(),
        Binding.sequenced(purpose, sender.uid(), message.integrationId(), message.sequence()));
  }

  private byte[] open(
      String recipientKeyId, String envelope, String devicePublicKey, Binding binding) {
    KeyPair recipient =
        channels
            .keys()
            .findRecipient(recipientKeyId)
            .orElseThrow(() -> new ProtocolException(ErrorCode.RECIPIENT_KEY_UNKNOWN));
    return Envelope.parse(envelope)
        .flatMap(sealed -> sealed.open(recipient, devicePublicKey, binding))
        .orElseThrow(() -> new ProtocolException(ErrorCode.ENVELOPE_INVALID));
  }

  private Device requireDevice() {
    return device().orElseThrow(() -> new ProtocolException(ErrorCode.NOT_AUTHENTICATED));
  }

  private void requireUnauthenticated() {
    if (device != null) {
      throw new ProtocolException(ErrorCode.MESSAGE_UNEXPECTED);
    }
  }

  private void refuse(Optional<String> id, ErrorCode code) {
    send(ServerMessage.Refused.of(id.orElse(null), code));
  }
}
