package run.edges.companion.server.linkedin;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.wire.CapturedSession;
import run.edges.companion.protocol.wire.LinkedInMember;

/** Finds out whether a session lives, and whose it is. Thread-safe. */
public interface SessionProbe {
  /** The User-Agent of a session that came without the one it belongs to. */
  String OWN_USER_AGENT = "EdgesCompanion/0.1";

  /** Asks, and waits for the answer. */
  Verdict probe(Subject subject);

  /**
   * What is asked about.
   *
   * @param userAgent of the browser that the session belongs to
   * @param proxy by which LinkedIn is asked
   */
  record Subject(
      SecretText liAt, Optional<SecretText> liA, String userAgent, Optional<Proxy> proxy) {}

  /** What is known now. Only {@link Dead} and {@link NeedsOwner} are LinkedIn's clear word. */
  sealed interface Verdict {}

  /**
   * The session lives.
   *
   * @param renewed what LinkedIn put in the place of the {@code li_at} that was sent
   * @param salesNavigator whether that lives too; empty if there is no {@code li_a}, or in doubt
   */
  record Alive(LinkedInMember member, Optional<Renewed> renewed, Optional<Boolean> salesNavigator)
      implements Verdict {}

  /** A new {@code li_at}; its end is absent for a browser-session cookie. */
  record Renewed(SecretText value, @Nullable Instant expiresAt) {
    /** The session with it. */
    public CapturedSession in(CapturedSession session) {
      return session.withLiAt(value, expiresAt);
    }
  }

  /** The session ended for certain. */
  record Dead() implements Verdict {}

  /** LinkedIn wants a verification step from the owner. */
  record NeedsOwner() implements Verdict {}

  /** LinkedIn asked to slow down. */
  record Throttled() implements Verdict {}

  /**
   * Nothing is known.
   *
   * @param why for people
   */
  record Unknown(String why) implements Verdict {}

  /** For a server that shall not ask LinkedIn: it knows nothing of any session. */
  record None() implements SessionProbe {
    @Override
    public Verdict probe(Subject subject) {
      return new Unknown("This server is configured not to ask LinkedIn (linkedin.probe).");
    }
  }
}
