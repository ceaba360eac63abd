package run.edges.companion.server.testing;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import run.edges.companion.protocol.seal.KeyPair;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.wire.SharedLink;
import run.edges.companion.server.Server;
import run.edges.companion.server.configuration.Configuration;
import run.edges.companion.server.configuration.ConfigurationReader;

/** A whole server in this JVM, and clients for it. */
public final class RunningServer implements AutoCloseable {
  private final Server server;
  private final Configuration configuration;
  private final Address address;
  private final Api api;

  private RunningServer(Server server, Configuration configuration) {
    this.server = server;
    this.configuration = configuration;
    this.address = Address.of(server.url(), server.fingerprint(), configuration.dataFolder());
    this.api = new Api(address, apiKey(configuration.dataFolder()));
  }

  /** Starts on a free port with SQLite in the folder. */
  public static RunningServer start(Path folder) {
    return start(configuration(folder, Map.of()), Clock.systemUTC());
  }

  public static RunningServer start(Configuration configuration, Clock clock) {
    return new RunningServer(Server.start(configuration, clock), configuration);
  }

  /** Settings for a free port and this data folder, and others by their variables' last part. */
  public static Configuration configuration(Path folder, Map<String, String> others) {
    Map<String, String> environment = new HashMap<>();
    environment.put("EDGES_COMPANION_HTTP_PORT", "0");
    environment.put("EDGES_COMPANION_DATA_FOLDER", folder.toString());
    others.forEach((name, value) -> environment.put("EDGES_COMPANION_" + name, value));
    return ConfigurationReader.read(Optional.empty(), environment).configuration();
  }

  public static String apiKey(Path folder) {
    try {
      return Files.readString(folder.resolve("api-key")).strip();
    } catch (IOException absent) {
      throw new AssertionError(absent);
    }
  }

  public Address address() {
    return address;
  }

  public Path folder() {
    return configuration.dataFolder();
  }

  public Api api() {
    return api;
  }

  /** A client of another workspace, which is made for it. */
  public Api otherWorkspace(String name) {
    JsonObject request = new JsonObject();
    request.addProperty("name", name);
    JsonObject created = Api.object(api.post("/v1/workspaces", request.toString()));
    return new Api(address, created.getAsJsonObject("api_key").get("key").getAsString());
  }

  /** A link of a new identity. */
  public SharedLink newLink() {
    return api.issueLink(api.createIdentity("Ada"));
  }

  public TestDevice device() {
    return TestDevice.connect(address);
  }

  public TestDevice device(KeyPair key) {
    return TestDevice.connect(address, key);
  }

  /** The link by which the first member gets into the dashboard. */
  public String invitation() {
    return server.firstInvitation().orElseThrow().reveal(SecretAccess.granted());
  }

  @Override
  public void close() {
    server.close();
  }
}
