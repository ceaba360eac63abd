package run.edges.companion.server.link;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.api.Scope;
import run.edges.companion.protocol.api.SharedLinkBody;
import run.edges.companion.protocol.api.SharedLinkBody.Kind;
import run.edges.companion.server.action.Audited;
import run.edges.companion.server.database.Database;
import run.edges.companion.server.http.ApiException;
import run.edges.companion.server.identity.IdentityStore;
import run.edges.companion.server.workspace.WorkspacePrincipal;

/** Shared links of an identity: issue, list, revoke. An addition to the Edges API. */
@Path("v1/identities/{identity_uid}/shared-links")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class LinkResource {
  private static final Duration MAX_LIFETIME = Duration.ofDays(36500);

  private final Database database;
  private final IdentityStore identities;
  private final LinkStore links;
  private final OwnerLinks ownerLinks;
  private final Optional<Duration> defaultLifetime;
  private final Clock clock;

  public LinkResource(
      Database database,
      IdentityStore identities,
      LinkStore links,
      OwnerLinks ownerLinks,
      Optional<Duration> defaultLifetime,
      Clock clock) {
    this.database = database;
    this.identities = identities;
    this.links = links;
    this.ownerLinks = ownerLinks;
    this.defaultLifetime = defaultLifetime;
    this.clock = clock;
  }

  @POST
  @Audited("link.issue")
  public SharedLinkBody issue(
      @Context SecurityContext security,
      @PathParam("identity_uid") String identityUid,
      SharedLinkBody.@Nullable New request) {
    Optional<Duration> lifetime =
        Optional.ofNullable(request)
            .map(SharedLinkBody.New::lifetime)
            .map(LinkResource::duration)
            .or(() -> defaultLifetime);
    return database.write(handle -> {
      identities.get(handle, WorkspacePrincipal.workspaceOf(security), identityUid);
      Instant now = clock.instant();
      return ownerLinks.body(
          handle,
          links.issue(handle, identityUid, Kind.SHARED, now, lifetime.map(now::plus).orElse(null)),
          true);
    });
  }

  @GET
  public List<SharedLinkBody> list(
      @Context SecurityContext security, @PathParam("identity_uid") String identityUid) {
    WorkspacePrincipal caller = WorkspacePrincipal.of(security);
    boolean mayHand = caller.scopes().contains(Scope.WRITE);
    return database.read(handle -> {
      identities.get(handle, caller.workspaceUid(), identityUid);
      return links.list(handle, identityUid).stream()
          .map(link -> ownerLinks.body(handle, link, mayHand))
          .toList();
    });
  }

  @DELETE
  @Audited("link.revoke")
  @Path("{id}")
  public SharedLinkBody revoke(
      @Context SecurityContext security,
      @PathParam("identity_uid") String identityUid,
      @PathParam("id") String id) {
    return database.write(handle -> {
      identities.get(handle, WorkspacePrincipal.workspaceOf(security), identityUid);
      if (links.find(handle, id).filter(link -> link.identityUid().equals(identityUid)).isEmpty()) {
        throw ApiException.notFound("shared link");
      }
      links.revoke(handle, id, clock.instant());
      return ownerLinks.body(handle, links.find(handle, id).orElseThrow(), true);
    });
  }

  private static Duration duration(String text) {
    try {
      Duration duration = Duration.parse(text);
      if (duration.isPositive() && duration.compareTo(MAX_LIFETIME) <= 0) {
        return duration;
      }
    } catch (DateTimeParseException malformed) {
      throw ApiException.badParameters("lifetime must be an ISO 8601 duration such as P30D.");
    }
    throw ApiException.badParameters("lifetime must be positive and at most P36500D.");
  }
}
