package run.edges.companion.host.upload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import run.edges.companion.host.device.Device;
import run.edges.companion.host.device.DeviceKeyException;
import run.edges.companion.host.nativemessage.Extension.ChannelStatus;
import run.edges.companion.host.nativemessage.Extension.ReadReason;
import run.edges.companion.host.nativemessage.NativeRequest;
import run.edges.companion.host.nativemessage.Problem;
import run.edges.companion.host.nativemessage.ServerRef;
import run.edges.companion.protocol.seal.Binding;
import run.edges.companion.protocol.seal.Envelope;
import run.edges.companion.protocol.seal.Purpose;
import run.edges.companion.protocol.statement.KeySet;
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

  /** What a sealed message is made of, beside its own fields. */
  record Sealed(String id, String keyId, String text) {}

  private final ServerRef server;
  private final Context context;
  private final Dialer dialer;
  private final Answers answers;
  private final OwnerRequests owner;
  private final Map<String, Sharing> sharings = new LinkedHashMap<>();
  private final List<NativeRequest.ToServer> waiting = new ArrayList<>();
  private Set<String> listed = new LinkedHashSet<>();

  private Phase phase = Phase.NONE;
  private @Nullable Wire wire;
  private @Nullable Device device;
  private boolean dialing;
  private boolean unknownDevice;
  private @Nullable Future<?> retry;
  private int failures;
  private int undelivered;
  private long lastAttempt;
  private @Nullable ChannelStatus status;
  private @Nullable Problem problem;

  Channel(ServerRef server, Context context, Dialer dialer) {
    this.server = server;
    this.context = context;
    this.dialer = dialer;
    this.answers = new Answers(context.timer(), context.timing().answer(), this::unanswered);
    this.owner = new OwnerRequests(this, context);
    this.lastAttempt = System.nanoTime() - context.timing().attempts().toNanos();
  }

  ServerRef server() {
    return server;
  }

  boolean isReady() {
    return phase == Phase.READY;
  }

  /** Replaces the integrations that the extension shares through this server. */
  synchronized void list(Set<String> integrations) {
    Set<String> added = new LinkedHashSet<>(integrations);
    added.removeAll(listed);
    listed = new LinkedHashSet<>(integrations);
    sharings.forEach((id, sharing) -> {
      if (!listed.contains(id)) {
        sharing.unlisted();
      }
    });
    if (listed.isEmpty()) {
      status = null;
      cancelRetry();
      closeIfIdle();
      return;
    }
    if (status != null) {
      report();
    }
    if (phase == Phase.READY) {
      readAll(added, ReadReason.CONNECTED);
    } else {
      proceed();
      dial(false);
    }
  }

  /** The live session may have changed. */
  synchronized void changed() {
    if (phase == Phase.READY) {
      readAll(listed, ReadReason.CHANGED);
    } else if (!listed.isEmpty() && status != ChannelStatus.REFUSED) {
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

  /** Reads again what a server refused for the time being. */
  synchronized void retry(Sharing sharing) {
    if (phase == Phase.READY && sharing.isActive()) {
      sharing.ask(ReadReason.CHANGED);
    }
  }

  private void dial(boolean atOnce) {
    if (dialing || wire != null) {
      return;
    }
    Duration since = Duration.ofNanos(System.nanoTime() - lastAttempt);
    Duration wait = context.timing().attempts().minus(since);
    if (atOnce || !wait.isPositive()) {
      dialNow();
    } else {
      schedule(wait);
    }
  }

  private synchronized void dialNow() {
    if (dialing || wire != null) {
      return;
    }
    cancelRetry();
    dialing = true;
    lastAttempt = System.nanoTime();
    if (status == null || status == ChannelStatus.REFUSED) {
      report(ChannelStatus.CONNECTING, problem);
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
    take(NativeRequest.Inspect.class).forEach(owner::inspect);
    if (phase == Phase.CHALLENGED && !(listed.isEmpty() && waiting.isEmpty())) {
      authenticate();
    }
    if (phase == Phase.READY) {
      take(NativeRequest.ToServer.class).forEach(owner::ask);
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
      take(NativeRequest.Accept.class).forEach(owner::enrol);
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
    seal(
        known,
        Binding.hello(openWire().nonce(), deviceId),
        new byte[0],
        new Answers.Answer<>(
            ServerMessage.Welcome.class, this::welcome, this::notWelcome, lost -> {}),
        sealed -> new DeviceMessage.Hello(sealed.id(), deviceId, sealed.keyId(), sealed.text()));
  }

  private void welcome(ServerMessage.Welcome welcome) {
    failures = 0;
    sharings.values().forEach(Sharing::forgetReceipt);
    ready();
    for (IntegrationState state : welcome.integrations()) {
      update(sharing(state.integrationId()), state);
    }
    report(ChannelStatus.ONLINE, null);
    readAll(listed, ReadReason.CONNECTED);
    proceed();
  }

  private void notWelcome(Problem refused) {
    boolean accepting = waiting.stream().anyMatch(NativeRequest.Accept.class::isInstance);
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
    failures = 0;
    ready();
    listed.add(state.integrationId());
    Sharing sharing = sharing(state.integrationId());
    update(sharing, state);
    report(ChannelStatus.ONLINE, null);
    sharing.accepted(request);
    proceed();
  }

  void notAccepted(String integrationId) {
    Sharing sharing = sharings.get(integrationId);
    if (sharing == null || sharing.state() == null || sharing.state().verifiedAt() == null) {
      listed.remove(integrationId);
    }
  }

  private void readAll(Set<String> integrations, ReadReason reason) {
    for (String id : integrations) {
      Sharing sharing = sharings.get(id);
      if (sharing != null && sharing.isActive()) {
        sharing.ask(reason);
      }
    }
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
      case ServerMessage.Offer m -> answers.received(m.id(), m);
      case ServerMessage.Enrolled m -> answers.received(m.id(), m);
      case ServerMessage.Welcome m -> answers.received(m.id(), m);
      case ServerMessage.Stored m -> answers.received(m.id(), m);
      case ServerMessage.Refused m -> answers.received(m.id(), m);
      case ServerMessage.Receipt m -> answers.received(m.id(), m);
      case ServerMessage.ConsentRecord m -> answers.received(m.id(), m);
    }
    closeIfIdle();
  }

  private void refresh(ServerMessage.Refresh refresh) {
    Sharing sharing = sharing(refresh.integrationId());
    if (listed.contains(refresh.integrationId()) && sharing.isActive()) {
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
    undelivered++;
    drop(reason.mayRetry() ? reason : Problem.of(ErrorCode.SERVER_FAILED));
  }

  void delivered() {
    undelivered = 0;
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
    take(NativeRequest.ToServer.class).forEach(r -> context.extension().error(r.id(), reason));
    List.copyOf(sharings.values()).forEach(sharing -> sharing.lost(reason));
    cancelRetry();
    if (listed.isEmpty()) {
      status = null;
      return;
    }
    boolean impostor =
        reason.is(ErrorCode.SERVER_IDENTITY_MISMATCH) || reason.is(ErrorCode.TLS_UNTRUSTED);
    if (impostor) {
      report(ChannelStatus.REFUSED, reason);
      schedule(context.timing().refused());
    } else if (reason.mayRetry() || reason.is(ErrorCode.NOT_AUTHENTICATED)) {
      report(ChannelStatus.OFFLINE, reason);
      schedule(context.delay(reason, Math.max(failures++, undelivered)));
    } else {
      report(ChannelStatus.REFUSED, reason);
    }
  }

  private void schedule(Duration delay) {
    cancelRetry();
    retry = context.timer().schedule(this::dialNow, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void cancelRetry() {
    if (retry != null) {
      retry.cancel(false);
      retry = null;
    }
  }

  private void closeIfIdle() {
    boolean needed =
        !listed.isEmpty()
            || !waiting.isEmpty()
            || !answers.isEmpty()
            || sharings.values().stream().anyMatch(Sharing::isAccepting);
    if (wire != null && !needed) {
      drop(Problem.of(ErrorCode.SERVER_UNREACHABLE));
    }
  }

  Sharing sharing(String integrationId) {
    return sharings.computeIfAbsent(integrationId, id -> new Sharing(id, this, context));
  }

  /** Takes over what the server says, and passes a new receipt on. */
  void update(Sharing sharing, IntegrationState state) {
    if (sharing.update(state) && listed.contains(state.integrationId())) {
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
      Function<Sealed, DeviceMessage> message) {
    Device known = Objects.requireNonNull(device);
    String deviceId = Objects.requireNonNull(known.id());
    return seal(
        known,
        Binding.sequenced(purpose, deviceId, integrationId, sequence),
        plaintext,
        answer,
        message);
  }

  boolean seal(
      Device by,
      Binding binding,
      byte[] plaintext,
      Answers.Answer<?> answer,
      Function<Sealed, DeviceMessage> message) {
    KeySet.@Nullable RecipientKey key =
        openWire().keySet().current(context.clock().instant()).orElse(null);
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
    openWire().send(message.apply(new Sealed(id, key.id(), text)));
    return true;
  }

  /** Sends a message that nothing is sealed in. */
  void send(Answers.Answer<?> answer, Function<String, DeviceMessage> message) {
    openWire().send(message.apply(answers.expect(answer)));
  }

  Wire openWire() {
    return Objects.requireNonNull(wire);
  }

  private <T extends NativeRequest.ToServer> List<T> take(Class<T> type) {
    List<T> taken = new ArrayList<>();
    for (Iterator<NativeRequest.ToServer> all = waiting.iterator(); all.hasNext(); ) {
      NativeRequest.ToServer request = all.next();
      if (type.isInstance(request)) {
        taken.add(type.cast(request));
        all.remove();
      }
    }
    return taken;
  }

  private void report(ChannelStatus newer, @Nullable Problem why) {
    boolean same = newer == status && Objects.equals(why, problem);
    status = newer;
    problem = why;
    if (!same || newer == ChannelStatus.ONLINE) {
      report();
    }
  }

  /** Tells the extension how the channel stands, if it asked to know. */
  void report() {
    if (status != null && !listed.isEmpty()) {
      List<IntegrationState> states = new ArrayList<>();
      for (String id : listed) {
        Sharing sharing = sharings.get(id);
        if (sharing != null && sharing.state() != null) {
          states.add(sharing.state());
        }
      }
      context.extension().status(server, status, problem, states);
    }
  }
}
