package run.edges.companion.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.seal.Binding;
import run.edges.companion.protocol.seal.Envelope;
import run.edges.companion.protocol.seal.KeyPair;
import run.edges.companion.protocol.seal.Purpose;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.statement.KeySet;
import run.edges.companion.protocol.statement.Statement;
import run.edges.companion.protocol.wire.CapturedSession;
import run.edges.companion.protocol.wire.DeviceMessage;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.IntegrationState;
import run.edges.companion.protocol.wire.LinkedInMember;
import run.edges.companion.protocol.wire.ServerMessage;
import run.edges.companion.protocol.wire.SharedLink;
import run.edges.companion.protocol.wire.WireJson;

/**
 * A device as {@code docs/protocol.md} describes it, on a channel of its own. Methods that return a
 * {@link ServerMessage} return whatever the server answered; the others fail unless it agreed.
 */
public final class TestDevice implements AutoCloseable {
  public static final String SUBPROTOCOL = "edges-companion.1";

  private final KeyPair key;
  private final Inbox inbox;
  private final WebSocket socket;
  private final ServerMessage.Challenge challenge;
  private final KeySet.RecipientKey recipient;
  private final Map<String, Long> sequences = new ConcurrentHashMap<>();
  private final AtomicInteger ids = new AtomicInteger();
  private @Nullable String uid;

  private TestDevice(KeyPair key, Inbox inbox, WebSocket socket, String fingerprint) {
    this.key = key;
    this.inbox = inbox;
    this.socket = socket;
    this.challenge = inbox.answer(ServerMessage.Challenge.class);
    this.recipient = recipient(challenge, fingerprint);
  }

  /** Connects with a new key and checks the challenge. */
  public static TestDevice connect(Address address) {
    return connect(address, KeyPair.generate());
  }

  public static TestDevice connect(Address address, KeyPair key) {
    Inbox inbox = new Inbox();
    WebSocket socket =
        address
            .http()
            .newWebSocketBuilder()
            .subprotocols(SUBPROTOCOL)
            .buildAsync(channel(address.url()), inbox)
            .join();
    return new TestDevice(key, inbox, socket, address.fingerprint());
  }

  /** Where a server's devices connect to. */
  public static URI channel(URI url) {
    return URI.create("wss://" + url.getRawAuthority() + "/channel");
  }

  /** The key to seal to, out of a challenge whose signature holds. */
  public static KeySet.RecipientKey recipient(
      ServerMessage.Challenge challenge, String fingerprint) {
    String payload =
        challenge
            .keySet()
            .verify(Statement.Purpose.KEY_SET, challenge.serverIdentityKey(), fingerprint)
            .orElseThrow(() -> new AssertionError("the key set is not the pinned server's"));
    // The key set may start at a moment that a test's clock puts in the future.
    KeySet keySet = WireJson.GSON.fromJson(payload, KeySet.class);
    Instant now = Instant.now();
    return keySet.current(now).orElseGet(() -> keySet.keys().getFirst());
  }

  public KeyPair key() {
    return key;
  }

  public String uid() {
    return Objects.requireNonNull(uid, "not authenticated");
  }

  public ServerMessage.Challenge challenge() {
    return challenge;
  }

  public KeySet.RecipientKey recipient() {
    return recipient;
  }

  public Inbox inbox() {
    return inbox;
  }

  public String nextId() {
    return "t" + ids.incrementAndGet();
  }

  public long nextSequence(String integrationId) {
    return sequences.merge(integrationId, 1L, Long::sum);
  }

  public void send(String text) {
    socket.sendText(text, true).join();
  }

  public void sendBinary(byte[] bytes) {
    socket.sendBinary(java.nio.ByteBuffer.wrap(bytes), true).join();
  }

  /** Sends a request and waits for its answer. */
  public ServerMessage ask(DeviceMessage request) {
    send(WireJson.write(request));
    return inbox.answer(ServerMessage.class);
  }

  public ServerMessage inspect(String linkId) {
    return ask(new DeviceMessage.Inspect(nextId(), linkId));
  }

  public ServerMessage enrol(SharedLink link, DeviceMessage.Enrolment enrolment) {
    Binding binding = Binding.enrol(challenge.nonce(), link.id(), key.publicKey());
    String plaintext = WireJson.writeEnrolment(enrolment);
    return ask(
        new DeviceMessage.Enrol(
            nextId(),
            link.id(),
            key.publicKey(),
            recipient.id(),
            seal(binding, plaintext.getBytes(StandardCharsets.UTF_8))));
  }

  public ServerMessage enrol(SharedLink link, LinkedInMember member) {
    return enrol(link, Samples.enrolment(link, member));
  }

  /** Enrols as Ada; returns the integration's state. */
  public IntegrationState accept(SharedLink link) {
    ServerMessage answer = enrol(link, Samples.ADA);
    assertThat(answer).isInstanceOf(ServerMessage.Enrolled.class);
    ServerMessage.Enrolled enrolled = (ServerMessage.Enrolled) answer;
    uid = enrolled.deviceId();
    sequences.put(enrolled.integration().integrationId(), enrolled.integration().sequence());
    return enrolled.integration();
  }

