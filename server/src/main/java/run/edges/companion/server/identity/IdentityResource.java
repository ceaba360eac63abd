package run.edges.companion.server.identity;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.api.IdentityBody;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.server.action.Audited;
import run.edges.companion.server.database.Database;
import run.edges.companion.server.http.ApiException;
import run.edges.companion.server.http.Fields;
import run.edges.companion.server.workspace.WorkspacePrincipal;

/** {@code /v1/identities}, as in the Edges API. */
@Path("v1/identities")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class IdentityResource {
  private static final Set<String> TYPES = Set.of("standard", "engagement");
  private static final String VALID = "VALID";

  private final Database database;
  private final IdentityStore identities;
  private final Attached attached;
  private final Supplier<URI> publicUrl;
  private final Clock clock;

  /**
   * What other features hang on an identity.
   *
   * @param loginLinks makes a login link for each platform
   * @param rename takes the identity's new name over
   * @param end ends what is attached, within the transaction; returns what to do once it is durable
   */
  public record Attached(
      BiFunction<Handle, String, Map<String, SecretText>> loginLinks,
      BiConsumer<Handle, String> rename,
      BiFunction<Handle, String, Runnable> end) {}

  /**
   * Identities.
   *
   * @param publicUrl the server's address as clients know it, which a proxy may have changed
   */
  public IdentityResource(
      Database database,
      IdentityStore identities,
      Attached attached,
      Supplier<URI> publicUrl,
      Clock clock) {
    this.database = database;
    this.identities = identities;
    this.attached = attached;
    this.publicUrl = publicUrl;
    this.clock = clock;
  }

  @GET
  public Response list(
      @Context SecurityContext security,
      @Context UriInfo uri,
      @QueryParam("query") @Nullable String query,
      @QueryParam("page") @DefaultValue("1") int page,
      @QueryParam("retrieve_accounts") @DefaultValue("false") boolean retrieveAccounts) {
    if (page < 1) {
      throw ApiException.badParameters("page starts at 1.");
    }
    Optional<String> name = Optional.ofNullable(query).filter(text -> !text.isBlank());
    List<Identity> found =
        database.read(handle ->
            identities.list(handle, WorkspacePrincipal.workspaceOf(security), name, page));
    Response.ResponseBuilder response =
        Response.ok(
            found.stream()
                .limit(IdentityStore.PAGE_SIZE)
                .map(identity -> body(identity, retrieveAccounts, null))
                .toList());
    if (found.size() > IdentityStore.PAGE_SIZE) {
      response.header(
          "X-Pagination-Next",
          UriBuilder.fromUri(publicUrl.get())
              .path(uri.getPath())
              .replaceQuery(uri.getRequestUri().getRawQuery())
              .replaceQueryParam("page", page + 1)
              .build());
    }
    return response.build();
  }

  @POST
  @Audited("identity.create")
  public IdentityBody create(
      @Context SecurityContext security, IdentityBody.@Nullable New request) {
    IdentityBody.New wanted = Fields.body(request);
    String name = Fields.name(wanted.name());
    String timezone = IdentityRules.timezone(wanted.timezone(), IdentityRules.DEFAULT_TIMEZONE);
    String type = wanted.type() == null ? "standard" : wanted.type();
    if (!TYPES.contains(type)) {
      throw ApiException.badParameters("type must be standard or engagement.");
    }
    String email = IdentityRules.email(wanted.email());
    String workspaceUid = WorkspacePrincipal.workspaceOf(security);
    return database.write(handle -> {
      Identity identity =
          identities.create(handle, workspaceUid, name, timezone, type, email, clock.instant());
      return body(identity, false, attached.loginLinks().apply(handle, identity.uid()));
    });
  }

  @GET
  @Path("{identity_uid}")
  public IdentityBody get(
      @Context SecurityContext security, @PathParam("identity_uid") String uid) {
    return body(
        database.read(
            handle -> identities.get(handle, WorkspacePrincipal.workspaceOf(security), uid)),
        true,
        null);
  }

  @PUT
  @Audited("identity.update")
  @Path("{identity_uid}")
  public IdentityBody update(
      @Context SecurityContext security,
      @PathParam("identity_uid") String uid,
      IdentityBody.@Nullable Update request) {
    IdentityBody.Update wanted = Fields.body(request);
    String name = Fields.name(wanted.name());
    return database.write(handle -> {
      Identity before = identities.get(handle, WorkspacePrincipal.workspaceOf(security), uid);
      identities.update(
          handle,
          uid,
          name,
          IdentityRules.timezone(wanted.timezone(), before.timezone()),
          wanted.email() == null ? before.email() : IdentityRules.email(wanted.email()));
      attached.rename().accept(handle, uid);
      return body(
          identities.get(handle, WorkspacePrincipal.workspaceOf(security), uid), true, null);
    });
  }

  @DELETE
  @Audited("identity.delete")
  @Path("{identity_uid}")
  public Map<String, String> delete(
      @Context SecurityContext security, @PathParam("identity_uid") String uid) {
    Runnable afterwards =
        database.write(handle -> {
          identities.get(handle, WorkspacePrincipal.workspaceOf(security), uid);
          Runnable ended = attached.end().apply(handle, uid);
          identities.delete(handle, uid, clock.instant());
          return ended;
        });
    afterwards.run();
    return Map.of();
  }

  private static IdentityBody body(
      Identity identity, boolean withAccounts, @Nullable Map<String, SecretText> loginLinks) {
    Identity.Account account = identity.account();
    return new IdentityBody(
        identity.uid(),
        identity.workspaceUid(),
        identity.createdAt(),
        identity.name(),
        identity.timezone(),
        identity.type(),
        account == null ? List.of() : List.of("linkedin"),
        Boolean.toString(account != null && account.status().equals(VALID)),
        withAccounts ? accounts(account) : null,
        loginLinks,
        identity.email());
  }

  private static List<IdentityBody.Account> accounts(Identity.@Nullable Account account) {
    return account == null
        ? List.of()
        : List.of(
            new IdentityBody.Account(
                "linkedin", "linkedin", account.status(), account.accountName()));
  }
}
