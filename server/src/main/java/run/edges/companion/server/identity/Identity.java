package run.edges.companion.server.identity;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An end user of a workspace, as in the Edges API.
 *
 * @param timezone IANA name
 * @param type {@code standard} or {@code engagement}
 * @param account the LinkedIn account attached to it
 * @param email where the owner is told that something is needed
 */
public record Identity(
    String uid,
    String workspaceUid,
    String name,
    String timezone,
    String type,
    Instant createdAt,
    @Nullable Account account,
    @Nullable String email) {

  /** What the list of identities says of an integration. */
  public record Account(String status, String accountName) {}
}
