package run.edges.companion.host.upload;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import run.edges.companion.host.device.Device;
import run.edges.companion.host.device.DeviceKeyException;
import run.edges.companion.host.nativemessage.Extension.ChannelStatus;
import run.edges.companion.host.nativemessage.Extension.ReadReason;
import run.edges.companion.host.nativemessage.NativeRequest;
import run.edges.companion.host.nativemessage.Problem;
import run.edges.companion.host.nativemessage.ProblemException;
import run.edges.companion.host.nativemessage.ServerRef;
import run.edges.companion.host.wire.Answers;
import run.edges.companion.host.wire.Attempts;
import run.edges.companion.host.wire.Dialer;
import run.edges.companion.host.wire.Wire;
import run.edges.companion.protocol.seal.Binding;
import run.edges.companion.protocol.seal.Purpose;
import run.edges.companion.protocol.wire.DeviceMessage;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.IntegrationState;
import run.edges.companion.protocol.wire.ServerMessage;

/**
 * The channel to one server: connected while the extension lists it or the owner asks for
 * something, authenticated by the device key, and connected again when it is lost. One lock guards
 * it, its integrations and its answers.
 */
final class Channel implements Wire.Listener {
  /** How far the wire has come. */
  private enum Phase {
    NONE,
    CHALLENGED,
    GREETING,
    READY
  }

  private final ServerRef server;
  private final Context context;
  private final Dialer dialer;
  private final Answers answers;
  private final Attempts attempts;
  private final Sealer sealer;
  private final StatusReport report;
  private final OwnerRequests owner;
  private final Sharings sharings;
  private final WaitingRequests waiting = new WaitingRequests();
  private Phase phase = Phase.NONE;
  private @Nullable Wire wire;
  private @Nullable Device device;
  private boolean dialing;
  private boolean unknownDevice;

  Channel(ServerRef server, Context context, Dialer dialer) {
    this.server = server;
    this.context = context;
    this.dialer = dialer;
    this.answers = new Answers(context.timer(), context.timing().answer(), this::unanswered);
    this.sharings = new Sharings(id -> new Sharing(id, this, context));
    this.report = new StatusReport(server, context, sharings::states);
    this.sealer = new Sealer(context, answers);
    this.owner = new OwnerRequests(this, sealer, context);
    this.attempts = new Attempts(context.timer(), context.timing(), this::dialNow);
  }

  ServerRef server() {
    return server;
  }

  boolean isReady() {
    return phase == Phase.READY;
  }

  /** Replaces the integrations that the extension shares through this server. */
  synchronized void list(Set<String> integrations) {
    Set<String> added = sharings.list(integrations);
    if (sharings.listed().isEmpty()) {
      report.clear();
      attempts.cancel();
      closeIfIdle();
      return;
    }
    if (!report.is(null)) {
      report();
    }
    if (phase == Phase.READY) {
      sharings.readAll(added, ReadReason.CONNECTED);
    } else {
      proceed();
      dial(false);
    }
  }

  /** The live session may have changed. */
  synchronized void changed() {
    if (phase == Phase.READY) {
      sharings.readAll(sharings.listed(), ReadReason.CHANGED);
    } else if (!sharings.listed().isEmpty() && !report.is(ChannelStatus.REFUSED)) {
      dial(false);
    }
  }

  /** Does what the owner asked for, or says why not. */
  synchronized void ask(NativeRequest.ToServer request) {
    waiting.add(request);
    proceed();
    if (!waiting.isEmpty()) {
      dial(true);
    }
  }

  /** Passes the extension's answer to a read on, unless it came too late. */
  synchronized void answered(Sharing sharing, String readId, Consumer<Sharing> answer) {
    if (sharing.endRead(readId)) {
      answer.accept(sharing);
    }
  }

  /** Reads again what a server refused for the time being, or its owner paused. */
  synchronized void retry(Sharing sharing) {
    if (phase == Phase.READY && sharings.isToBeRead(sharing)) {
      sharing.ask(ReadReason.CHANGED);
    }
  }

  private void dial(boolean atOnce) {
    if (dialing || wire != null) {
      return;
    }
    Duration wait = attempts.untilAllowed();
    if (atOnce || !wait.isPositive()) {
      dialNow();
    } else {
      attempts.after(wait);
    }
  }