  public DeviceMessage.Hello helloMessage(String deviceId, Binding binding) {
    return new DeviceMessage.Hello(nextId(), deviceId, recipient.id(), seal(binding, new byte[0]));
  }

  public ServerMessage tryHello(String deviceId) {
    return ask(helloMessage(deviceId, Binding.hello(challenge.nonce(), deviceId)));
  }

  /** Authenticates; returns the states of the device's integrations. */
  public List<IntegrationState> hello(String deviceId) {
    ServerMessage answer = tryHello(deviceId);
    assertThat(answer).isInstanceOf(ServerMessage.Welcome.class);
    ServerMessage.Welcome welcome = (ServerMessage.Welcome) answer;
    uid = welcome.deviceId();
    welcome.integrations().forEach(state -> sequences.put(state.integrationId(), state.sequence()));
    return welcome.integrations();
  }

  public DeviceMessage.Session sessionMessage(
      String integrationId, long sequence, byte[] plaintext, @Nullable String replyTo) {
    String envelope = seal(bind(Purpose.SESSION, integrationId, sequence), plaintext);
    return new DeviceMessage.Session(
        nextId(), integrationId, sequence, recipient.id(), envelope, replyTo);
  }

  public ServerMessage session(String integrationId, long sequence, CapturedSession session) {
    return ask(sessionMessage(integrationId, sequence, session.write(), null));
  }

  /** Stores a session under the next sequence; returns the integration's state. */
  public IntegrationState store(String integrationId, CapturedSession session) {
    return store(integrationId, session, null);
  }

  public IntegrationState store(
      String integrationId, CapturedSession session, @Nullable String replyTo) {
    return stored(
        ask(sessionMessage(integrationId, nextSequence(integrationId), session.write(), replyTo)));
  }

  /** Says that there is no session; returns the integration's state. */
  public IntegrationState unavailable(
      String integrationId, ErrorCode reason, @Nullable String replyTo) {
    long sequence = nextSequence(integrationId);
    String plaintext = WireJson.GSON.toJson(new DeviceMessage.Unavailability(reason));
    String envelope =
        seal(
            bind(Purpose.UNAVAILABLE, integrationId, sequence),
            plaintext.getBytes(StandardCharsets.UTF_8));
    return stored(
        ask(
            new DeviceMessage.Unavailable(
                nextId(), integrationId, sequence, recipient.id(), envelope, replyTo)));
  }

  public ServerMessage revoke(String integrationId) {
    long sequence = nextSequence(integrationId);
    String envelope =
        seal(
            bind(Purpose.REVOKE, integrationId, sequence),
            "{}".getBytes(StandardCharsets.US_ASCII));
    return ask(
        new DeviceMessage.Revoke(nextId(), integrationId, sequence, recipient.id(), envelope));
  }

  /** Pauses sharing with this plaintext, under a sequence. */
  public ServerMessage pause(String integrationId, long sequence, String plaintext) {
    String envelope =
        seal(
            bind(Purpose.PAUSE, integrationId, sequence),
            plaintext.getBytes(StandardCharsets.UTF_8));
    return ask(
        new DeviceMessage.Pause(nextId(), integrationId, sequence, recipient.id(), envelope));
  }

  /** Pauses sharing, or lets it go on if there is no time; returns the integration's state. */
  public IntegrationState pause(String integrationId, @Nullable Instant until) {
    return stored(
        pause(
            integrationId,
            nextSequence(integrationId),
            WireJson.GSON.toJson(new DeviceMessage.Pausing(until))));
  }

  public ServerMessage record(String integrationId) {
    return ask(new DeviceMessage.ReadRecord(nextId(), integrationId));
  }

  /** The address of the owner's page. */
  public URI ownerPage(String integrationId) {
    ServerMessage answer = ask(new DeviceMessage.OwnerPage(nextId(), integrationId));
    assertThat(answer).isInstanceOf(ServerMessage.OwnerPage.class);
    return URI.create(((ServerMessage.OwnerPage) answer).url().reveal(SecretAccess.granted()));
  }

  /** A whole exchange, so that what was said before has arrived on both sides. */
  public void exchange() {
    assertThat(inspect("no-such-link-0000000001")).isInstanceOf(ServerMessage.Refused.class);
  }

  public String seal(Binding binding, byte[] plaintext) {
    return Envelope.seal(key, recipient.publicKey(), binding, plaintext).text();
  }

  public Binding bind(Purpose purpose, String integrationId, long sequence) {
    return Binding.sequenced(purpose, uid(), integrationId, sequence);
  }

  @Override
  public void close() {
    socket.abort();
  }

  private static IntegrationState stored(ServerMessage answer) {
    assertThat(answer).isInstanceOf(ServerMessage.Stored.class);
    return ((ServerMessage.Stored) answer).integration();
  }
}
