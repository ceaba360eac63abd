package run.edges.companion.protocol.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.secret.SecretText;

/**
 * An end user of a workspace.
 *
 * @param timezone canonical IANA name
 * @param type {@code standard} or {@code engagement}
 * @param integrations platforms that something is attached to; {@code ["linkedin"]} or empty
 * @param isActive {@code "true"} while the LinkedIn integration is valid, otherwise {@code
 *     "false"}; text, as in the Edges API
 * @param accounts only where {@code retrieve_accounts} asks for them, and for one identity
 * @param identityLoginLinks only in the answer to a create: for each platform, a link for the owner
 * @param email where the owner is told that something is needed, if the server sends mail
 */
public record IdentityBody(
    String uid,
    String workspaceUid,
    Instant createdAt,
    String name,
    String timezone,
    String type,
    List<String> integrations,
    String isActive,
    @Nullable List<Account> accounts,
    @Nullable Map<String, SecretText> identityLoginLinks,
    @Nullable String email) {

  /** An account of an identity, under every name that clients of the Edges API read. */
  public record Account(String integration, String type, String status, String accountName) {}

  /** Body of a create. Left out: {@code Europe/Paris}, {@code standard}. */
  public record New(
      @Nullable String name,
      @Nullable String timezone,
      @Nullable String type,
      @Nullable String email) {}

  /** Body of an update. What is left out stays; an empty address is removed. */
  public record Update(@Nullable String name, @Nullable String timezone, @Nullable String email) {}
}
