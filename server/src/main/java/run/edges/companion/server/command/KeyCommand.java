package run.edges.companion.server.command;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import run.edges.companion.protocol.api.Scope;
import run.edges.companion.protocol.api.WorkspaceBody.ApiKey;
import run.edges.companion.protocol.api.WorkspaceBody.NewApiKey;
import run.edges.companion.protocol.secret.SecretAccess;

/** {@code key create|list|revoke}. */
@Command(
    name = "key",
    mixinStandardHelpOptions = true,
    description = "API keys of the workspace's members.",
    subcommands = {KeyCommand.Create.class, KeyCommand.ListAll.class, KeyCommand.Revoke.class})
final class KeyCommand {
  private KeyCommand() {}

  /** The key itself, which no later answer holds. */
  static String shown(ApiKey key) {
    return key.key() == null ? key.id() : key.key().reveal(SecretAccess.granted());
  }

  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = "Create an API key and print it. It is shown only now.")
  static final class Create extends ApiCommand {
    @Parameters(index = "0", paramLabel = "MEMBER", description = "uid of the member.")
    private String member = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "What the key is for.")
    private String name = "";

    @Option(
        names = "--scopes",
        split = ",",
        paramLabel = "SCOPE",
        description =
            "read, write, session:read, admin, server. Default: all that the member's role and your key allow.")
    private @Nullable Set<String> scopes;

    @Override
    public void run() {
      ApiKey key = client().createApiKey(new NewApiKey(name, member, chosen()));
      print(key, shown(key));
    }

    private @Nullable Set<Scope> chosen() {
      return scopes == null
          ? null
          : scopes.stream().map(this::scope).collect(Collectors.toUnmodifiableSet());
    }

    private Scope scope(String label) {
      return Arrays.stream(Scope.values())
          .filter(scope -> scope.toString().equals(label))
          .findFirst()
          .orElseThrow(() -> wrong("There is no scope " + label + "."));
    }
  }

  @Command(name = "list", mixinStandardHelpOptions = true, description = "List the API keys.")
  static final class ListAll extends ApiCommand {
    @Override
    public void run() {
      printAll(
          client().apiKeys(),
          "No API keys.",
          "id",
          "name",
          "member_uid",
          "scopes",
          "last_used_at",
          "revoked_at");
    }
  }

  @Command(name = "revoke", mixinStandardHelpOptions = true, description = "Revoke an API key.")
  static final class Revoke extends ApiCommand {
    @Parameters(paramLabel = "KEY", description = "id of the key.")
    private String id = "";

    @Override
    public void run() {
      client().revokeApiKey(id);
      out().println("Revoked.");
    }
  }
}
