package run.edges.companion.server;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.server.channel.ChannelEndpoint;
import run.edges.companion.server.channel.Channels;
import run.edges.companion.server.configuration.Configuration;
import run.edges.companion.server.consent.ConsentRecord;
import run.edges.companion.server.consent.Receipts;
import run.edges.companion.server.dashboard.Api;
import run.edges.companion.server.dashboard.IntegrationPage;
import run.edges.companion.server.database.Database;
import run.edges.companion.server.database.DatabaseLocation;
import run.edges.companion.server.database.Schedule;
import run.edges.companion.server.device.DeviceStore;
import run.edges.companion.server.health.ServerHealth;
import run.edges.companion.server.http.HttpPort;
import run.edges.companion.server.http.RateLimit;
import run.edges.companion.server.idempotency.IdempotencyFilter;
import run.edges.companion.server.idempotency.IdempotencyStore;
import run.edges.companion.server.identity.IdentityResource;
import run.edges.companion.server.identity.IdentityStore;
import run.edges.companion.server.integration.IntegrationBodies;
import run.edges.companion.server.integration.IntegrationListResource;
import run.edges.companion.server.integration.IntegrationResource;
import run.edges.companion.server.integration.IntegrationStore;
import run.edges.companion.server.integration.RefreshRequests;
import run.edges.companion.server.integration.Revocation;
import run.edges.companion.server.integration.SessionIntake;
import run.edges.companion.server.integration.SessionStore;
import run.edges.companion.server.integration.Signals;
import run.edges.companion.server.keys.ServerKeys;
import run.edges.companion.server.keys.TlsCertificate;
import run.edges.companion.server.link.LinkResource;
import run.edges.companion.server.link.LinkStore;
import run.edges.companion.server.link.LoginLinkResource;
import run.edges.companion.server.link.OwnerLinks;
import run.edges.companion.server.link.Redemption;
import run.edges.companion.server.outbox.Outbox;
import run.edges.companion.server.outbox.OutboxStore;
import run.edges.companion.server.outgoing.OutgoingTls;
import run.edges.companion.server.owner.OwnerTokens;
import run.edges.companion.server.page.Pages;
import run.edges.companion.server.pause.Pauses;
import run.edges.companion.server.release.SessionResource;
import run.edges.companion.server.setup.Setup;
import run.edges.companion.server.timeline.NoteStore;
import run.edges.companion.server.upstream.UpstreamStore;
import run.edges.companion.server.vault.Vault;
import run.edges.companion.server.verification.VerificationStore;
import run.edges.companion.server.verification.Warnings;
import run.edges.companion.server.webhook.IntegrationEvents;
import run.edges.companion.server.webhook.WebhookResource;
import run.edges.companion.server.webhook.WebhookSender;
import run.edges.companion.server.webhook.WebhookStore;
import run.edges.companion.server.workspace.ApiKeyFilter;
import run.edges.companion.server.workspace.ApiKeyResource;
import run.edges.companion.server.workspace.ApiKeyStore;
import run.edges.companion.server.workspace.MemberResource;
import run.edges.companion.server.workspace.MemberStore;
import run.edges.companion.server.workspace.ScopeFeature;
import run.edges.companion.server.workspace.WorkspaceResource;
import run.edges.companion.server.workspace.WorkspaceStore;

/** The composition root: everything is made and wired here, by hand. */
public final class Server implements AutoCloseable {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Configuration configuration;
  private final Clock clock;
  private final ServerKeys keys;
  private final Database database;
  private final Vault vault;

  private final WorkspaceStore workspaces = new WorkspaceStore();
  private final MemberStore members = new MemberStore();
  private final ApiKeyStore apiKeys = new ApiKeyStore();
  private final IdentityStore identities = new IdentityStore();
  private final OutboxStore outboxStore = new OutboxStore();
  private final UpstreamStore upstream = new UpstreamStore();
  private final Signals signals = new Signals();

  /** Requests come as soon as the port is open; only then it is known which one it is. */
  private final CompletableFuture<URI> publicUrl = new CompletableFuture<>();

  private final Pages pages = new Pages(publicUrl::join);
  private final LinkStore links;
  private final OwnerLinks ownerLinks;
  private final WebhookStore webhooks;
  private final IntegrationEvents events;
  private final Revocation.Stores stores;
  private final Revocation revocation;
  private final SessionIntake intake;
  private final RefreshRequests refreshes;
  private final Pauses pauses;
  private final OwnerTokens ownerTokens;
  private final WebhookSender webhookSender;
  private final LinkedInParts linkedin;

