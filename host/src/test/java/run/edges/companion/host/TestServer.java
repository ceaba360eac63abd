package run.edges.companion.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import run.edges.companion.host.training.LoopbackPeer;
import run.edges.companion.host.training.LoopbackServer;
import run.edges.companion.protocol.seal.Binding;
import run.edges.companion.protocol.seal.Envelope;
import run.edges.companion.protocol.seal.KeyPair;
import run.edges.companion.protocol.seal.Purpose;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretBytes;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.statement.ServerIdentity;
import run.edges.companion.protocol.statement.Statement;
import run.edges.companion.protocol.wire.CapturedSession;
import run.edges.companion.protocol.wire.DeviceMessage;
import run.edges.companion.protocol.wire.DeviceMessage.Enrolment;
import run.edges.companion.protocol.wire.IntegrationState;
import run.edges.companion.protocol.wire.LinkedInMember;
import run.edges.companion.protocol.wire.Receipt;
import run.edges.companion.protocol.wire.ServerMessage;
import run.edges.companion.protocol.wire.SharedLink;
import run.edges.companion.protocol.wire.WireJson;

/** The server's side of docs/protocol.md, step by step: opens what the host seals, or fails. */
public final class TestServer implements AutoCloseable {
  public static final LinkedInMember MEMBER = new LinkedInMember("42", "ACoAAA", "Ada Owner");
  public static final String COOKIE = "AQEDAplantedCookieValue0123456789";
  private static final KeyStore TLS_KEY = makeKey();

  private final LoopbackServer listener;
  private final ServerIdentity identity;
  private final String deviceId = UUID.randomUUID().toString();
  private final String integrationId = UUID.randomUUID().toString();
  private final String linkId = random(16);
  private final String linkSecret = random(32);
  private KeyPair recipient = KeyPair.generate();
  private String nonce = "";
  private @Nullable String devicePublicKey;

  private TestServer(LoopbackServer listener, ServerIdentity identity) {
    this.listener = listener;
    this.identity = identity;
  }

  public static TestServer start() {
    return start(TLS_KEY, 0, ServerIdentity.generate());
  }

