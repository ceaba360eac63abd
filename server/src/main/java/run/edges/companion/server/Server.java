package run.edges.companion.server;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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
  public static Server start(Configuration configuration, Clock clock) {
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
    Vault vault = new Vault(keys.keyEncryptionKey());
    IdentityStore identities = new IdentityStore();
    LinkStore links = new LinkStore(vault);
    DeviceStore devices = new DeviceStore();
    IntegrationStore integrations = new IntegrationStore();
    SessionStore sessions = new SessionStore(vault);
    ConsentRecord consent = new ConsentRecord();
    Signals signals = new Signals();
    RefreshRequests refreshes = new RefreshRequests(database, consent, signals, clock);
    Revocation revocation =
        new Revocation(
            database,
            devices,
            integrations,
            sessions,
            consent,
            new Receipts(keys.identity()),
            clock);
    Channels channels =
        new Channels(
            new Channels.Services(
                database,
                keys,
                devices,
                integrations,
                consent,
                new Redemption(database, links, devices, integrations, consent, clock),
                new SessionIntake(database, devices, integrations, sessions, consent, clock),
                revocation,
                refreshes,
                signals,
                configuration.messagesPerMinute(),
                clock));
    IntegrationResource.Stores stores =
        new IntegrationResource.Stores(database, identities, integrations, devices, consent);
    CompletableFuture<URI> url = new CompletableFuture<>();
    Set<Object> resources =
        Set.of(
            new ApiKeyFilter(database, new WorkspaceStore()),
            new IdentityResource(database, identities, clock),
            new LinkResource(
                database,
                identities,
                links,
                () -> new LinkResource.Origin(url.join(), keys.identity().fingerprint()),
                configuration.linkLifetime(),
                clock),
            new IntegrationResource(stores, revocation, refreshes, signals),
            new IntegrationListResource(stores),
            new SharePage(database, links, configuration.extensionIds(), clock));
    HttpPort port =
        HttpPort.open(
            configuration.host(),
            configuration.port(),
            tls,
            resources,
            ChannelEndpoint.config(channels));
    url.complete(configuration.publicUrl().orElse(URI.create("https://localhost:" + port.port())));
    return new Server(database, channels, port, url.join(), keys.identity().fingerprint());
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