  private final Channels channels;
  private final Outbox outbox;
  private final Schedule schedule;
  private volatile @Nullable Schedule sweeps;
  private final Api api;
  private final DashboardParts dashboard;
  private final HttpPort port;
  private final URI url;

  private Server(
      Configuration configuration,
      Clock clock,
      ServerKeys keys,
      Database database,
      SSLContext tls,
      SSLContext outgoingTls) {
    this.configuration = configuration;
    this.clock = clock;
    this.keys = keys;
    this.database = database;
    new FirstWorkspace(database, workspaces, members, apiKeys, clock).create(configuration);
    vault = new Vault(keys.keyEncryptionKey());
    links = new LinkStore(vault);
    ownerLinks = newOwnerLinks();
    webhooks = new WebhookStore(vault);
    events = newEvents();
    stores = newStores();
    revocation = new Revocation(stores, new Receipts(keys.identity()), events, signals, clock);
    intake = new SessionIntake(stores, events, configuration.verification().every(), clock);
    refreshes = new RefreshRequests(stores, signals, clock);
    pauses = new Pauses(stores, events, signals, clock);
    ownerTokens = new OwnerTokens(vault, publicUrl::join, clock);
    linkedin = newLinkedIn(outgoingTls);
    channels = new Channels(channelServices());
    webhookSender = newWebhookSender(outgoingTls);
    api = newApi();
    dashboard = newDashboard();
    port = openPort(tls);
    url = configuration.publicUrl().orElse(URI.create("https://localhost:" + port.port()));
    publicUrl.complete(url);
    outbox = newOutbox(outgoingTls);
    schedule = new Schedule(database, DatabaseLocation.of(configuration), recurring());
    sweeps = schedule;
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
    SSLContext outgoingTls = OutgoingTls.trusting(configuration.outgoing().certificateFile());
    TlsCertificate certificate = TlsCertificate.open(configuration, clock);
    ServerKeys keys =
        ServerKeys.open(configuration.dataFolder(), certificate.publicKeyHash(), clock);
    Database database = Database.open(DatabaseLocation.of(configuration));
    try {
      return new Server(
          configuration, clock, keys, database, certificate.serverContext(), outgoingTls);
    } catch (RuntimeException failed) {
      database.close();
      throw failed;
    }
  }

  /** As links carry it. */
  public URI url() {
    return url;
  }

  public String fingerprint() {
    return keys.identity().fingerprint();
  }

  /** The link to the dashboard for the first member, as long as nobody can sign in. */
  public Optional<SecretText> firstInvitation() {
    return dashboard.firstInvitation();
  }

  /** Takes no more requests, tells the devices, and ends when every accepted write is on disk. */
  @Override
  public void close() {
    channels.close();
    dashboard.close();
    port.close();
    schedule.close();
    linkedin.close();
    outbox.close();
    webhookSender.close();
    database.close();
  }

  /** Requests come before the schedule is there. */
  private Optional<Instant> lastSweep() {
    return Optional.ofNullable(sweeps).flatMap(Schedule::lastSuccess);
  }

  private LinkedInParts newLinkedIn(SSLContext outgoingTls) {
    Setup setup = new Setup(stores, intake, revocation, pauses, events, signals, clock);
    return new LinkedInParts(
        configuration,
        new LinkedInParts.Shared(
            pages,
            stores,
            links,
            ownerTokens,
            setup,
            intake,
            refreshes,
            vault,
            signals,
            outgoingTls,
            clock));
  }

  private WebhookSender newWebhookSender(SSLContext outgoingTls) {
    return new WebhookSender(
        database, webhooks, outgoingTls, configuration.outgoing().allowPrivateAddresses(), clock);
  }

  private DashboardParts newDashboard() {
    return new DashboardParts(
        configuration,
        stores,
        workspaces,
        members,
        channels,
        signals,
        pages,
        api,
        new IntegrationPage.Beside(links, new NoteStore(), outboxStore),
        new ServerHealth.Running(
            channels::online,
            linkedin.signIns()::running,
            linkedin.signIns()::queued,
            this::lastSweep),
        clock);
  }

