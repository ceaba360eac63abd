package run.edges.companion.server.mail;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.server.integration.Integration;
import run.edges.companion.server.integration.Revocation;
import run.edges.companion.server.link.OwnerLinks;
import run.edges.companion.server.outbox.Message;
import run.edges.companion.server.outbox.Outbox.Result;
import run.edges.companion.server.outbox.Outbox.Sender;
import run.edges.companion.server.outbox.OutboxStore;
import run.edges.companion.server.owner.OwnerTokens;
import run.edges.companion.server.page.Texts;
import run.edges.companion.server.verification.Warnings;
import run.edges.companion.server.webhook.IntegrationEvents.Event;

/**
 * Writes to an owner what happened to an integration, as it is when the mail is sent, and what only
 * the owner can do about it. At most once a day about the same.
 */
public final class MailSender implements Sender {
  private static final Duration ONCE_IN = Duration.ofDays(1);

  /** What a login link must have left for an owner who reads mail once a day. */
  private static final Duration LONG_ENOUGH = Duration.ofDays(1);

  private final Revocation.Stores stores;
  private final OutboxStore outbox;
  private final OwnerLinks ownerLinks;
  private final OwnerTokens ownerTokens;
  private final SmtpServer smtp;
  private final Texts texts;
  private final Clock clock;

  /**
   * A sender.
   *
   * @param texts in the language of the mails
   */
  public MailSender(
      Revocation.Stores stores,
      OutboxStore outbox,
      OwnerLinks ownerLinks,
      OwnerTokens ownerTokens,
      SmtpServer smtp,
      Texts texts,
      Clock clock) {
    this.stores = stores;
    this.outbox = outbox;
    this.ownerLinks = ownerLinks;
    this.ownerTokens = ownerTokens;
    this.smtp = smtp;
    this.texts = texts;
    this.clock = clock;
  }

  /**
   * The mail is written once the server is reached. Only when the mail was taken its login link
   * takes the place of those of before, which the owner may have from the workspace.
   */
  @Override
  public Result send(Message message) {
    Optional<Result> reasonNotTo =
        stores.database().read(handle -> findReasonNotTo(handle, message));
    if (reasonNotTo.isPresent()) {
      return reasonNotTo.get();
    }
    AtomicReference<Optional<Written>> written = new AtomicReference<>(Optional.empty());
    Result result =
        smtp.send(() -> {
          written.set(stores.database().write(handle -> write(handle, message)));
          return written.get().map(Written::mail);
        });
    if (result.equals(SmtpServer.ACCEPTED)) {
      written.get().ifPresent(this::replaceLoginLinks);
    }
    return result;
  }

  private void replaceLoginLinks(Written written) {
    written
        .loginLink()
        .ifPresent(link ->
            stores
                .database()
                .write(handle -> {
                  ownerLinks.revokeOthers(handle, written.identityUid(), link.id());
                  return true;
                }));
  }

  /** A mail, and the login link in it. */
  private record Written(Mail mail, String identityUid, Optional<OwnerLinks.Handed> loginLink) {}

  private Optional<Result> findReasonNotTo(Handle handle, Message message) {
    Optional<Occasion> occasion = findOccasion(handle, message);
    if (occasion.isEmpty()) {
      return Optional.of(SmtpServer.NOTHING);
    }
    if (!occasion.get().hasStep()) {
      return Optional.of(
          Result.hopeless(
              "No step for the owner: %s.".formatted(occasion.get().integration().setupMethod())));
    }
    if (!SmtpServer.canReach(occasion.get().email())) {
      return Optional.of(Result.hopeless("The address has characters that mail cannot carry."));
    }
    // The link that is in use would end.
    if (stores.bodies().ofSignIn(occasion.get().identity().uid()).isPresent()) {
      return Optional.of(Result.failed("The owner signs in at this moment."));
    }
    if (outbox.hasElder(handle, message)) {
      return Optional.of(Result.failed("An earlier mail about the same comes first."));
    }
    Instant since = clock.instant().minus(ONCE_IN);
    return outbox.wasDelivered(handle, message, SmtpServer.ACCEPTED.answer(), since)
        ? Optional.of(Result.delivered("Told within a day."))
        : Optional.empty();
  }

  private Optional<Written> write(Handle handle, Message message) {
    return findOccasion(handle, message)
        .filter(Occasion::hasStep)
        .map(occasion -> {
          String identityUid = occasion.identity().uid();
          Optional<OwnerLinks.Handed> link =
              occasion.wantsLoginLink()
                  ? Optional.of(ownerLinks.loginLinkFor(handle, identityUid, LONG_ENOUGH))
                  : Optional.empty();
          return new Written(
              new Mail(
                  message.id(),
                  occasion.email(),
                  occasion.subject(),
                  occasion.text(
                      link, ownerTokens.url(occasion.integration().uid(), OwnerTokens.BY_MAIL))),
              identityUid,
              link);
        });
  }

  /** Empty if the owner has nothing to do any more, or no address. */
  private Optional<Occasion> findOccasion(Handle handle, Message message) {
    return stores
        .integrations()
        .find(handle, message.target())
        .filter(Integration::isActive)
        .flatMap(integration -> findOccasion(handle, integration, message));
  }

  private Optional<Occasion> findOccasion(Handle handle, Integration integration, Message message) {
    boolean valid = integration.status() == Status.VALID;
    boolean ahead = Event.valueOf(message.event()) == Event.SESSION_EXPIRES_SOON;
    Optional<Occasion.Ending> ending =
        ahead ? findEnding(integration.stored(), message.createdAt()) : Optional.empty();
    if (valid != ahead || ending.isPresent() != ahead) {
      return Optional.empty();
    }
    return stores
        .identities()
        .find(handle, integration.workspaceUid(), integration.identityUid())
        .flatMap(identity ->
            Optional.ofNullable(identity.email())
                .map(email -> new Occasion(texts, integration, identity, email, ending)));
  }

  /** The end that was warned of then, unless a session with a later one was stored since. */
  private Optional<Occasion.Ending> findEnding(
      Integration.@Nullable Stored stored, Instant warnedAt) {
    if (stored == null) {
      return Optional.empty();
    }
    return findEnd(stored.liAtExpiresAt(), warnedAt)
        .map(at -> new Occasion.Ending(at, false))
        .or(() ->
            findEnd(stored.liAExpiresAt(), warnedAt).map(at -> new Occasion.Ending(at, true)));
  }

  private Optional<Instant> findEnd(@Nullable Instant expiresAt, Instant warnedAt) {
    return Optional.ofNullable(expiresAt)
        .filter(at -> at.isAfter(clock.instant()) && !at.isAfter(warnedAt.plus(Warnings.AHEAD)));
  }
}
