package run.edges.companion.server.linkedin;

import java.util.Optional;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.wire.LinkedInMember;

/** Finds out whether a session lives, and whose it is. Thread-safe. */
public interface SessionProbe {
  /** The User-Agent of a session that came without the one it belongs to. */
  String OWN_USER_AGENT = "EdgesCompanion/0.1";

  /**
   * Asks once, and waits for the answer.
   *
   * @param userAgent of the browser that the session belongs to
   */
  Verdict probe(SecretText liAt, Optional<SecretText> liA, String userAgent);

  /** What is known now. Only {@link Dead} and {@link NeedsOwner} are LinkedIn's clear word. */
  sealed interface Verdict {}

  /**
   * The session lives.
   *
   * @param renewedLiAt the value that LinkedIn put in the place of the one that was sent
   */
  record Alive(LinkedInMember member, Optional<SecretText> renewedLiAt) implements Verdict {}

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
    public Verdict probe(SecretText liAt, Optional<SecretText> liA, String userAgent) {
      return new Unknown("This server is configured not to ask LinkedIn (linkedin.probe).");
    }
  }
}