  private synchronized void dialNow() {
    if (dialing || wire != null) {
      return;
    }
    dialing = true;
    attempts.begin();
    if (report.is(null) || report.is(ChannelStatus.REFUSED)) {
      report.tell(ChannelStatus.CONNECTING);
    }
    // A virtual thread would bring its scheduler's threads along, for one connection a minute.
    Thread thread = new Thread(this::open, "dial");
    thread.setDaemon(true);
    thread.start();
  }

  private void open() {
    try {
      opened(dialer.open(this));
    } catch (ProblemException failed) {
      lost(null, failed.problem());
    } catch (RuntimeException bug) {
      System.err.println("edges-companion-host: " + bug.getClass().getName());
      lost(null, Problem.of(ErrorCode.SERVER_FAILED));
    }
  }

  private synchronized void opened(Wire open) {
    dialing = false;
    if (open.isOver()) {
      lost(null, Problem.of(ErrorCode.SERVER_UNREACHABLE));
      return;
    }
    wire = open;
    phase = Phase.CHALLENGED;
    proceed();
  }

  /** Sends whatever can be sent at this point. */
  private void proceed() {
    if (wire == null) {
      return;
    }
    waiting.take(NativeRequest.Inspect.class).forEach(owner::inspect);
    if (phase == Phase.CHALLENGED && !(sharings.listed().isEmpty() && waiting.isEmpty())) {
      authenticate();
    }
    if (phase == Phase.READY) {
      waiting.take(NativeRequest.ToServer.class).forEach(owner::ask);
    }
    closeIfIdle();
  }

  private void authenticate() {
    try {
      device = context.keys().find(server.fingerprint()).orElse(null);
      if (device != null && device.id() != null && !unknownDevice) {
        hello(device, device.id());
        return;
      }
      waiting.take(NativeRequest.Accept.class).forEach(owner::enrol);
    } catch (DeviceKeyException unusable) {
      drop(Problem.of(ErrorCode.DEVICE_KEY_UNUSABLE, unusable.text()));
      return;
    }
    if (answers.isEmpty()) {
      drop(Problem.of(ErrorCode.DEVICE_UNKNOWN));
    }
  }

  private void hello(Device known, String deviceId) {
    phase = Phase.GREETING;
    sealer.send(
        openWire(),
        known,
        Binding.hello(openWire().nonce(), deviceId),
        new byte[0],
        new Answers.Answer<>(
            ServerMessage.Welcome.class, this::welcome, this::notWelcome, lost -> {}),
        sealed -> new DeviceMessage.Hello(sealed.id(), deviceId, sealed.keyId(), sealed.text()));
  }

  private void welcome(ServerMessage.Welcome welcome) {
    attempts.welcomed();
    sharings.forgetReceipts();
    owner.remember(Objects.requireNonNull(device));
    ready();
    for (IntegrationState state : welcome.integrations()) {
      update(sharing(state.integrationId()), state);
    }
    report.tell(ChannelStatus.ONLINE, null);
    sharings.readAll(sharings.listed(), ReadReason.CONNECTED);
    proceed();
  }

  private void notWelcome(Problem refused) {
    boolean accepting = waiting.has(NativeRequest.Accept.class);
    if (refused.is(ErrorCode.DEVICE_UNKNOWN) && accepting) {
      unknownDevice = true;
      phase = Phase.CHALLENGED;
      proceed();
    } else {
      drop(refused);
    }
  }

  private void ready() {
    phase = Phase.READY;
    unknownDevice = false;
  }

  /** The server admitted the device for one more integration. */
  void enrolled(NativeRequest.Accept request, Device enrolled, IntegrationState state) {
    device = enrolled;
    attempts.welcomed();
    ready();
    sharings.listOneMore(state.integrationId());
    Sharing sharing = sharing(state.integrationId());
    update(sharing, state);
    report.tell(ChannelStatus.ONLINE, null);
    sharing.accepted(request);
    proceed();
  }

  void notAccepted(String integrationId) {
    sharings.unlistIfNeverStored(integrationId);
  }

