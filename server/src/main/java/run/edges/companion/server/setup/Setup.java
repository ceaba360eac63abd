package run.edges.companion.server.setup;

import com.google.gson.JsonObject;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import run.edges.companion.protocol.api.SetupMethod;
import run.edges.companion.protocol.wire.CapturedSession;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.LinkedInMember;
import run.edges.companion.protocol.wire.ProtocolException;
import run.edges.companion.server.consent.ConsentRecord;
import run.edges.companion.server.http.ApiException;
import run.edges.companion.server.integration.Integration;
import run.edges.companion.server.integration.Revocation;
import run.edges.companion.server.integration.SessionIntake;
import run.edges.companion.server.integration.Signals;
import run.edges.companion.server.pause.Pauses;
import run.edges.companion.server.webhook.IntegrationEvents;

/**
 * Gives an identity a session that was verified, however it was got. The pin holds: another
 * member's session changes nothing, unless the workspace wants to replace the member.
 */
public final class Setup {
  private final Revocation.Stores stores;
  private final SessionIntake intake;
  private final Revocation revocation;
  private final Pauses pauses;
  private final IntegrationEvents events;
  private final Signals signals;
  private final Clock clock;

  public Setup(
      Revocation.Stores stores,
      SessionIntake intake,
      Revocation revocation,
      Pauses pauses,
      IntegrationEvents events,
      Signals signals,
      Clock clock) {
    this.stores = stores;
    this.intake = intake;
    this.revocation = revocation;
    this.pauses = pauses;
    this.events = events;
    this.signals = signals;
    this.clock = clock;
  }

  /**
   * Whose session it is to be.
   *
   * @param newUid of the integration, if this makes one
   * @param by who set it up, for the owner to read
   * @param accepted what the owner accepted, if it was the owner
   * @param standing throws if it is not to be any more; writes nothing
   * @param first runs first in the same transaction; what it throws changes nothing
   */
  record Target(
      String workspaceUid,
      String identityUid,
      String newUid,
      SetupMethod method,
      String by,
      Optional<String> accountName,
      boolean replaceMember,
      Optional<JsonObject> accepted,
      Consumer<Handle> standing,
      Consumer<Handle> first) {
    /** For a request of the API. */
    static Target ofApi(
        String workspaceUid,
        String identityUid,
        SetupMethod method,
        String by,
        Optional<String> accountName,
        boolean replaceMember) {
      return new Target(
          workspaceUid,
          identityUid,
          UUID.randomUUID().toString(),
          method,
          by,
          accountName,
          replaceMember,
          Optional.empty(),
          _ -> {},
          _ -> {});
    }

    private Target withStanding(Consumer<Handle> other) {
      return new Target(
          workspaceUid,
          identityUid,
          newUid,
          method,
          by,
          accountName,
          replaceMember,
          accepted,
          other,
          first);
    }
  }

  /** What came of it. */
  sealed interface Outcome {}

  /** The session is the integration's. */
  record Connected(Integration integration) implements Outcome {}

  /** The session is another member's than the integration's: nothing was changed. */
  record OtherMember(LinkedInMember pinned, LinkedInMember sent) implements Outcome {}

  /**
   * Stores the session.
   *
   * @param salesNavigator whether its Sales Navigator cookie lives, if that is known
   * @throws run.edges.companion.server.http.ApiException 404 if the identity is gone
   * @throws run.edges.companion.protocol.wire.ProtocolException {@code INTEGRATION_PAUSED}, unless
   *     it is the owner who accepted
   */
  Outcome connect(Target target, CapturedSession session, Optional<Boolean> salesNavigator) {
    Done done =
        stores
            .database()
            .write(handle -> {
              var _ = stores.identities().get(handle, target.workspaceUid(), target.identityUid());
              target.standing().accept(handle);
              target.first().accept(handle);
              return store(handle, target, session, salesNavigator);
            });
    done.afterwards().run();
    return done.outcome();
  }

  /**
   * Makes sure that the owner lets the API set the identity's integration up, if there is one.
   *
   * @throws run.edges.companion.protocol.wire.ProtocolException {@code INTEGRATION_PAUSED}
   */
  void requireNotPaused(String identityUid) {
    stores
        .database()
        .read(handle -> stores.integrations().findActive(handle, identityUid))
        .ifPresent(one -> one.requireNotPaused(clock.instant()));
  }

