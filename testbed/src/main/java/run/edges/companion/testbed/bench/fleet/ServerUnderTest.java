package run.edges.companion.testbed.bench.fleet;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import run.edges.companion.testbed.product.ServerProcess;

/** The real server in a process of its own, with the flags that {@code ./dev run} gives it. */
public final class ServerUnderTest implements AutoCloseable {
  /** JVM flags of every server that is measured, ours and those beside it. */
  public static final List<String> JVM_FLAGS =
      List.of("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-Xmx2g");

  /** What every server that is measured serves with. */
  public static final String TLS_CERTIFICATE = "tls-certificate.pem";

  public static final String TLS_KEY = "tls-key.pem";

  private final ServerProcess process;

  /** A server that keeps its data here; it is not started yet. */
  public ServerUnderTest(Path dataFolder) {
    process = new ServerProcess(dataFolder);
    JVM_FLAGS.forEach(process::withJvmFlag);
    process.with("EDGES_COMPANION_CHANNEL_MESSAGES_PER_MINUTE", "100000000");
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

  public Path dataFolder() {
    return process.dataFolder();
  }

  /** Where devices connect. */
  public URI channel() {
    return URI.create("wss://localhost:" + process.port() + "/channel");
  }

  /** Makes an identity and issues a shared link for it. */
  public String issueLink(RestApi api, String identity) throws IOException, InterruptedException {
    JsonObject body = new JsonObject();
    body.addProperty("name", identity);
    String uid = api.post("/v1/identities", body).get("uid").getAsString();
    return api.post("/v1/identities/" + uid + "/shared-links", new JsonObject())
        .get("url")
        .getAsString();
  }

  /** The REST API, with the key that the server left for the command line. */
  public RestApi api() throws IOException {
    return new RestApi(
        process.url(), Files.readString(process.dataFolder().resolve("api-key")).strip());
  }

  @Override
  public void close() {
    process.close();
  }
}
