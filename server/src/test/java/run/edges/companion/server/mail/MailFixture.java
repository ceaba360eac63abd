package run.edges.companion.server.mail;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.api.SetupMethod;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.server.configuration.Configuration;
import run.edges.companion.server.consent.ConsentRecord;
import run.edges.companion.server.device.DeviceStore;
import run.edges.companion.server.identity.IdentityStore;
import run.edges.companion.server.integration.IntegrationBodies;
import run.edges.companion.server.integration.IntegrationStore;
import run.edges.companion.server.integration.Revocation;
import run.edges.companion.server.integration.SessionStore;
import run.edges.companion.server.link.IssuedLink;
import run.edges.companion.server.link.LinkStore;
import run.edges.companion.server.link.OwnerLinks;
import run.edges.companion.server.outbox.Kind;
import run.edges.companion.server.outbox.Outbox.Result;
import run.edges.companion.server.outbox.OutboxStore;
import run.edges.companion.server.outgoing.OutgoingTls;
import run.edges.companion.server.owner.OwnerTokens;
import run.edges.companion.server.page.Texts;
import run.edges.companion.server.testing.MailServer;
import run.edges.companion.server.testing.Samples;
import run.edges.companion.server.testing.StoreFixture;
import run.edges.companion.server.testing.TestDatabase;

/** A sender of mails with a database and a mail server, without the rest of a server. */
final class MailFixture implements AutoCloseable {
  final MailServer mail;
  final StoreFixture database;
  final Revocation.Stores stores;
  final OutboxStore outbox = new OutboxStore();
  final IdentityStore identities = new IdentityStore();
  final IntegrationStore integrations = new IntegrationStore();
  final LinkStore links;
  private final MailSender sender;
  private final Clock clock;

  MailFixture(Path folder, Clock clock) {
    this(folder, clock, Locale.ENGLISH);
  }

  MailFixture(Path folder, Clock clock, Locale language) {
    this.clock = clock;
    mail = MailServer.start(folder, MailServer.Security.FROM_THE_START);
    database = StoreFixture.open(TestDatabase.SQLITE, folder);
    links = new LinkStore(database.vault());
    DeviceStore devices = new DeviceStore();
    stores =
        new Revocation.Stores(
            database.database(),
            identities,
            devices,
            integrations,
            new IntegrationBodies(devices, (_, _) -> Map.of(), clock),
            new SessionStore(database.vault()),
            new ConsentRecord());
    OwnerLinks.Origin origin =
        new OwnerLinks.Origin(URI.create("https://companion.example"), "fingerprint");
    Configuration.Mail settings =
        new Configuration.Mail(
            mail.url(), "no-reply@companion.example", Optional.empty(), Optional.empty(), language);
    sender =
        new MailSender(
            stores,
            outbox,
            new OwnerLinks(links, () -> origin, clock),
            new OwnerTokens(database.vault(), origin::url, clock),
            new SmtpServer(settings, OutgoingTls.trusting(Optional.of(mail.certificate())), clock),
            Texts.of(List.of(language)),
            clock);
    call("Ada Lovelace", "ada@example.com");
  }

  void call(String name, @Nullable String email) {
    write(handle -> identities.update(handle, database.identity(), name, "Europe/Paris", email));
  }

  /** An integration of the identity that is INVALID for a reason. */
  String invalid(SetupMethod method, ErrorCode reason) {
    return invalid(database.identity(), method, reason);
  }

  String invalid(String identity, SetupMethod method, ErrorCode reason) {
    String uid =
        database.write(
            handle -> integrations.create(handle, identity, Samples.ADA, method, clock.instant()));
    write(handle -> integrations.markInvalid(handle, uid, reason, clock.instant()));
    return uid;
  }

  /** Tries to send what a message about an integration has to say. */
  Result send(String integration) {
    return sendAppended(append(UUID.randomUUID().toString(), integration));
  }

  String append(String id, String integration) {
    write(handle ->
        outbox.append(handle, id, Kind.MAIL, integration, "AUTH_EXPIRED", "", clock.instant()));
    return id;
  }

  Result sendAppended(String id) {
    return sender.send(database.find(handle -> outbox.find(handle, id)).orElseThrow());
  }

  List<IssuedLink> loginLinks() {
    return database.list(handle -> links.list(handle, database.identity()));
  }

  void write(Consumer<Handle> work) {
    database.write(handle -> {
      work.accept(handle);
      return true;
    });
  }

  @Override
  public void close() {
    database.close();
    mail.close();
  }
}