  public static TestServer start(KeyStore tlsKey, int port, ServerIdentity identity) {
    try {
      return new TestServer(LoopbackServer.listen(tlsKey, port), identity);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  public static KeyStore makeKey() {
    try {
      Path folder = Files.createTempDirectory("tls");
      try {
        return LoopbackServer.makeKey(folder);
      } finally {
        Files.delete(folder);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  public static KeyStore tlsKey() {
    return TLS_KEY;
  }

  public static String random(int bytes) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(SecretBytes.random(bytes).reveal(SecretAccess.granted()));
  }

  public LoopbackServer listener() {
    return listener;
  }

  public ServerIdentity identity() {
    return identity;
  }

  public String integrationId() {
    return integrationId;
  }

  public String deviceId() {
    return deviceId;
  }

  public String nonce() {
    return nonce;
  }

  public void rotateRecipientKey() {
    recipient = KeyPair.generate();
  }

  public SharedLink link() {
    return new SharedLink(
        URI.create(listener.url()), linkId, SecretText.of(linkSecret), identity.fingerprint());
  }

  // What the extension sends.

  public String inspectFrame(String id) {
    return "{\"type\":\"inspect\",\"id\":\"%s\",\"link\":\"%s\"}".formatted(id, linkText());
  }

  public String acceptFrame(String id) {
    return """
    {"type": "accept", "id": "%s", "link": "%s",
     "consent": {"text": "1", "text_sha256": "abc", "accepted_at": "2026-11-24T06:08:06.123Z",
       "items": ["li_at", "li_a", "user_agent"]},
     "linkedin_member": {"number": "42", "entity": "ACoAAA", "name": "Ada Owner"}}
    """
        .formatted(id, linkText());
  }

  public String connectFrame() {
    return """
    {"type": "connect", "servers": [{"server": %s, "integrations": ["%s"]}]}
    """
        .formatted(serverJson(), integrationId);
  }

  public String serverJson() {
    return "{\"url\": \"%s\", \"fingerprint\": \"%s\"}"
        .formatted(listener.url(), identity.fingerprint());
  }

  public static String sessionFrame(String readId, String cookie) {
    return """
    {"type": "session", "id": "%s", "session": {"cookies": [{"name": "li_at", "value": "%s",
      "domain": ".www.linkedin.com", "path": "/", "secure": true, "http_only": true,
      "host_only": false, "same_site": "no_restriction", "expires_at": "2027-11-24T06:08:06.123Z"}],
      "user_agent": "Mozilla/5.0",
      "linkedin_member": {"number": "42", "entity": "ACoAAA", "name": "Ada Owner"}}}
    """
        .formatted(readId, cookie);
  }

  private String linkText() {
    return link().text().reveal(SecretAccess.granted());
  }

  // What the server does.

  /** Admits a connection and challenges it. */
  public LoopbackPeer challenge() throws IOException {
    return challenge(List.of(listener.keyHash()));
  }

  public LoopbackPeer challenge(List<String> tlsKeys) throws IOException {
    LoopbackPeer peer = listener.accept();
    nonce = random(32);
    peer.challenge(identity, recipient, nonce, tlsKeys);
    return peer;
  }

  /** Waits for an enrol that proves the link's secret, and admits the device. */
  public Enrolment enrol(LoopbackPeer peer, long sequence) throws IOException {
    DeviceMessage.Enrol enrol = peer.receive(DeviceMessage.Enrol.class);
    Enrolment enrolment = open(enrol);
    peer.send(new ServerMessage.Enrolled(enrol.id(), deviceId, state(sequence)));
    return enrolment;
  }

  public Enrolment open(DeviceMessage.Enrol enrol) {
    devicePublicKey = enrol.devicePublicKey();
    byte[] plaintext =
        open(enrol.envelope(), Binding.enrol(nonce, linkId, enrol.devicePublicKey()));
    Enrolment enrolment =
        WireJson.parseEnrolment(new String(plaintext, StandardCharsets.UTF_8)).orElseThrow();
    if (!enrolment.linkSecret().equals(SecretText.of(linkSecret))) {
      throw new AssertionError("another link's secret");
    }
    return enrolment;
  }

  /** Waits for a hello that proves the device key, and welcomes the device. */
  public void welcome(LoopbackPeer peer, IntegrationState... states) throws IOException {
    DeviceMessage.Hello hello = peer.receive(DeviceMessage.Hello.class);
    open(hello.envelope(), Binding.hello(nonce, hello.deviceId()));
    peer.send(new ServerMessage.Welcome(hello.id(), deviceId, List.of(states)));
  }

  /** Waits for a session and opens it, without an answer. */
  public DeviceMessage.Session receiveSession(LoopbackPeer peer) throws IOException {
    DeviceMessage.Session session = peer.receive(DeviceMessage.Session.class);
    open(session, Purpose.SESSION);
    return session;
  }

  /** Waits for a session and stores it. Returns its li_at. */
  public String store(LoopbackPeer peer, long sequence) throws IOException {
    DeviceMessage.Session session = peer.receive(DeviceMessage.Session.class);
    if (session.sequence() != sequence) {
      throw new AssertionError("sequence " + session.sequence() + " instead of " + sequence);
    }
    CapturedSession captured = CapturedSession.parse(open(session, Purpose.SESSION)).orElseThrow();
    peer.send(new ServerMessage.Stored(session.id(), state(sequence)));
    return captured.find("li_at").orElseThrow().value().reveal(SecretAccess.granted());
  }

  public byte[] open(DeviceMessage.Sequenced message, Purpose purpose) {
    return open(
        message.envelope(),
        Binding.sequenced(purpose, deviceId, message.integrationId(), message.sequence()));
  }

  private byte[] open(String envelope, Binding binding) {
    String sender = Optional.ofNullable(devicePublicKey).orElseThrow();
    return Envelope.parse(envelope)
        .flatMap(sealed -> sealed.open(recipient, sender, binding))
        .orElseThrow(() -> new AssertionError("the envelope does not open"));
  }

  public IntegrationState state(long sequence) {
    return state(IntegrationState.State.ACTIVE, sequence, null, null);
  }

  public IntegrationState pausedState(long sequence, Instant until) {
    return state(IntegrationState.State.ACTIVE, sequence, until, null);
  }

  public IntegrationState revokedState(long sequence) {
    return state(IntegrationState.State.REVOKED, sequence, null, receipt());
  }

  public Statement receipt() {
    Receipt receipt =
        new Receipt(
            integrationId,
            "Acme",
            "ada",
            MEMBER,
            Receipt.RevokedBy.OPERATOR,
            Instant.now(),
            new Receipt.ConsentRecord(1, random(32)));
    return identity.sign(Statement.Purpose.RECEIPT, WireJson.GSON.toJson(receipt));
  }

  private IntegrationState state(
      IntegrationState.State state,
      long sequence,
      @Nullable Instant pausedUntil,
      @Nullable Statement receipt) {
    return new IntegrationState(
        integrationId,
        "Acme",
        "ada",
        state,
        IntegrationState.Status.VALID,
        null,
        MEMBER,
        sequence == 0 ? null : Instant.now(),
        pausedUntil,
        sequence,
        true,
        receipt,
        receipt == null ? null : identity.publicKey());
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