  private Outbox newOutbox(SSLContext outgoingTls) {
    return new Outbox(
        database,
        outboxStore,
        new Senders(stores, upstream, outboxStore, ownerLinks, ownerTokens, outgoingTls, clock)
            .of(configuration.outgoing(), webhookSender),
        clock);
  }

  private Revocation.Stores newStores() {
    DeviceStore devices = new DeviceStore();
    return new Revocation.Stores(
        database,
        identities,
        devices,
        new IntegrationStore(),
        new IntegrationBodies(devices, upstream::find, clock),
        new SessionStore(vault),
        new ConsentRecord());
  }

  private OwnerLinks newOwnerLinks() {
    return new OwnerLinks(
        links, () -> new OwnerLinks.Origin(publicUrl.join(), keys.identity().fingerprint()), clock);
  }

  private IntegrationEvents newEvents() {
    Configuration.Outgoing outgoing = configuration.outgoing();
    return new IntegrationEvents(
        webhooks,
        outboxStore,
        identities,
        outgoing.upstream().isPresent(),
        outgoing.mail().isPresent(),
        uid -> signals.send(new Signals.Touched(uid)));
  }

  private HttpPort openPort(SSLContext tls) {
    return HttpPort.open(
        configuration.host(),
        configuration.port(),
        tls,
        resources(),
        new RateLimit(configuration.refusalsPerMinute(), MINUTE),
        configuration.trustedProxies(),
        ChannelEndpoint.config(channels));
  }

  private Channels.Services channelServices() {
    return new Channels.Services(
        stores,
        keys,
        new Redemption(stores, links, pauses, clock),
        intake,
        pauses,
        revocation,
        refreshes,
        ownerTokens,
        signals,
        configuration.messagesPerMinute(),
        clock);
  }

  private Set<Object> resources() {
    Set<Object> resources =
        new HashSet<>(
            Set.of(
                new ApiKeyFilter(
                    database,
                    apiKeys,
                    new RateLimit(configuration.requestsPerMinute(), MINUTE),
                    clock),
                new ScopeFeature(),
                new IdempotencyFilter(database, new IdempotencyStore(vault), clock),
                new WorkspaceResource(database, workspaces, members, apiKeys, clock),
                api.members(),
                api.keys(),
                api.webhooks(),
                api.identities(),
                api.links(),
                api.loginLinks(),
                api.integrations(),
                new IntegrationListResource(stores),
                api.connect(),
                api.checkpoint(),
                api.verify(),
                new SessionResource(stores, events, clock)));
    resources.addAll(
        new OwnerParts(pages, stores, ownerTokens, pauses, revocation, clock)
            .resources(configuration, links, keys.identity(), channels::isOnline));
    resources.addAll(linkedin.resources());
    resources.addAll(dashboard.resources());
    return resources;
  }

  private Api newApi() {
    return new Api(
        new IdentityResource(database, identities, attachedToIdentities(), publicUrl::join, clock),
        new IntegrationResource(stores, revocation, refreshes),
        new LinkResource(
            database, identities, links, ownerLinks, configuration.linkLifetime(), clock),
        new LoginLinkResource(database, identities, ownerLinks),
        linkedin.connect(),
        linkedin.checkpoint(),
        linkedin.verify(),
        new WebhookResource(database, webhooks, outboxStore, webhookSender, clock),
        new MemberResource(database, members, apiKeys, clock),
        new ApiKeyResource(database, members, apiKeys, clock));
  }

  private List<Schedule.Work> recurring() {
    Warnings warnings = new Warnings(stores, new VerificationStore(), events, clock);
    List<Schedule.Work> work = new ArrayList<>(linkedin.recurring());
    work.add(new Schedule.Work("warn", Duration.ofHours(1), warnings::warn));
    work.addAll(dashboard.recurring());
    return work;
  }

  private IdentityResource.Attached attachedToIdentities() {
    return new IdentityResource.Attached(
        ownerLinks::issueLoginLinks,
        stores.integrations()::noteNames,
        (handle, identityUid) -> {
          links.revokeAll(handle, identityUid, clock.instant());
          Runnable ended =
              stores
                  .integrations()
                  .findActive(handle, identityUid)
                  .map(integration -> revocation.endByOperator(handle, integration))
                  .orElse(() -> {});
          return () -> {
            ended.run();
            linkedin.signIns().cancel(identityUid);
          };
        });
  }
}
