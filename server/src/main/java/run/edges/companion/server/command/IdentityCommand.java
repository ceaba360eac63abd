package run.edges.companion.server.command;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code identity create|list}. */
@Command(
    name = "identity",
    mixinStandardHelpOptions = true,
    description = "Identities: the people whose LinkedIn account the workspace works with.",
    subcommands = {IdentityCommand.Create.class, IdentityCommand.ListAll.class})
final class IdentityCommand {
  private IdentityCommand() {}

  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = "Create an identity and print its uid.")
  static final class Create extends ApiCommand implements Runnable {
    @Parameters(paramLabel = "NAME", description = "Name, at least 3 characters.")
    private String name = "";

    @Option(
        names = "--timezone",
        paramLabel = "ZONE",
        defaultValue = "Europe/Paris",
        description = "IANA time zone of the owner. Default: ${DEFAULT-VALUE}")
    private String timezone = "";

    @Override
    public void run() {
      JsonObject request = new JsonObject();
      request.addProperty("name", name);
      request.addProperty("timezone", timezone);
      request.addProperty("type", "standard");
      JsonObject identity = client().post("/v1/identities", request);
      if (!printedJson(identity)) {
        out().println(text(identity, "uid"));
      }
    }
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "List identities, 50 a page.")
  static final class ListAll extends ApiCommand implements Runnable {
    @Option(names = "--page", paramLabel = "N", defaultValue = "1", description = "Page, from 1.")
    private int page;

    @Override
    public void run() {
      var identities = client().list("/v1/identities?page=" + page);
      if (!printedJson(identities)) {
        List<JsonObject> rows =
            identities.asList().stream().map(JsonElement::getAsJsonObject).toList();
        printTable(
            rows,
            "No identities. Create one with: identity create NAME",
            "uid",
            "name",
            "timezone",
            "created_at");
      }
    }
  }
}
