package run.edges.companion.server;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.server.channel.ChannelEndpoint;
import run.edges.companion.server.channel.Channels;
import run.edges.companion.server.configuration.Configuration;
import run.edges.companion.server.consent.ConsentRecord;
import run.edges.companion.server.consent.Receipts;
import run.edges.companion.server.database.Database;
import run.edges.companion.server.database.DatabaseLocation;
import run.edges.companion.server.device.DeviceStore;
import run.edges.companion.server.http.HttpPort;
import run.edges.companion.server.identity.IdentityResource;
import run.edges.companion.server.identity.IdentityStore;
import run.edges.companion.server.integration.IntegrationListResource;
import run.edges.companion.server.integration.IntegrationResource;
import run.edges.companion.server.integration.IntegrationStore;
import run.edges.companion.server.integration.RefreshRequests;
import run.edges.companion.server.integration.Revocation;
import run.edges.companion.server.integration.SessionIntake;
import run.edges.companion.server.integration.SessionStore;
import run.edges.companion.server.integration.Signals;
import run.edges.companion.server.keys.KeyFile;
import run.edges.companion.server.keys.ServerKeys;
import run.edges.companion.server.keys.TlsCertificate;
import run.edges.companion.server.link.LinkResource;
import run.edges.companion.server.link.LinkStore;
import run.edges.companion.server.link.Redemption;
import run.edges.companion.server.link.SharePage;
import run.edges.companion.server.vault.Vault;
import run.edges.companion.server.workspace.ApiKey;
import run.edges.companion.server.workspace.ApiKeyFilter;
import run.edges.companion.server.workspace.WorkspaceStore;

/** The composition root: everything is made and wired here, by hand. */
public final class Server implements AutoCloseable {
  private final Database database;
  private final Channels channels;
  private final HttpPort port;
  private final URI url;
  private final String fingerprint;

  private Server(Database database, Channels channels, HttpPort port, URI url, String fingerprint) {
    this.database = database;
    this.channels = channels;
    this.port = port;
    this.url = url;
    this.fingerprint = fingerprint;
  }

  /**
   * Starts a server.
   *
   * @throws run.edges.companion.server.configuration.ConfigurationException if it cannot start as
   *     configured
   */
  public static Server start(Configuration configuration, Clock source) {
    // What is stored has milliseconds; what is said must not have more.
    Clock clock = Clock.tick(source, Duration.ofMillis(1));
    TlsCertificate certificate = TlsCertificate.open(configuration, clock);
    ServerKeys keys =
        ServerKeys.open(configuration.dataFolder(), certificate.publicKeyHash(), clock);
    Database database = Database.open(DatabaseLocation.of(configuration));
    try {
      createFirstWorkspace(database, configuration, clock);
      return wire(configuration, certificate.serverContext(), keys, database, clock);
    } catch (RuntimeException failed) {
      database.close();
      throw failed;
    }
  }

  /** Public origin, as links carry it. */
  public URI url() {
    return url;
  }

  public String fingerprint() {
    return fingerprint;
  }

  /** Takes no more requests, tells the devices, and ends when every accepted write is on disk. */
  @Override
  public void close() {
    channels.close();
    port.close();
    database.close();
  }

  private static Server wire(
      Configuration configuration,
      SSLContext tls,
      ServerKeys keys,
      Database database,
      Clock clock) {
    LinkStore links = new LinkStore(new Vault(keys.keyEncryptionKey()));
    Channels.Services services = services(configuration, keys, database, links, clock);
    Channels channels = new Channels(services);
    CompletableFuture<URI> url = new CompletableFuture<>();
    HttpPort port =
        HttpPort.open(
            configuration.host(),
            configuration.port(),
            tls,
            resources(configuration, services, links, url::join),
            ChannelEndpoint.config(channels));
    url.complete(configuration.publicUrl().orElse(URI.create("https://localhost:" + port.port())));
    return new Server(database, channels, port, url.join(), keys.identity().fingerprint());
  }

  private static Channels.Services services(
      Configuration configuration,
      ServerKeys keys,
      Database database,
      LinkStore links,
      Clock clock) {
    DeviceStore devices = new DeviceStore();
    IntegrationStore integrations = new IntegrationStore();
    SessionStore sessions = new SessionStore(new Vault(keys.keyEncryptionKey()));
    ConsentRecord consent = new ConsentRecord();
    Signals signals = new Signals();
    Receipts receipts = new Receipts(keys.identity());
    return new Channels.Services(
        database,
        keys,
        devices,
        integrations,
        consent,
        new Redemption(database, links, devices, integrations, consent, clock),
        new SessionIntake(database, devices, integrations, sessions, consent, clock),
        new Revocation(database, devices, integrations, sessions, consent, receipts, clock),
        new RefreshRequests(database, consent, signals, clock),
        signals,
        configuration.messagesPerMinute(),
        clock);
  }

  private static Set<Object> resources(
      Configuration configuration, Channels.Services services, LinkStore links, Supplier<URI> url) {
    Database database = services.database();
    Clock clock = services.clock();
    IdentityStore identities = new IdentityStore();
    IntegrationResource.Stores stores =
        new IntegrationResource.Stores(
            database, identities, services.integrations(), services.devices(), services.consent());
    String fingerprint = services.keys().identity().fingerprint();
    return Set.of(
        new ApiKeyFilter(database, new WorkspaceStore()),
        new IdentityResource(database, identities, clock),
        new LinkResource(
            database,
            identities,
            links,
            () -> new LinkResource.Origin(url.get(), fingerprint),
            configuration.linkLifetime(),
            clock),
        new IntegrationResource(
            stores, services.revocation(), services.refreshes(), services.signals()),
        new IntegrationListResource(stores),
        new SharePage(database, links, configuration.extensionIds(), clock));
  }

  private static void createFirstWorkspace(
      Database database, Configuration configuration, Clock clock) {
    WorkspaceStore workspaces = new WorkspaceStore();
    Path keyFile = configuration.dataFolder().resolve(ApiKey.FILE);
    String key =
        KeyFile.readOrCreate(keyFile, () -> ApiKey.generate().reveal(SecretAccess.granted()));
    boolean known =
        database.read(handle -> workspaces.findByApiKey(handle, SecretText.of(key))).isPresent();
    if (!known) {
      database.write(handle -> {
        var workspace =
            workspaces
                .findFirst(handle)
                .orElseGet(() ->
                    workspaces.create(handle, configuration.workspaceName(), clock.instant()));
        workspaces.addApiKey(
            handle, workspace.uid(), "command line", SecretText.of(key), clock.instant());
        return workspace;
      });
    }
  }
}
