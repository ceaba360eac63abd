package run.edges.companion.server;

import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import run.edges.companion.protocol.api.Scope;
import run.edges.companion.protocol.api.WorkspaceBody;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.server.configuration.Configuration;
import run.edges.companion.server.database.Database;
import run.edges.companion.server.keys.KeyFile;
import run.edges.companion.server.workspace.ApiKeyStore;
import run.edges.companion.server.workspace.MemberStore;
import run.edges.companion.server.workspace.WorkspaceStore;

/** The workspace that the first start makes, with the API key that the command line uses. */
record FirstWorkspace(
    Database database,
    WorkspaceStore workspaces,
    MemberStore members,
    ApiKeyStore apiKeys,
    Clock clock) {
  /** Makes what is missing: a lost key file leads to another key. */
  void create(Configuration configuration) {
    Path keyFile = configuration.dataFolder().resolve(ApiKeyStore.FILE);
    SecretText key =
        SecretText.of(
            KeyFile.readOrCreate(
                keyFile, () -> ApiKeyStore.generate().reveal(SecretAccess.granted())));
    boolean known = database.read(handle -> apiKeys.find(handle, key, clock.instant())).isPresent();
    if (!known) {
      database.write(handle -> {
        WorkspaceBody workspace =
            workspaces
                .findFirst(handle)
                .orElseGet(() ->
                    workspaces.create(handle, configuration.workspaceName(), clock.instant()));
        WorkspaceBody.Member admin =
            members.create(
                handle, workspace.uid(), "Command line", WorkspaceBody.Role.ADMIN, clock.instant());
        return apiKeys.create(
            handle, admin.uid(), "command line", EnumSet.allOf(Scope.class), key, clock.instant());
      });
    }
  }
}