  @Override
  public synchronized void received(Wire from, ServerMessage message) {
    if (from != wire) {
      return;
    }
    switch (message) {
      case ServerMessage.Challenge unasked -> drop(Problem.of(ErrorCode.SERVER_FAILED));
      case ServerMessage.Refresh refresh -> refresh(refresh);
      case ServerMessage.Status changed -> {
        update(sharing(changed.integration().integrationId()), changed.integration());
        report();
      }
      case ServerMessage.Answer answer -> answers.received(answer.id(), answer);
    }
    closeIfIdle();
  }

  private void refresh(ServerMessage.Refresh refresh) {
    Sharing sharing = sharing(refresh.integrationId());
    if (sharings.isToBeRead(sharing)) {
      sharing.refresh(refresh.id());
    } else if (phase == Phase.READY) {
      sharing.decline(refresh.id());
    }
  }

  @Override
  public synchronized void lost(@Nullable Wire which, Problem reason) {
    if (which == wire) {
      dialing = false;
      drop(reason);
    }
  }

  private synchronized void unanswered() {
    drop(Problem.of(ErrorCode.SERVER_FAILED));
  }

  /** Connects again: what the challenge or the welcome said is out of date. */
  void reconnect(Problem reason) {
    attempts.notDelivered();
    drop(reason.mayRetry() ? reason : Problem.of(ErrorCode.SERVER_FAILED));
  }

  void delivered() {
    attempts.delivered();
  }

  /** Ends the wire, tells everyone who waits, and plans the next attempt. */
  private void drop(Problem reason) {
    Wire dropped = wire;
    wire = null;
    phase = Phase.NONE;
    if (dropped != null) {
      dropped.abort();
    }
    answers.loseAll(reason);
    waiting
        .take(NativeRequest.ToServer.class)
        .forEach(r -> context.extension().error(r.id(), reason));
    sharings.loseAll(reason);
    attempts.cancel();
    if (sharings.listed().isEmpty()) {
      report.clear();
      return;
    }
    if (reason.is(ErrorCode.SERVER_IDENTITY_MISMATCH) || reason.is(ErrorCode.TLS_UNTRUSTED)) {
      report.tell(ChannelStatus.REFUSED, reason);
      attempts.after(context.timing().refused());
    } else if (reason.mayRetry() || reason.is(ErrorCode.NOT_AUTHENTICATED)) {
      report.tell(ChannelStatus.OFFLINE, reason);
      attempts.backOff(reason);
    } else {
      report.tell(ChannelStatus.REFUSED, reason);
    }
  }

  private void closeIfIdle() {
    boolean needed =
        !sharings.listed().isEmpty()
            || !waiting.isEmpty()
            || !answers.isEmpty()
            || sharings.isAnyAccepting();
    if (wire != null && !needed) {
      drop(Problem.of(ErrorCode.SERVER_UNREACHABLE));
    }
  }

  Sharing sharing(String integrationId) {
    return sharings.get(integrationId);
  }

  /** Takes over what the server says, and passes a new receipt on. */
  void update(Sharing sharing, IntegrationState state) {
    if (sharing.update(state) && sharings.isListed(state.integrationId())) {
      owner.tellReceipt(state);
    }
  }

  /** Seals for an authenticated device; false if the plaintext cannot be sealed. */
  boolean sendSealed(
      Purpose purpose,
      String integrationId,
      long sequence,
      byte[] plaintext,
      Answers.Answer<?> answer,
      Function<Sealer.Sealed, DeviceMessage> message) {
    Device known = Objects.requireNonNull(device);
    String deviceId = Objects.requireNonNull(known.id());
    return sealer.send(
        openWire(),
        known,
        Binding.sequenced(purpose, deviceId, integrationId, sequence),
        plaintext,
        answer,
        message);
  }

  /** Sends a message that nothing is sealed in. */
  void send(Answers.Answer<?> answer, Function<String, DeviceMessage> message) {
    openWire().send(message.apply(answers.expect(answer)));
  }

  Wire openWire() {
    return Objects.requireNonNull(wire);
  }

  /** Tells the extension how the channel stands, if it asked to know. */
  void report() {
    report.tellAgain();
  }
}
