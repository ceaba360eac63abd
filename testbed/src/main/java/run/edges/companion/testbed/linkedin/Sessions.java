package run.edges.companion.testbed.linkedin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who is signed in, from which browser, and what becomes of it. One member may have several
 * sessions, one for each browser that signed in. Thread-safe.
 */
public final class Sessions {

  /** How LinkedIn lets a browser know that its session is gone. */
  public enum Death {
    UNAUTHORIZED,
    REDIRECT_TO_LOGIN,
    REDIRECT_TO_AUTHWALL,
    /** The usual 200, with {@code Set-Cookie: li_at="delete me"}, expired. */
    DELETE_ME,
    /** The usual 200, with an empty {@code li_at} of {@code Max-Age=0}. */
    EXPIRED_COOKIE,
    REDIRECT_TO_CHECKPOINT,
    /** 403 with {@code "code":"CHALLENGE"}. */
    FORBIDDEN_CHALLENGE
  }

  /** Which cookies a rotation replaces. */
  public enum Rotated {
    LI_AT,
    LI_A,
    BOTH;

    boolean includesLiAt() {
      return this != LI_A;
    }

    boolean includesLiA() {
      return this != LI_AT;
    }
  }

  /** What becomes of a rotated value. */
  public enum OldCookie {
    DIES,
    LIVES
  }

  /** What LinkedIn makes of a {@code li_at} value. */
  sealed interface Standing {}

  record Alive(LinkedInMember member) implements Standing {}

  record Dead(LinkedInMember member, Death death) implements Standing {}

  record Unknown() implements Standing {}

  private record Rotation(Rotated rotated, OldCookie old) {}

  private static final class Session {
    final LinkedInMember member;
    SessionCookies cookies;
    @Nullable Rotation pending;

    Session(LinkedInMember member, SessionCookies cookies) {
      this.member = member;
      this.cookies = cookies;
    }
  }

  private final Map<String, Session> aliveByLiAt = new HashMap<>();
  private final Map<String, Session> aliveByLiA = new HashMap<>();
  private final Map<String, Dead> deadByLiAt = new HashMap<>();
  private final SequencedSet<Session> sessions = new LinkedHashSet<>();
  private List<String> alsoSet = List.of();

  /** Signs a member in from a new browser, without HTTP. */
  public SessionCookies signIn(LinkedInMember member) {
    return signIn(member, Map.of());
  }

  synchronized SessionCookies signIn(LinkedInMember member, Map<String, String> browser) {
    Session session = new Session(member, SessionCookies.create(member.salesNavigator(), browser));
    sessions.add(session);
    index(session);
    return session.cookies;
  }

  /** Each sign-in on the pages sets these cookies too, until told otherwise. */
  public synchronized void alsoSet(String... setCookies) {
    alsoSet = List.of(setCookies);
  }

  synchronized List<String> alsoSet() {
    return alsoSet;
  }

  /**
   * The next request of each browser of this member gets new cookies by {@code Set-Cookie}. A
   * browser is known by its {@code bcookie}, so that a server that probes with a copied {@code
   * li_at} does not take the new value away from it. Until then the old value lives.
   */
  public void rotate(LinkedInMember member, Rotated rotated, OldCookie old) {
    prepare(session -> session.member.equals(member), new Rotation(rotated, old));
  }

  /** As {@link #rotate}, for the one browser whose current {@code li_at} is given. */
  public void rotateSession(String liAt, Rotated rotated, OldCookie old) {
    prepare(session -> session.cookies.liAt().equals(liAt), new Rotation(rotated, old));
  }

  /** Ends every session of a member, as a password change or a sign-out elsewhere does. */
  public synchronized void end(LinkedInMember member, Death death) {
    sessions.stream().filter(s -> s.member.equals(member)).toList().forEach(s -> end(s, death));
  }

  /** Ends the session that a live {@code li_at} value belongs to; false if there is none. */
  public synchronized boolean endSession(String liAt, Death death) {
    Session session = aliveByLiAt.get(liAt);
    if (session != null) {
      end(session, death);
    }
    return session != null;
  }

  /** Lets {@code li_a} die while {@code li_at} lives on: valid for Classic, not Sales Navigator. */
  public synchronized void endSalesNavigator(LinkedInMember member) {
    aliveByLiA.values().removeIf(session -> session.member.equals(member));
  }

