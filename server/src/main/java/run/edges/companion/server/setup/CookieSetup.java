package run.edges.companion.server.setup;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import run.edges.companion.protocol.api.SetupMethod;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.wire.CapturedSession;
import run.edges.companion.protocol.wire.CapturedSession.Cookie;
import run.edges.companion.protocol.wire.LinkedInMember;
import run.edges.companion.server.http.ApiException;
import run.edges.companion.server.integration.Integration;
import run.edges.companion.server.integration.Revocation;
import run.edges.companion.server.integration.SessionIntake;
import run.edges.companion.server.integration.Signals;
import run.edges.companion.server.linkedin.SessionProbe;
import run.edges.companion.server.webhook.IntegrationEvents;

/**
 * API - COOKIES: the integrator sends the cookies of a live session. LinkedIn is asked before
 * anything is replaced; a session that is dead, foreign or in doubt changes nothing.
 */
public final class CookieSetup {
  private final SessionProbe probe;
  private final Revocation.Stores stores;
  private final SessionIntake intake;
  private final Revocation revocation;
  private final IntegrationEvents events;
  private final Signals signals;
  private final Clock clock;

  public CookieSetup(
      SessionProbe probe,
      Revocation.Stores stores,
      SessionIntake intake,
      Revocation revocation,
      IntegrationEvents events,
      Signals signals,
      Clock clock) {
    this.probe = probe;
    this.stores = stores;
    this.intake = intake;
    this.revocation = revocation;
    this.events = events;
    this.signals = signals;
    this.clock = clock;
  }

  /**
   * What the integrator sends.
   *
   * @param userAgent of the browser that the cookies belong to; our own if empty
   * @param by name of the API key, which the owner can read
   */
  public record Request(
      SecretText liAt,
      Optional<SecretText> liA,
      Optional<String> userAgent,
      Optional<String> accountName,
      boolean replaceMember,
      String by) {}

  /** What came of it. */
  public sealed interface Outcome {}

  /** The session is the integration's. */
  public record Connected(Integration integration) implements Outcome {}

  /** LinkedIn does not say that the session lives: nothing was changed. */
  public record NotAlive(SessionProbe.Verdict verdict) implements Outcome {}

  /** The session is another member's than the integration's: nothing was changed. */
  public record OtherMember(LinkedInMember pinned, LinkedInMember sent) implements Outcome {}

  /**
   * Connects an identity.
   *
   * @throws ApiException 404 if the identity is gone, also while LinkedIn was asked
   * @throws IllegalArgumentException if a cookie or the User-Agent is malformed
   */
  public Outcome connect(String workspaceUid, String identityUid, Request request) {
    String userAgent = request.userAgent().orElse(SessionProbe.OWN_USER_AGENT);
    // Refuses what is malformed before LinkedIn is asked; the member is not known yet.
    var _ = session(request, request.liAt(), userAgent, new LinkedInMember("0", null, ""));
    SessionProbe.Verdict verdict = probe.probe(request.liAt(), request.liA(), userAgent);
    if (!(verdict instanceof SessionProbe.Alive alive)) {
      noteFailure(identityUid, verdict);
      return new NotAlive(verdict);
    }
    CapturedSession session =
        session(request, alive.renewedLiAt().orElse(request.liAt()), userAgent, alive.member());
    Done done =
        stores
            .database()
            .write(handle -> {
              var _ = stores.identities().get(handle, workspaceUid, identityUid);
              return store(handle, identityUid, session, request);
            });
    done.afterwards().run();
    return done.outcome();
  }

  /** What came of it, and what to do once that is durable. */
  private record Done(Outcome outcome, Runnable afterwards) {}

  private Done store(Handle handle, String identityUid, CapturedSession session, Request request) {
    LinkedInMember member = session.linkedinMember();
    Optional<Integration> active = stores.integrations().findActive(handle, identityUid);
    Optional<Integration> foreign = active.filter(one -> !one.linkedinMember().isSameAs(member));
    if (foreign.isPresent() && !request.replaceMember()) {
      return new Done(new OtherMember(foreign.get().linkedinMember(), member), () -> {});
    }
    Runnable ended = foreign.map(one -> revocation.endByOperator(handle, one)).orElse(() -> {});
    Integration pinned =
        foreign.isEmpty() && active.isPresent()
            ? active.get()
            : create(handle, identityUid, member);
    SessionIntake.Taken taken = put(handle, pinned, session, request);
    return new Done(
        new Connected(taken.integration()),
        () -> {
          ended.run();
          if (taken.news()) {
            signals.send(new Signals.Changed(pinned.uid(), null));
          }
        });
  }

  private SessionIntake.Taken put(
      Handle handle, Integration pinned, CapturedSession session, Request request) {
    Integration named =
        request
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
        new SessionIntake.Origin(null, SetupMethod.API_COOKIES, request.by()));
  }

  private Integration create(Handle handle, String identityUid, LinkedInMember member) {
    String uid =
        stores
            .integrations()
            .create(handle, identityUid, member, SetupMethod.API_COOKIES, clock.instant());
    return stores.integrations().find(handle, uid).orElseThrow();
  }

  /** Tells the webhooks that what was sent for an integration is no session. */
  private void noteFailure(String identityUid, SessionProbe.Verdict verdict) {
    if (!(verdict instanceof SessionProbe.Dead || verdict instanceof SessionProbe.NeedsOwner)) {
      return;
    }
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

  /** The API carries values only; the rest is what LinkedIn's own cookies have. */
  private static CapturedSession session(
      Request request, SecretText liAt, String userAgent, LinkedInMember member) {
    List<Cookie> cookies = new ArrayList<>();
    cookies.add(cookie("li_at", liAt));
    request.liA().ifPresent(liA -> cookies.add(cookie("li_a", liA)));
    return new CapturedSession(cookies, userAgent, member);
  }

  private static Cookie cookie(String name, SecretText value) {
    return new Cookie(
        name, value, ".www.linkedin.com", "/", true, true, false, "no_restriction", null);
  }
}
