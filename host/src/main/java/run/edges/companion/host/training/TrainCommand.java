package run.edges.companion.host.training;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import run.edges.companion.host.browser.Os;
import run.edges.companion.host.nativemessage.Caller;
import run.edges.companion.protocol.seal.KeyPair;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretBytes;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.statement.ServerIdentity;
import run.edges.companion.protocol.wire.DeviceMessage;
import run.edges.companion.protocol.wire.IntegrationState;
import run.edges.companion.protocol.wire.LinkedInMember;
import run.edges.companion.protocol.wire.ServerMessage;
import run.edges.companion.protocol.wire.SharedLink;

/**
 * Plays one accept, one reconnection and one change with the host as a child process, in which the
 * launcher lets the JVM record what it needed. Browser and server are played here, so that none of
 * them ends up in the cache. Does nothing if the cache is current.
 */
@Command(
    name = "train",
    hidden = true,
    description = "Makes the start-up cache.",
    mixinStandardHelpOptions = true)
public final class TrainCommand implements Callable<Integer> {
  private static final long LIMIT_SECONDS = 150;
  private static final LinkedInMember MEMBER = new LinkedInMember("1", null, "Training");
  private static final String MEMBER_JSON = "{\"number\": \"1\", \"name\": \"Training\"}";
  private static final String SESSION_JSON =
      """
      {"cookies": [{"name": "li_at", "value": "training", "domain": ".www.linkedin.com",
        "path": "/", "secure": true, "http_only": true, "host_only": false,
        "same_site": "no_restriction", "expires_at": "2030-01-01T00:00:00Z"}],
       "user_agent": "training", "linkedin_member": %s}
      """
          .formatted(MEMBER_JSON);

  private final ServerIdentity identity = ServerIdentity.generate();
  private final KeyPair recipient = KeyPair.generate();
  private final String integrationId = UUID.randomUUID().toString();
  private OutputStream toHost = OutputStream.nullOutputStream();
  private DataInputStream fromHost = new DataInputStream(InputStream.nullInputStream());

  @Override
  public Integer call() throws Exception {
    Path folder = Path.of(System.getProperty("run.edges.companion.folder"));
    StartUpCache cache = new StartUpCache(folder);
    if (cache.isCurrent()) {
      return 0;
    }
    Path home = Files.createTempDirectory("edges-companion-training");
    try {
      int status = record(folder.resolve(Os.current().launcher()), home, cache.next());
      if (status == 0) {
        cache.replace();
      }
      return status;
    } finally {
      Files.deleteIfExists(cache.next());
      delete(home);
    }
  }

  /** Plays the browser to the host, and the server in this process. */
  private int record(Path launcher, Path home, Path output)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(launcher.toString(), "chrome-extension://" + Caller.CHROMIUM_ID + "/")
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("EDGES_COMPANION_AOT_OUTPUT", output.toString());
    builder.environment().put("EDGES_COMPANION_HOME", home.toString());
    Process host = builder.start();
    toHost = host.getOutputStream();
    fromHost = new DataInputStream(host.getInputStream());
    try (LoopbackServer server = LoopbackServer.listen(LoopbackServer.makeKey(home), 0)) {
      play(server);
      toHost.close();
      // The JVM writes its cache before it ends.
      return host.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) ? host.exitValue() : 1;
    } finally {
      host.destroyForcibly();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private void play(LoopbackServer server) throws IOException {
    String profile = UUID.randomUUID().toString();
    tell(
        """
        {"type": "hello", "id": "1", "protocol": {"min": 1, "max": 1},
         "extension_version": "0", "profile_id": "%s", "device_name": "training"}
        """
            .formatted(profile));
    hear("hello");
    SharedLink link =
        new SharedLink(
            URI.create(server.url()),
            "A".repeat(22),
            SecretText.of("B".repeat(43)),
            identity.fingerprint());
    accept(server, link).close();
    tell(
        """
        {"type": "connect", "servers": [{"server": {"url": "%s", "fingerprint": "%s"},
         "integrations": ["%s"]}]}
        """
            .formatted(server.url(), identity.fingerprint(), integrationId));
    try (LoopbackPeer peer = server.accept()) {
      greet(server, peer);
      peer.send(
          new ServerMessage.Welcome(
              peer.receive(DeviceMessage.Hello.class).id(), profile, List.of(state(1))));
      push(peer);
      tell("{\"type\": \"changed\", \"reason\": \"COOKIE\"}");
      push(peer);
    }
  }

  private LoopbackPeer accept(LoopbackServer server, SharedLink link) throws IOException {
    tell(
        """
        {"type": "accept", "id": "2", "link": "%s", "linkedin_member": %s,
         "consent": {"text": "1", "text_sha256": "x", "accepted_at": "%s", "items": ["li_at"]}}
        """
            .formatted(link.text().reveal(SecretAccess.granted()), MEMBER_JSON, Instant.now()));
    LoopbackPeer peer = server.accept();
    greet(server, peer);
    DeviceMessage.Enrol enrol = peer.receive(DeviceMessage.Enrol.class);
    peer.send(new ServerMessage.Enrolled(enrol.id(), UUID.randomUUID().toString(), state(0)));
    push(peer);
    return peer;
  }

  private void greet(LoopbackServer server, LoopbackPeer peer) throws IOException {
    String nonce =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(SecretBytes.random(32).reveal(SecretAccess.granted()));
    peer.challenge(identity, recipient, nonce, List.of(server.keyHash()));
  }

  private void push(LoopbackPeer peer) throws IOException {
    String read = hear("read").get("id").getAsString();
    tell("{\"type\": \"session\", \"id\": \"%s\", \"session\": %s}".formatted(read, SESSION_JSON));
    DeviceMessage.Session session = peer.receive(DeviceMessage.Session.class);
    peer.send(new ServerMessage.Stored(session.id(), state(session.sequence())));
  }

  private IntegrationState state(long sequence) {
    return new IntegrationState(
        integrationId,
        "training",
        "training",
        IntegrationState.State.ACTIVE,
        IntegrationState.Status.VALID,
        null,
        MEMBER,
        Instant.now(),
        null,
        sequence,
        true,
        null,
        null);
  }

  private void tell(String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    toHost.write(
        ByteBuffer.allocate(Integer.BYTES)
            .order(ByteOrder.nativeOrder())
            .putInt(body.length)
            .array());
    toHost.write(body);
    toHost.flush();
  }

  /** Waits for the next frame of this type. */
  private JsonObject hear(String type) throws IOException {
    while (true) {
      byte[] header = fromHost.readNBytes(Integer.BYTES);
      int length = ByteBuffer.wrap(header).order(ByteOrder.nativeOrder()).getInt();
      String body = new String(fromHost.readNBytes(length), StandardCharsets.UTF_8);
      JsonObject frame = JsonParser.parseString(body).getAsJsonObject();
      if (frame.get("type").getAsString().equals(type)) {
        return frame;
      }
    }
  }
}
