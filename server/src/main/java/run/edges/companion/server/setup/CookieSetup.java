package run.edges.companion.server.setup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.wire.CapturedSession;
import run.edges.companion.protocol.wire.CapturedSession.Cookie;
import run.edges.companion.protocol.wire.LinkedInMember;
import run.edges.companion.server.linkedin.SessionProbe;
import run.edges.companion.server.proxy.Proxies;

/**
 * API - COOKIES: the integrator sends the cookies of a live session. LinkedIn is asked before
 * anything is replaced; a session that is dead, foreign or in doubt changes nothing.
 */
public final class CookieSetup {
  private final SessionProbe probe;
  private final Proxies proxies;
  private final Setup setup;

  public CookieSetup(SessionProbe probe, Proxies proxies, Setup setup) {
    this.probe = probe;
    this.proxies = proxies;
    this.setup = setup;
  }

  /**
   * What the integrator sends.
   *
   * @param userAgent of the browser that the cookies belong to; our own if empty
   */
  record Request(SecretText liAt, Optional<SecretText> liA, Optional<String> userAgent) {}

  /** What came of it. */
  sealed interface Outcome {}

  /** LinkedIn says that the session lives. */
  record Done(Setup.Outcome outcome) implements Outcome {}

  /** LinkedIn does not say that: nothing was changed. */
  record NotAlive(SessionProbe.Verdict verdict) implements Outcome {}

  /**
   * Connects an identity.
   *
   * @throws run.edges.companion.server.http.ApiException 404 if the identity is gone, also while
   *     LinkedIn was asked
   * @throws run.edges.companion.protocol.wire.ProtocolException {@code INTEGRATION_PAUSED}
   * @throws IllegalArgumentException if a cookie or the User-Agent is malformed
   */
  Outcome connect(Setup.Target target, Request request) {
    String userAgent = request.userAgent().orElse(SessionProbe.OWN_USER_AGENT);
    // Refuses what is malformed before LinkedIn is asked; the member is not known yet.
    var _ = session(request, userAgent, new LinkedInMember("0", null, ""));
    setup.requireNotPaused(target.identityUid());
    SessionProbe.Verdict verdict =
        probe.probe(
            new SessionProbe.Subject(
                request.liAt(), request.liA(), userAgent, proxies.find(target.identityUid())));
    if (!(verdict instanceof SessionProbe.Alive alive)) {
      if (verdict instanceof SessionProbe.Dead || verdict instanceof SessionProbe.NeedsOwner) {
        setup.noteFailure(target.identityUid());
      }
      return new NotAlive(verdict);
    }
    CapturedSession sent = session(request, userAgent, alive.member());
    CapturedSession newest = alive.renewed().map(renewed -> renewed.in(sent)).orElse(sent);
    return new Done(setup.connect(target, newest, alive.salesNavigator()));
  }

  /** The API carries values only; the rest is what LinkedIn's own cookies have. */
  private static CapturedSession session(Request request, String userAgent, LinkedInMember member) {
    List<Cookie> cookies = new ArrayList<>();
    cookies.add(cookie("li_at", request.liAt()));
    request.liA().ifPresent(liA -> cookies.add(cookie("li_a", liA)));
    return new CapturedSession(cookies, userAgent, member);
  }

  private static Cookie cookie(String name, SecretText value) {
    return new Cookie(
        name, value, ".www.linkedin.com", "/", true, true, false, "no_restriction", null);
  }
}
