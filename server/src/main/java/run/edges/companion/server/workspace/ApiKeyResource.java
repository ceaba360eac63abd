package run.edges.companion.server.workspace;

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
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.api.Scope;
import run.edges.companion.protocol.api.WorkspaceBody.ApiKey;
import run.edges.companion.protocol.api.WorkspaceBody.Member;
import run.edges.companion.protocol.api.WorkspaceBody.NewApiKey;
import run.edges.companion.server.action.Audited;
import run.edges.companion.server.database.Database;
import run.edges.companion.server.http.ApiException;
import run.edges.companion.server.http.Fields;

/** {@code /v1/api-keys}: the keys of the workspace. An addition to the Edges API. */
@Path("v1/api-keys")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RequiresScope(Scope.ADMIN)
public final class ApiKeyResource {
  private final Database database;
  private final MemberStore members;
  private final ApiKeyStore apiKeys;
  private final Clock clock;

  public ApiKeyResource(Database database, MemberStore members, ApiKeyStore apiKeys, Clock clock) {
    this.database = database;
    this.members = members;
    this.apiKeys = apiKeys;
    this.clock = clock;
  }

  @GET
  public List<ApiKey> list(@Context SecurityContext security) {
    return database.read(handle -> apiKeys.list(handle, WorkspacePrincipal.workspaceOf(security)));
  }

  /** Makes a key. It never has a scope that the caller's key lacks or the member's role forbids. */
  @POST
  @Audited("key.create")
  public ApiKey create(@Context SecurityContext security, @Nullable NewApiKey request) {
    NewApiKey wanted = Fields.body(request);
    String name = Fields.name(wanted.name());
    String memberUid = wanted.memberUid();
    if (memberUid == null) {
      throw ApiException.badParameters("member_uid says whose key it is.");
    }
    WorkspacePrincipal caller = WorkspacePrincipal.of(security);
    return database.write(handle -> {
      Member member =
          members
              .find(handle, caller.workspaceUid(), memberUid)
              .orElseThrow(() -> ApiException.notFound("member"));
      return apiKeys.create(
          handle,
          member.uid(),
          name,
          granted(wanted.scopes(), caller, member),
          ApiKeyStore.generate(),
          clock.instant());
    });
  }

  @DELETE
  @Audited("key.revoke")
  @Path("{id}")
  public Map<String, String> revoke(@Context SecurityContext security, @PathParam("id") String id) {
    return database.write(handle -> {
      boolean known =
          apiKeys.list(handle, WorkspacePrincipal.workspaceOf(security)).stream()
              .anyMatch(key -> key.id().equals(id));
      if (!known) {
        throw ApiException.notFound("API key");
      }
      apiKeys.revoke(handle, id, clock.instant());
      return Map.of();
    });
  }

  private static Set<Scope> granted(
      @Nullable Set<Scope> wanted, WorkspacePrincipal caller, Member member) {
    Set<Scope> most = EnumSet.copyOf(MemberStore.allowedBy(member.role()));
    most.retainAll(caller.scopes());
    if (wanted == null) {
      return most;
    }
    if (wanted.isEmpty() || !most.containsAll(wanted)) {
      throw ApiException.badParameters(
          "scopes must be some of " + most + ": those of your key that the member's role allows.");
    }
    return EnumSet.copyOf(wanted);
  }
}
