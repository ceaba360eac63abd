package run.edges.companion.server.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import run.edges.companion.protocol.api.WorkspaceBody.Invitation;
import run.edges.companion.protocol.api.WorkspaceBody.Member;
import run.edges.companion.protocol.api.WorkspaceBody.Role;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.server.access.SignInStore.Purpose;
import run.edges.companion.server.audit.AuditEntry;
import run.edges.companion.server.audit.AuditStore;
import run.edges.companion.server.database.Database;
import run.edges.companion.server.page.Pages;
import run.edges.companion.server.workspace.MemberStore;

/** Invites members and signs them in. Thread-safe. */
public final class Access {
  private static final Duration INVITATION = Duration.ofDays(7);
  private static final Duration CHALLENGE = Duration.ofMinutes(5);
  private static final String FIRST_MEMBER = "Administrator";

  private final Database database;
  private final MemberStore members;
  private final SignInStore signIns;
  private final CredentialStore credentials;
  private final AuditStore audit;
  private final Pages pages;
  private final Rules rules;
  private final Clock clock;
  private final Passwords passwords = new Passwords();
  private final Passkeys passkeys;

  /**
   * How long a sign-in lives.
   *
   * @param idle without a request
   * @param lifetime in any case
   */
  public record Rules(Duration idle, Duration lifetime) {}

  public Access(
      Database database,
      MemberStore members,
      SignInStore signIns,
      CredentialStore credentials,
      AuditStore audit,
      Pages pages,
      Rules rules,
      Clock clock) {
    this.database = database;
    this.members = members;
    this.signIns = signIns;
    this.credentials = credentials;
    this.audit = audit;
    this.pages = pages;
    this.rules = rules;
    this.clock = clock;
    this.passkeys = new Passkeys(pages::origin);
  }

  Database database() {
    return database;
  }

  SignInStore signIns() {
    return signIns;
  }

  CredentialStore credentials() {
    return credentials;
  }

  public Pages pages() {
    return pages;
  }

  Passwords passwords() {
    return passwords;
  }

  Passkeys passkeys() {
    return passkeys;
  }

  Rules rules() {
    return rules;
  }

  Instant now() {
    return clock.instant();
  }

  /**
   * An invitation of a member, or a way back in for one who lost theirs. The one before is void.
   */
  public Invitation invite(Handle handle, String memberUid) {
    SecretText token = SignInStore.newToken();
    Instant now = now();
    Instant expiresAt = now.plus(INVITATION);
    signIns.keep(handle, token, Purpose.INVITATION, Optional.of(memberUid), now, expiresAt);
    return new Invitation(
        SecretText.of(
            pages.origin()
                + pages.base()
                + "/dashboard/invitation#"
                + token.reveal(SecretAccess.granted())),
        expiresAt);
  }

  /** The link for the first member, as long as nobody can sign in. */
  public Optional<SecretText> firstInvitation(String workspaceUid) {
    return database.write(handle -> {
      if (credentials.anybody(handle)) {
        return Optional.empty();
      }
      Member first =
          members.list(handle, workspaceUid).stream()
              .filter(member -> member.name().equals(FIRST_MEMBER))
              .findFirst()
              .orElseGet(
                  () -> members.create(handle, workspaceUid, FIRST_MEMBER, Role.ADMIN, now()));
      return Optional.of(invite(handle, first.uid()).url());
    });
  }

  /** A challenge for a passkey, that can be answered once. */
  SecretText challenge(Purpose purpose, Optional<String> memberUid) {
    SecretText token = SignInStore.newToken();
    Instant now = now();
    return database.write(handle -> {
      signIns.keep(handle, token, purpose, memberUid, now, now.plus(CHALLENGE));
      return token;
    });
  }

  /** Signs a member in; the token is all that says so. */
  SecretText begin(Handle handle, String memberUid, SignInStore.Origin origin) {
    SecretText token = SignInStore.newToken();
    Instant now = now();
    signIns.begin(handle, token, memberUid, origin, now, now.plus(rules.lifetime()));
    String action = origin.way().equals("INVITATION") ? "invitation.accept" : "sign-in";
    note(handle, memberUid, action, origin);
    return token;
  }

  /** Puts what a member did, or somebody in their name, into the audit. */
  void note(Handle handle, String memberUid, String action, SignInStore.Origin origin) {
    members
        .findAnywhere(handle, memberUid)
        .ifPresent(found ->
            audit.append(
                handle,
                new AuditEntry.Done(
                    found.workspaceUid(),
                    found.member().name(),
                    false,
                    action,
                    Optional.of(memberUid),
                    origin.address()),
                now()));
  }
}
