package run.edges.companion.server.command;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import run.edges.companion.protocol.api.SharedLinkBody;
import run.edges.companion.protocol.secret.SecretAccess;

/** {@code link issue|list|revoke}. */
@Command(
    name = "link",
    mixinStandardHelpOptions = true,
    description = "Shared links: what an owner opens to accept.",
    subcommands = {LinkCommand.Issue.class, LinkCommand.ListAll.class, LinkCommand.Revoke.class})
final class LinkCommand {
  private LinkCommand() {}

  @Command(
      name = "issue",
      mixinStandardHelpOptions = true,
      description = "Issue a shared link and print it. Send it to the owner only.")
  static final class Issue extends ApiCommand {
    @Parameters(paramLabel = "IDENTITY", description = "uid of the identity.")
    private String identity = "";

    @Option(
        names = "--lifetime",
        paramLabel = "DURATION",
        description =
            "How long it can be used, such as P30D or PT2H. Default: link.lifetime, else no end.")
    private @Nullable String lifetime;

    @Override
    public void run() {
      SharedLinkBody link = client().issueSharedLink(identity, new SharedLinkBody.New(lifetime));
      // A link that was just issued comes with its address.
      print(link, Objects.requireNonNull(link.url()).reveal(SecretAccess.granted()));
    }
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "List the shared links of an identity.")
  static final class ListAll extends ApiCommand {
    @Parameters(paramLabel = "IDENTITY", description = "uid of the identity.")
    private String identity = "";

    @Override
    public void run() {
      printAll(
          client().sharedLinks(identity),
          "No shared links. Issue one with: link issue " + identity,
          "id",
          "state",
          "created_at",
          "expires_at");
    }
  }

  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = "Revoke a shared link. Sharing that was accepted with it goes on.")
  static final class Revoke extends ApiCommand {
    @Parameters(index = "0", paramLabel = "IDENTITY", description = "uid of the identity.")
    private String identity = "";

    @Parameters(index = "1", paramLabel = "LINK", description = "id of the link.")
    private String link = "";

    @Override
    public void run() {
      SharedLinkBody revoked = client().revokeSharedLink(identity, link);
      print(revoked, revoked.id() + " " + revoked.state());
    }
  }
}
