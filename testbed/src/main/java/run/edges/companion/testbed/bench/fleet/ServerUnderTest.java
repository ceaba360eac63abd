package run.edges.companion.testbed.bench.fleet;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import run.edges.companion.protocol.api.CompanionClient;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.wire.SharedLink;
import run.edges.companion.testbed.product.ServerApi;
import run.edges.companion.testbed.product.ServerProcess;

/** The real server in a process of its own. */
public final class ServerUnderTest implements AutoCloseable {
  /** JVM flags of every server that is measured, ours and the one beside it. */
  public static final List<String> JVM_FLAGS =
      List.of("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-Xmx2g");

  private static final String NO_LIMIT = "100000000";

  private final ServerProcess process;

  /** A server that keeps its data here; it is not started yet. */
  public ServerUnderTest(Path dataFolder) {
    process = new ServerProcess(dataFolder);
    JVM_FLAGS.forEach(process::withJvmFlag);
    process.with("EDGES_COMPANION_CHANNEL_MESSAGES_PER_MINUTE", NO_LIMIT);
    process.with("EDGES_COMPANION_API_REQUESTS_PER_MINUTE", NO_LIMIT);
  }

  /** Sets a configuration variable for later starts. */
  public ServerUnderTest with(String variable, String value) {
    process.with(variable, value);
    return this;
  }

  public ServerUnderTest start() {
    process.start();
    return this;
  }

  public void stop() {
    process.stop();
  }

  public long pid() {
    return process.pid();
  }

  public Path certificate() {
    return process.certificate();
  }

  public Path key() {
    return process.dataFolder().resolve("tls/key.pem");
  }

  /** The embedded database. */
  public Path database() {
    return process.dataFolder().resolve("companion.db");
  }

  public URI url() {
    return process.url();
  }

  /** The file with the first API key. */
  public Path apiKey() {
    return process.dataFolder().resolve("api-key");
  }

  /** A client with every scope. Its connections end with this start of the server. */
  public CompanionClient client() throws IOException {
    String key = Files.readString(apiKey()).strip();
    return new CompanionClient(
        process.url(), SecretText.of(key), CompanionClient.trusting(certificate()));
  }

  /** Where devices connect. */
  public URI channel() {
    return channel(process.port());
  }

  /** Where devices of a server on this port connect. */
  public static URI channel(int port) {
    return URI.create("wss://localhost:" + port + "/channel");
  }

  /** As {@link ServerProcess#firstSignIn}. */
  public String firstSignIn() {
    return process.firstSignIn();
  }

  /** Makes an identity and issues a shared link for it. */
  public SharedLink issueLink(String identity) {
    ServerApi api = new ServerApi(process);
    return SharedLink.parse(api.issueLink(api.createIdentity(identity))).orElseThrow();
  }

  @Override
  public void close() {
    process.close();
  }
}
