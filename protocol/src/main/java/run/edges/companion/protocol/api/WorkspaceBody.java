package run.edges.companion.protocol.api;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.secret.SecretText;

/** A customer that asks owners for access. */
public record WorkspaceBody(String uid, String name) {

  /** Body of a create. */
  public record New(@Nullable String name) {}

  /** A new workspace with the key of its first Admin, which is shown only now. */
  public record Created(WorkspaceBody workspace, Member member, ApiKey apiKey) {}

  /** What a member may be allowed. */
  public enum Role {
    /** Everything. */
    ADMIN,
    /** Identities and integrations. */
    OPS,
    /** Read only. */
    USER
  }

  /** A person who operates a workspace. */
  public record Member(String uid, String name, Role role, Instant createdAt) {}

  /** Body of a create or an update of a member. */
  public record NewMember(@Nullable String name, @Nullable Role role) {}

  /**
   * A member's way into the dashboard.
   *
   * @param url for the member only; can be used once
   */
  public record Invitation(SecretText url, Instant expiresAt) {}

  /**
   * An API key.
   *
   * @param key the key itself; only in the answer to its create
   */
  public record ApiKey(
      String id,
      String memberUid,
      String name,
      Set<Scope> scopes,
      Instant createdAt,
      @Nullable Instant lastUsedAt,
      @Nullable Instant revokedAt,
      @Nullable SecretText key) {}

  /** Body of a create; scopes that are left out are all that the member's role allows. */
  public record NewApiKey(
      @Nullable String name, @Nullable String memberUid, @Nullable Set<Scope> scopes) {}
}
