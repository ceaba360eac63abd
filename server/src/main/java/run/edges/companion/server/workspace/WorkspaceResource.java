package run.edges.companion.server.workspace;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.api.Scope;
import run.edges.companion.protocol.api.WorkspaceBody;
import run.edges.companion.protocol.api.WorkspaceBody.Role;
import run.edges.companion.server.action.Audited;
import run.edges.companion.server.database.Database;
import run.edges.companion.server.http.Fields;

/**
 * {@code /v1/workspaces}: the caller's own workspace, and new ones for who runs the server. An
 * addition to the Edges API.
 */
@Path("v1/workspaces")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class WorkspaceResource {
  private static final String FIRST_MEMBER = "Administrator";
  private static final String FIRST_KEY = "first key";

  private final Database database;
  private final WorkspaceStore workspaces;
  private final MemberStore members;
  private final ApiKeyStore apiKeys;
  private final Clock clock;

  public WorkspaceResource(
      Database database,
      WorkspaceStore workspaces,
      MemberStore members,
      ApiKeyStore apiKeys,
      Clock clock) {
    this.database = database;
    this.workspaces = workspaces;
    this.members = members;
    this.apiKeys = apiKeys;
    this.clock = clock;
  }

  /** A list, as in the Edges API; a key belongs to one workspace. */
  @GET
  public List<WorkspaceBody> list(@Context SecurityContext security) {
    return database.read(handle ->
        workspaces.find(handle, WorkspacePrincipal.workspaceOf(security)).stream().toList());
  }

  @POST
  @Audited("workspace.create")
  @RequiresScope(Scope.SERVER)
  public WorkspaceBody.Created create(WorkspaceBody.@Nullable New request) {
    String name = Fields.name(Fields.body(request).name());
    EnumSet<Scope> scopes = EnumSet.complementOf(EnumSet.of(Scope.SERVER));
    return database.write(handle -> {
      Instant now = clock.instant();
      WorkspaceBody workspace = workspaces.create(handle, name, now);
      WorkspaceBody.Member admin =
          members.create(handle, workspace.uid(), FIRST_MEMBER, Role.ADMIN, now);
      return new WorkspaceBody.Created(
          workspace,
          admin,
          apiKeys.create(handle, admin.uid(), FIRST_KEY, scopes, ApiKeyStore.generate(), now));
    });
  }
}
