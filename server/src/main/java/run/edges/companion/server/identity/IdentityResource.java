package run.edges.companion.server.identity;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import run.edges.companion.server.database.Database;
import run.edges.companion.server.http.ApiException;
import run.edges.companion.server.workspace.WorkspacePrincipal;

/** {@code /v1/identities}, as in the Edges API. */
@Path("v1/identities")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class IdentityResource {
  private static final Set<String> TYPES = Set.of("standard", "engagement");
  private static final int MIN_NAME = 3;
  private static final int MAX_NAME = 200;

  private final Database database;
  private final IdentityStore identities;
  private final Clock clock;

  public IdentityResource(Database database, IdentityStore identities, Clock clock) {
    this.database = database;
    this.identities = identities;
    this.clock = clock;
  }

  /** Body of a create. */
  public record NewIdentity(
      @Nullable String name, @Nullable String timezone, @Nullable String type) {}

  /** An identity as JSON; {@code accounts} only where asked for. */
  public record IdentityBody(
      String uid,
      String workspaceUid,
      Instant createdAt,
      String name,
      String timezone,
      String type,
      List<String> integrations,
      @Nullable List<AccountBody> accounts) {}

  /** An account of an identity, under every name that clients of the Edges API read. */
  public record AccountBody(String integration, String type, String status, String accountName) {}

  @GET
  public List<IdentityBody> list(
      @Context SecurityContext security,
      @QueryParam("page") @DefaultValue("1") int page,
      @QueryParam("retrieve_accounts") @DefaultValue("false") boolean retrieveAccounts) {
    if (page < 1) {
      throw ApiException.badParameters("page starts at 1.");
    }
    return database
        .read(handle -> identities.list(handle, WorkspacePrincipal.workspaceOf(security), page))
        .stream()
        .map(identity -> body(identity, retrieveAccounts))
        .toList();
  }

  @POST
  public IdentityBody create(@Context SecurityContext security, @Nullable NewIdentity request) {
    if (request == null) {
      throw new ApiException(400, "BAD_INPUT", "The body is not one JSON object.");
    }
    String name = request.name() == null ? "" : request.name().strip();
    if (name.length() < MIN_NAME || name.length() > MAX_NAME || hasControl(name)) {
      throw ApiException.badParameters("name must have 3 to 200 characters.");
    }
    String timezone = request.timezone() == null ? "Europe/Paris" : request.timezone();
    if (!ZoneId.getAvailableZoneIds().contains(timezone)) {
      throw ApiException.badParameters("timezone must be an IANA name such as Europe/Paris.");
    }
    String type = request.type() == null ? "standard" : request.type();
    if (!TYPES.contains(type)) {
      throw ApiException.badParameters("type must be standard or engagement.");
    }
    String workspaceUid = WorkspacePrincipal.workspaceOf(security);
    return body(
        database.write(handle ->
            identities.create(handle, workspaceUid, name, timezone, type, clock.instant())),
        false);
  }

  @GET
  @Path("{uid}")
  public IdentityBody get(@Context SecurityContext security, @PathParam("uid") String uid) {
    return body(
        database
            .read(handle -> identities.find(handle, WorkspacePrincipal.workspaceOf(security), uid))
            .orElseThrow(() -> ApiException.notFound("identity")),
        true);
  }

  private static boolean hasControl(String name) {
    return name.chars().anyMatch(Character::isISOControl);
  }

  private static IdentityBody body(Identity identity, boolean withAccounts) {
    Identity.Account account = identity.account();
    return new IdentityBody(
        identity.uid(),
        identity.workspaceUid(),
        identity.createdAt(),
        identity.name(),
        identity.timezone(),
        identity.type(),
        account == null ? List.of() : List.of("linkedin"),
        withAccounts ? accounts(account) : null);
  }

  private static List<AccountBody> accounts(Identity.@Nullable Account account) {
    return account == null
        ? List.of()
        : List.of(new AccountBody("linkedin", "linkedin", account.status(), account.accountName()));
  }
}