  /** The same until an integration of the identity ends: nobody wants a session after that. */
  Target untilAnEnd(Target target) {
    Set<String> before = stores.database().read(handle -> ended(handle, target));
    return target.withStanding(handle -> {
      target.standing().accept(handle);
      if (!ended(handle, target).equals(before)) {
        throw new ProtocolException(ErrorCode.INTEGRATION_REVOKED);
      }
    });
  }

  /** Why a session would not be stored any more, as far as that can be found out now. */
  Optional<ErrorCode> findEnd(Target target) {
    try {
      return stores
          .database()
          .read(handle -> {
            var _ = stores.identities().get(handle, target.workspaceUid(), target.identityUid());
            target.standing().accept(handle);
            return Optional.empty();
          });
    } catch (ApiException identityGone) {
      return Optional.of(ErrorCode.INTEGRATION_REVOKED);
    } catch (ProtocolException refused) {
      return Optional.of(refused.code()).filter(code -> code != ErrorCode.STORAGE_UNAVAILABLE);
    }
  }

  private Set<String> ended(Handle handle, Target target) {
    return stores.integrations().list(handle, target.workspaceUid(), target.identityUid()).stream()
        .filter(integration -> !integration.isActive())
        .map(Integration::uid)
        .collect(Collectors.toSet());
  }

  /** Tells the webhooks that what was tried for an integration led to no session. */
  void noteFailure(String identityUid) {
    stores
        .database()
        .write(handle -> {
          stores
              .integrations()
              .findActive(handle, identityUid)
              .ifPresent(integration ->
                  events.append(
                      handle,
                      integration.workspaceUid(),
                      integration.uid(),
                      IntegrationEvents.Event.AUTH_FAILED,
                      clock.instant(),
                      () -> stores.bodies().of(handle, integration)));
          return true;
        });
  }

  /** What came of it, and what to do once that is durable. */
  private record Done(Outcome outcome, Runnable afterwards) {}

  private Done store(
      Handle handle, Target target, CapturedSession session, Optional<Boolean> salesNavigator) {
    LinkedInMember member = session.linkedinMember();
    Optional<Integration> active = stores.integrations().findActive(handle, target.identityUid());
    boolean paused = active.filter(one -> one.pausedUntil(clock.instant()) != null).isPresent();
    if (target.accepted().isEmpty()) {
      active.ifPresent(one -> one.requireNotPaused(clock.instant()));
    }
    Optional<Integration> foreign = active.filter(one -> !one.linkedinMember().isSameAs(member));
    if (foreign.isPresent() && !target.replaceMember()) {
      return new Done(new OtherMember(foreign.get().linkedinMember(), member), () -> {});
    }
    Runnable ended = foreign.map(one -> revocation.endByOperator(handle, one)).orElse(() -> {});
    Integration pinned =
        foreign.isEmpty() && active.isPresent() ? active.get() : create(handle, target, member);
    target
        .accepted()
        .ifPresent(details ->
            stores
                .consent()
                .append(
                    handle, pinned.uid(), ConsentRecord.Event.ACCEPTED, clock.instant(), details));
    SessionIntake.Taken taken =
        put(
            handle,
            pauses.resume(handle, pinned, new Pauses.Who(null, target.by())),
            target,
            session);
    Integration connected =
        salesNavigator.equals(Optional.of(false))
            ? intake.noteSalesNavigatorEnded(handle, taken.integration())
            : taken.integration();
    return new Done(
        new Connected(connected),
        () -> {
          ended.run();
          if (taken.news() || paused) {
            signals.send(new Signals.Changed(pinned.uid(), null));
          }
        });
  }

  private SessionIntake.Taken put(
      Handle handle, Integration pinned, Target target, CapturedSession session) {
    Integration named =
        target
            .accountName()
            .map(name -> {
              stores.integrations().rename(handle, pinned.uid(), name);
              return stores.integrations().find(handle, pinned.uid()).orElseThrow();
            })
            .orElse(pinned);
    return intake.put(
        handle,
        named,
        stores.sessions().encrypt(named.uid(), session),
        session,
        new SessionIntake.Origin(null, target.method(), target.by()));
  }

  private Integration create(Handle handle, Target target, LinkedInMember member) {
    String uid =
        stores
            .integrations()
            .create(
                handle,
                target.newUid(),
                target.identityUid(),
                member,
                target.method(),
                clock.instant());
    return stores.integrations().find(handle, uid).orElseThrow();
  }
}
