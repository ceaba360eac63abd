package run.edges.companion.server.audit;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that was done in a workspace.
 *
 * @param actor name of the member or API key, as it was then
 * @param byKey whether the actor is an API key
 * @param subject uid of what it was done to
 * @param address from which the request came
 */
public record AuditEntry(
    String id,
    Instant occurredAt,
    String actor,
    boolean byKey,
    String action,
    Optional<String> subject,
    String address) {

  /** Something that is done now. */
  public record Done(
      String workspaceUid,
      String actor,
      boolean byKey,
      String action,
      Optional<String> subject,
      String address) {}
}