  /** The member that a {@code li_at} value signs in right now. */
  public synchronized Optional<LinkedInMember> isAlive(String liAt) {
    return Optional.ofNullable(aliveByLiAt.get(liAt)).map(session -> session.member);
  }

  /** The member that a {@code li_a} value signs in to Sales Navigator right now. */
  public synchronized Optional<LinkedInMember> isSalesNavigatorAlive(String liA) {
    return Optional.ofNullable(aliveByLiA.get(liA)).map(session -> session.member);
  }

  /**
   * Test only: the current cookies of the member's newest session.
   *
   * @throws IllegalStateException if the member has no live session
   */
  public synchronized SessionCookies cookiesOf(LinkedInMember member) {
    return sessions.reversed().stream()
        .filter(session -> session.member.equals(member))
        .findFirst()
        .map(session -> session.cookies)
        .orElseThrow(() -> new IllegalStateException(member + " is not signed in anywhere"));
  }

  synchronized Standing standing(@Nullable String liAt) {
    Session session = aliveByLiAt.get(liAt);
    if (session != null) {
      return new Alive(session.member);
    }
    Dead dead = deadByLiAt.get(liAt);
    return dead == null ? new Unknown() : dead;
  }

  /** The {@code Set-Cookie} lines of a rotation that waited for this browser; mostly none. */
  synchronized List<String> takeRotation(@Nullable String liAt, @Nullable String bcookie) {
    Session session = aliveByLiAt.get(liAt);
    if (session == null || session.pending == null || !session.cookies.bcookie().equals(bcookie)) {
      return List.of();
    }
    Rotation rotation = session.pending;
    session.pending = null;
    return apply(rotation, session);
  }

  /** Rotates at once and gives the {@code Set-Cookie} lines; none if there is nothing to rotate. */
  synchronized List<String> rotateNow(String liAt, Rotated rotated, OldCookie old) {
    Session session = aliveByLiAt.get(liAt);
    if (session == null || (rotated.includesLiA() && session.cookies.liA() == null)) {
      return List.of();
    }
    return apply(new Rotation(rotated, old), session);
  }

  private synchronized void prepare(Predicate<Session> chosen, Rotation rotation) {
    List<Session> found = sessions.stream().filter(chosen).toList();
    if (found.isEmpty()) {
      throw new IllegalStateException("no live session to rotate");
    }
    for (Session session : found) {
      if (rotation.rotated.includesLiA() && session.cookies.liA() == null) {
        throw new IllegalArgumentException(session.member + " has no li_a to rotate");
      }
      session.pending = rotation;
    }
  }

  private List<String> apply(Rotation rotation, Session session) {
    SessionCookies before = session.cookies;
    List<String> lines = new ArrayList<>();
    if (rotation.rotated.includesLiAt()) {
      session.cookies = session.cookies.withLiAt(SessionCookies.newLiAt());
      lines.add(SessionCookies.setLiAt(session.cookies.liAt()));
      if (rotation.old == OldCookie.DIES) {
        aliveByLiAt.remove(before.liAt());
        deadByLiAt.put(before.liAt(), new Dead(session.member, Death.UNAUTHORIZED));
      }
    }
    if (rotation.rotated.includesLiA()) {
      String liA = SessionCookies.newLiA();
      session.cookies = session.cookies.withLiA(liA);
      lines.add(SessionCookies.setLiA(liA));
      if (rotation.old == OldCookie.DIES) {
        aliveByLiA.values().removeIf(session::equals);
      }
    }
    index(session);
    return lines;
  }

  private void index(Session session) {
    aliveByLiAt.put(session.cookies.liAt(), session);
    String liA = session.cookies.liA();
    if (liA != null) {
      aliveByLiA.put(liA, session);
    }
  }

  private void end(Session session, Death death) {
    aliveByLiAt.forEach((liAt, owner) -> {
      if (owner == session) {
        deadByLiAt.put(liAt, new Dead(session.member, death));
      }
    });
    aliveByLiAt.values().removeIf(session::equals);
    aliveByLiA.values().removeIf(session::equals);
    sessions.remove(session);
  }
}
