package run.edges.companion.server;

import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.server.access.Access;
import run.edges.companion.server.access.AccessFilter;
import run.edges.companion.server.access.AccessPages;
import run.edges.companion.server.access.AccountPage;
import run.edges.companion.server.access.CredentialStore;
import run.edges.companion.server.access.SignInStore;
import run.edges.companion.server.administration.AuditPage;
import run.edges.companion.server.administration.InvitationResource;
import run.edges.companion.server.administration.KeysPage;
import run.edges.companion.server.administration.MembersPage;
import run.edges.companion.server.administration.WebhooksPage;
import run.edges.companion.server.audit.AuditFilter;
import run.edges.companion.server.audit.AuditStore;
import run.edges.companion.server.channel.Channels;
import run.edges.companion.server.configuration.Configuration;
import run.edges.companion.server.dashboard.Api;
import run.edges.companion.server.dashboard.GuidePage;
import run.edges.companion.server.dashboard.IntegrationPage;
import run.edges.companion.server.dashboard.IntegrationRows;
import run.edges.companion.server.dashboard.IntegrationTableStore;
import run.edges.companion.server.dashboard.IntegrationsPage;
import run.edges.companion.server.dashboard.LiveResource;
import run.edges.companion.server.database.Schedule;
import run.edges.companion.server.health.HealthResource;
import run.edges.companion.server.health.HealthStore;
import run.edges.companion.server.health.ServerHealth;
import run.edges.companion.server.health.ServerPage;
import run.edges.companion.server.http.RateLimit;
import run.edges.companion.server.integration.Revocation;
import run.edges.companion.server.integration.Signals;
import run.edges.companion.server.invite.IdentityActionsResource;
import run.edges.companion.server.invite.NewIdentityPage;
import run.edges.companion.server.page.AssetResource;
import run.edges.companion.server.page.ErrorPages;
import run.edges.companion.server.page.PackedPages;
import run.edges.companion.server.page.Pages;
import run.edges.companion.server.timeline.NoteStore;
import run.edges.companion.server.transfer.ExportPage;
import run.edges.companion.server.transfer.ImportPage;
import run.edges.companion.server.transfer.ImportStore;
import run.edges.companion.server.transfer.Imports;
import run.edges.companion.server.workspace.MemberStore;
import run.edges.companion.server.workspace.WorkspaceStore;

/** The dashboard's part of the composition root. */
final class DashboardParts implements AutoCloseable {
  /** Of one address or name, in a quarter of an hour. */
  private static final int TRIES = 20;

  /** How soon an import goes on that a stop of the server interrupted. */
  private static final Duration IMPORTS = Duration.ofSeconds(30);

  private static final Duration PERIOD = Duration.ofMinutes(15);

  private final Revocation.Stores stores;
  private final WorkspaceStore workspaces;
  private final MemberStore members;
  private final Pages pages;
  private final Access access;
  private final SignInStore signIns = new SignInStore();
  private final CredentialStore credentials = new CredentialStore();
  private final AuditStore audit = new AuditStore();
  private final ImportStore importStore = new ImportStore();
  private final Imports imports;
  private final HealthStore healthStore = new HealthStore();
  private final ServerHealth health;
  private final IntegrationTableStore table = new IntegrationTableStore();
  private final IntegrationRows rows;
  private final LiveResource live;
  private final Api api;
  private final IntegrationPage.Beside beside;
  private final Clock clock;

  DashboardParts(
      Configuration configuration,
      Revocation.Stores stores,
      WorkspaceStore workspaces,
      MemberStore members,
      Channels channels,
      Signals signals,
      Pages pages,
      Api api,
      IntegrationPage.Beside beside,
      ServerHealth.Running running,
      Clock clock) {
    this.stores = stores;
    this.workspaces = workspaces;
    this.members = members;
    this.pages = pages;
    this.api = api;
    this.beside = beside;
    this.clock = clock;
    health = new ServerHealth(configuration, stores.database(), healthStore, running, clock);
    Configuration.Dashboard wanted = configuration.dashboard();
    access =
        new Access(
            stores.database(),
            members,
            signIns,
            credentials,
            audit,
            pages,
            new Access.Rules(wanted.idle(), wanted.lifetime()),
            clock);
    imports = new Imports(stores.database(), importStore, stores.identities(), clock);
    rows = new IntegrationRows(stores, channels::isOnline);
    live = new LiveResource(stores.database(), table, signals);
  }

  Set<Object> resources() {
    RateLimit tries = new RateLimit(TRIES, PERIOD);
    Set<Object> resources = new HashSet<>(administration());
    resources.addAll(
        Set.of(
            new AssetResource(),
            new ErrorPages(pages),
            new PackedPages(),
            new AccessFilter(access),
            new AccessPages(access, members, tries),
            new AccountPage(access, tries),
            new IntegrationsPage(access, stores, table, rows, clock),
            new IntegrationPage(access, stores, beside, rows, api, clock),
            new NewIdentityPage(access, api),
            new GuidePage(access),
            new IdentityActionsResource(access, stores, api),
            live));
    return resources;
  }

  private Set<Object> administration() {
    InvitationResource invitations = new InvitationResource(stores.database(), members, access);
    return Set.of(
        invitations,
        new MembersPage(
            access,
            new MembersPage.Doors(stores.database(), credentials, signIns),
            api,
            invitations,
            clock),
        new KeysPage(access, api),
        new WebhooksPage(access, api),
        new AuditFilter(stores.database(), audit, clock),
        new AuditPage(access, stores, audit, api),
        new ImportPage(access, stores.database(), importStore, imports),
        new ExportPage(stores, table, rows, clock),
        new ServerPage(access, health),
        new HealthResource(stores.database(), healthStore));
  }

  Optional<SecretText> firstInvitation() {
    return stores
        .database()
        .read(workspaces::findFirst)
        .flatMap(workspace -> access.firstInvitation(workspace.uid()));
  }

  List<Schedule.Work> recurring() {
    return List.of(
        new Schedule.Work("import", IMPORTS, imports::resume),
        new Schedule.Work("forget", Duration.ofDays(1), this::forget));
  }

  private void forget() {
    var _ =
        stores
            .database()
            .write(handle -> {
              new NoteStore().forget(handle, clock.instant());
              return true;
            });
  }

  @Override
  public void close() {
    live.close();
    imports.close();
  }
}
