package run.edges.companion.testbed.bench.fleet;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import run.edges.companion.protocol.seal.Binding;
import run.edges.companion.protocol.seal.Envelope;
import run.edges.companion.protocol.seal.KeyPair;
import run.edges.companion.protocol.seal.Purpose;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.statement.KeySet;
import run.edges.companion.protocol.statement.KeySet.RecipientKey;
import run.edges.companion.protocol.wire.CapturedSession;
import run.edges.companion.protocol.wire.DeviceMessage;
import run.edges.companion.protocol.wire.LinkedInMember;
import run.edges.companion.protocol.wire.ServerMessage;
import run.edges.companion.protocol.wire.SharedLink;
import run.edges.companion.protocol.wire.WireJson;

/**
 * An enrolled device. It speaks the protocol but checks nothing of what the server says.
 *
 * @param recipient the server's key to seal to
 */
public record Device(
    KeyPair key, String uid, String integrationUid, LinkedInMember member, RecipientKey recipient) {
  private static final List<String> ITEMS = List.of("li_at", "li_a", "user_agent");

  /** Enrols a new device on a new connection, which it closes. */
  static Device enrol(
      ClientLoop loop, ServerUnderTest server, SharedLink link, LinkedInMember who) {
    KeyPair key = KeyPair.generate();
    Connection connection = loop.connect(server.channel());
    try {
      var challenge = read(connection, ServerMessage.Challenge.class);
      RecipientKey recipient = recipient(challenge);
      var consent = new DeviceMessage.Consent("1", "bench", Instant.now(), ITEMS);
      var enrolment = new DeviceMessage.Enrolment(link.secret(), consent, who, "benchmark");
      Envelope sealed =
          Envelope.seal(
              key,
              recipient.publicKey(),
              Binding.enrol(challenge.nonce(), link.id(), key.publicKey()),
              WireJson.writeEnrolment(enrolment).getBytes(StandardCharsets.UTF_8));
      connection.send(
          WireJson.write(
              new DeviceMessage.Enrol(
                  "1", link.id(), key.publicKey(), recipient.id(), sealed.text())));
      var enrolled = read(connection, ServerMessage.Enrolled.class);
      return new Device(
          key, enrolled.deviceId(), enrolled.integration().integrationId(), who, recipient);
    } finally {
      connection.close();
    }
  }

  /** Opens a channel: TLS, WebSocket, challenge, {@code hello}, {@code welcome}. */
  public Connection connect(ClientLoop loop, ServerUnderTest server) {
    Connection connection = loop.connect(server.channel());
    String nonce = read(connection, ServerMessage.Challenge.class).nonce();
    Envelope proof =
        Envelope.seal(key, recipient.publicKey(), Binding.hello(nonce, uid), new byte[0]);
    connection.send(
        WireJson.write(new DeviceMessage.Hello("1", uid, recipient.id(), proof.text())));
    var _ = read(connection, ServerMessage.Welcome.class);
    return connection;
  }

  /** A {@code session} message with about 1 KiB of session in it, sealed. */
  public String session(long sequence) {
    Envelope sealed =
        Envelope.seal(
            key,
            recipient.publicKey(),
            Binding.sequenced(Purpose.SESSION, uid, integrationUid, sequence),
            captured(sequence).write());
    return WireJson.write(
        new DeviceMessage.Session(
            Long.toString(sequence),
            integrationUid,
            sequence,
            recipient.id(),
            sealed.text(),
            null));
  }

  private CapturedSession captured(long sequence) {
    return new CapturedSession(
        List.of(
            cookie("li_at", "AQED" + "x".repeat(200) + sequence), cookie("li_a", "y".repeat(200))),
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0",
        member);
  }

  private static CapturedSession.Cookie cookie(String name, String value) {
    return new CapturedSession.Cookie(
        name,
        SecretText.of(value),
        ".www.linkedin.com",
        "/",
        true,
        true,
        false,
        "no_restriction",
        Instant.parse("2027-11-24T00:00:00Z"));
  }

  private static RecipientKey recipient(ServerMessage.Challenge challenge) {
    byte[] payload = Base64.getUrlDecoder().decode(challenge.keySet().payload());
    return WireJson.GSON
        .fromJson(new String(payload, StandardCharsets.UTF_8), KeySet.class)
        .current(Instant.now())
        .orElseThrow();
  }

  private static <T extends ServerMessage> T read(Connection connection, Class<T> type) {
    ServerMessage message = WireJson.parseServerMessage(connection.read());
    if (!type.isInstance(message)) {
      throw new IllegalStateException("instead of " + type.getSimpleName() + ": " + message);
    }
    return type.cast(message);
  }
}
