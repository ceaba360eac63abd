package run.edges.companion.server.command;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import run.edges.companion.protocol.api.IdentityBody;

/** {@code identity create|list|show|update|delete}. */
@Command(
    name = "identity",
    mixinStandardHelpOptions = true,
    description = "Identities: the people whose LinkedIn account the workspace works with.",
    subcommands = {
      IdentityCommand.Create.class,
      IdentityCommand.ListAll.class,
      IdentityCommand.Show.class,
      IdentityCommand.Update.class,
      IdentityCommand.Delete.class
    })
final class IdentityCommand {
  private IdentityCommand() {}

  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = "Create an identity and print its uid.")
  static final class Create extends ApiCommand {
    @Parameters(paramLabel = "NAME", description = "Name, at least 3 characters.")
    private String name = "";

    @Option(
        names = "--timezone",
        paramLabel = "ZONE",
        defaultValue = "Europe/Paris",
        description = "IANA time zone of the owner. Default: ${DEFAULT-VALUE}")
    private String timezone = "";

    @Option(
        names = "--email",
        paramLabel = "ADDRESS",
        description = "Where the owner is told that something is needed.")
    private @Nullable String email;

    @Override
    public void run() {
      IdentityBody identity =
          client().createIdentity(new IdentityBody.New(name, timezone, "standard", email));
      print(identity, identity.uid());
    }
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "List identities, 50 a page.")
  static final class ListAll extends ApiCommand {
    @Option(names = "--page", paramLabel = "N", defaultValue = "1", description = "Page, from 1.")
    private int page;

    @Option(names = "--query", paramLabel = "TEXT", description = "Part of the name.")
    private @Nullable String query;

    @Override
    public void run() {
      printAll(
          client().identities(Optional.ofNullable(query), page, true),
          "No identities. Create one with: identity create NAME",
          "uid",
          "name",
          "timezone",
          "is_active",
          "created_at");
    }
  }

  @Command(name = "show", mixinStandardHelpOptions = true, description = "Show an identity.")
  static final class Show extends ApiCommand {
    @Parameters(paramLabel = "IDENTITY", description = "uid of the identity.")
    private String identity = "";

    @Override
    public void run() {
      printOne(
          client().identity(identity),
          "uid",
          "name",
          "timezone",
          "type",
          "integrations",
          "is_active",
          "created_at");
    }
  }

  @Command(
      name = "update",
      mixinStandardHelpOptions = true,
      description = "Change an identity's name and time zone.")
  static final class Update extends ApiCommand {
    @Parameters(index = "0", paramLabel = "IDENTITY", description = "uid of the identity.")
    private String identity = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "New name.")
    private String name = "";

    @Option(names = "--timezone", paramLabel = "ZONE", description = "New IANA time zone.")
    private @Nullable String timezone;

    @Option(
        names = "--email",
        paramLabel = "ADDRESS",
        description = "Where the owner is told that something is needed; empty for nowhere.")
    private @Nullable String email;

    @Override
    public void run() {
      IdentityBody updated =
          client().updateIdentity(identity, new IdentityBody.Update(name, timezone, email));
      print(updated, updated.uid());
    }
  }

  @Command(
      name = "delete",
      mixinStandardHelpOptions = true,
      description = "Delete an identity: its integration ends, its links are revoked.")
  static final class Delete extends ApiCommand {
    @Parameters(paramLabel = "IDENTITY", description = "uid of the identity.")
    private String identity = "";

    @Override
    public void run() {
      client().deleteIdentity(identity);
      out().println("Deleted.");
    }
  }
}
