package run.edges.companion.host.upload;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import run.edges.companion.host.device.Device;
import run.edges.companion.host.device.DeviceKeyException;
import run.edges.companion.host.nativemessage.NativeRequest;
import run.edges.companion.host.nativemessage.Problem;
import run.edges.companion.host.wire.Answers;
import run.edges.companion.protocol.seal.Binding;
import run.edges.companion.protocol.seal.Purpose;
import run.edges.companion.protocol.statement.Statement;
import run.edges.companion.protocol.wire.DeviceMessage;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.IntegrationState;
import run.edges.companion.protocol.wire.Receipt;
import run.edges.companion.protocol.wire.ServerMessage;
import run.edges.companion.protocol.wire.WireJson;

/**
 * What the owner asks of one server. Each request ends in its answer or in an error with its id.
 * Guarded by its channel.
 */
final class OwnerRequests {
  private final Channel channel;
  private final Sealer sealer;
  private final Context context;

  OwnerRequests(Channel channel, Sealer sealer, Context context) {
    this.channel = channel;
    this.sealer = sealer;
    this.context = context;
  }

  /** Sends a request on an authenticated channel. */
  void ask(NativeRequest.ToServer request) {
    switch (request) {
      case NativeRequest.Inspect inspect -> inspect(inspect);
      case NativeRequest.Accept accept -> enrol(accept);
      case NativeRequest.Revoke revoke -> revoke(revoke);
      case NativeRequest.Pause pause -> pause(pause);
      case NativeRequest.ReadRecord read -> read(read);
      case NativeRequest.OwnerPage page -> open(page);
    }
  }

  void inspect(NativeRequest.Inspect request) {
    channel.send(
        answer(
            ServerMessage.Offer.class,
            request.id(),
            offer -> context.extension().offer(request.id(), channel.server(), offer)),
        id -> new DeviceMessage.Inspect(id, request.link().id()));
  }

  /** Presents the link. The accept is through when the first session is stored, not here. */
  void enrol(NativeRequest.Accept request) {
    try {
      Device device = context.keys().findOrCreate(channel.server().fingerprint());
      String publicKey = device.key().publicKey();
      String linkId = request.link().id();
      String plaintext =
          WireJson.writeEnrolment(
              new DeviceMessage.Enrolment(
                  request.link().secret(),
                  request.consent(),
                  request.linkedinMember(),
                  context.deviceName()));
      boolean sealed =
          sealer.send(
              channel.openWire(),
              device,
              Binding.enrol(channel.openWire().nonce(), linkId, publicKey),
              plaintext.getBytes(StandardCharsets.UTF_8),
              answer(
                  ServerMessage.Enrolled.class,
                  request.id(),
                  enrolled -> enrolled(request, device, enrolled)),
              message ->
                  new DeviceMessage.Enrol(
                      message.id(), linkId, publicKey, message.keyId(), message.text()));
      if (!sealed) {
        context.extension().error(request.id(), Problem.of(ErrorCode.MESSAGE_TOO_LARGE));
      }
    } catch (DeviceKeyException unusable) {
      refuse(request.id(), unusable);
    }
  }

  private void enrolled(
      NativeRequest.Accept request, Device device, ServerMessage.Enrolled enrolled) {
    Device admitted = new Device(device.key(), enrolled.deviceId(), url());
    try {
      if (!admitted.equals(device)) {
        context.keys().save(channel.server().fingerprint(), admitted);
      }
      channel.enrolled(request, admitted, enrolled.integration());
    } catch (DeviceKeyException unusable) {
      refuse(request.id(), unusable);
    }
  }

  /** Keeps where the server is, for the doctor; the channel goes on if that fails. */
  void remember(Device device) {
    try {
      if (!url().equals(device.server())) {
        context
            .keys()
            .save(channel.server().fingerprint(), new Device(device.key(), device.id(), url()));
      }
    } catch (DeviceKeyException unwritable) {
      // Nothing here needs it, and the next channel tries again.
    }
  }

  private String url() {
    return channel.server().url().toString();
  }

  private void revoke(NativeRequest.Revoke request) {
    Sharing sharing = channel.sharing(request.integrationId());
    long sequence = sharing.nextSequence();
    channel.sendSealed(
        Purpose.REVOKE,
        request.integrationId(),
        sequence,
        "{}".getBytes(StandardCharsets.UTF_8),
        answer(
            ServerMessage.Receipt.class, request.id(), answer -> revoked(request, sharing, answer)),
        message ->
            new DeviceMessage.Revoke(
                message.id(), request.integrationId(), sequence, message.keyId(), message.text()));
  }

  private void revoked(
      NativeRequest.Revoke request, Sharing sharing, ServerMessage.Receipt answer) {
    if (isGenuine(answer.receipt(), answer.serverIdentityKey(), request.integrationId())) {
      sharing.revoked();
      context
          .extension()
          .receipt(
              request.id(), request.integrationId(), answer.receipt(), answer.serverIdentityKey());
    } else {
      context.extension().error(request.id(), Problem.of(ErrorCode.SERVER_IDENTITY_MISMATCH));
    }
  }

  private void pause(NativeRequest.Pause request) {
    Sharing sharing = channel.sharing(request.integrationId());
    long sequence = sharing.nextSequence();
    String plaintext =
        WireJson.GSON.toJson(new DeviceMessage.Pausing(request.until().orElse(null)));
    channel.sendSealed(
        Purpose.PAUSE,
        request.integrationId(),
        sequence,
        plaintext.getBytes(StandardCharsets.UTF_8),
        answer(
            ServerMessage.Stored.class,
            request.id(),
            stored -> {
              context.extension().paused(request.id(), stored.integration());
              channel.update(sharing, stored.integration());
              channel.report();
            }),
        message ->
            new DeviceMessage.Pause(
                message.id(), request.integrationId(), sequence, message.keyId(), message.text()));
  }

  private void read(NativeRequest.ReadRecord request) {
    channel.send(
        answer(
            ServerMessage.ConsentRecord.class,
            request.id(),
            answer ->
                context
                    .extension()
                    .record(request.id(), request.integrationId(), answer.entries())),
        id -> new DeviceMessage.ReadRecord(id, request.integrationId()));
  }

  private void open(NativeRequest.OwnerPage request) {
    channel.send(
        answer(
            ServerMessage.OwnerPage.class,
            request.id(),
            answer -> {
              if (!context
                  .extension()
                  .ownerPage(request.id(), request.integrationId(), answer.url())) {
                context.extension().error(request.id(), Problem.of(ErrorCode.SERVER_FAILED));
              }
            }),
        id -> new DeviceMessage.OwnerPage(id, request.integrationId()));
  }

  /** Passes the receipt of a revoked integration on, if the pinned server signed it. */
  void tellReceipt(IntegrationState state) {
    Statement receipt = state.receipt();
    String key = state.serverIdentityKey();
    if (receipt != null && key != null && isGenuine(receipt, key, state.integrationId())) {
      context.extension().receipt(null, state.integrationId(), receipt, key);
    }
  }

  private boolean isGenuine(Statement statement, String key, String integrationId) {
    return statement
        .verify(Statement.Purpose.RECEIPT, key, channel.server().fingerprint())
        .map(payload -> WireJson.GSON.fromJson(payload, Receipt.class))
        .filter(receipt -> receipt.integrationId().equals(integrationId))
        .isPresent();
  }

  private void refuse(String id, DeviceKeyException unusable) {
    context.extension().error(id, Problem.of(ErrorCode.DEVICE_KEY_UNUSABLE, unusable.text()));
  }

  private <T extends ServerMessage> Answers.Answer<T> answer(
      Class<T> type, String requestId, Consumer<T> received) {
    Consumer<Problem> failed = problem -> context.extension().error(requestId, problem);
    return new Answers.Answer<>(type, received, failed, failed);
  }
}
