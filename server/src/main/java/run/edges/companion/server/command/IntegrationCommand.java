package run.edges.companion.server.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code integration list|show|refresh|revoke}. */
@Command(
    name = "integration",
    mixinStandardHelpOptions = true,
    description = "Integrations: the LinkedIn accounts that owners share.",
    subcommands = {
      IntegrationCommand.ListAll.class,
      IntegrationCommand.Show.class,
      IntegrationCommand.Refresh.class,
      IntegrationCommand.Revoke.class
    })
final class IntegrationCommand {
  private IntegrationCommand() {}

  private static String path(String identity) {
    return "/v1/identities/" + identity + "/integrations/linkedin";
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "List the integrations, ended ones too.")
  static final class ListAll extends ApiCommand implements Runnable {
    @Override
    public void run() {
      var integrations = client().list("/v1/integrations");
      if (!printedJson(integrations)) {
        printTable(
            integrations.asList().stream().map(JsonElement::getAsJsonObject).toList(),
            "No integrations. An owner makes one by accepting a shared link.",
            "identity_uid",
            "state",
            "status",
            "error",
            "verified_as",
            "verified_at",
            "level");
      }
    }
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Show an identity's integration and its consent record.")
  static final class Show extends ApiCommand implements Runnable {
    @Parameters(paramLabel = "IDENTITY", description = "uid of the identity.")
    private String identity = "";

    @Override
    public void run() {
      ApiClient client = client();
      JsonArray all = client.list("/v1/integrations?identity_uid=" + identity);
      if (all.isEmpty()) {
        out().println("No integration yet. The owner makes it by accepting a shared link.");
        return;
      }
      JsonObject integration = all.get(0).getAsJsonObject();
      var record = client.list(path(identity) + "/consent-record");
      JsonObject both = integration.deepCopy();
      both.add("consent_record", record);
      if (printedJson(both)) {
        return;
      }
      for (String member :
          List.of(
              "uid",
              "status",
              "error",
              "verified_as",
              "verified_at",
              "level",
              "setup_method",
              "created_at")) {
        out().printf("%-14s %s%n", member, text(integration, member));
      }
      out().println("Consent record");
      record.forEach(entry -> printEntry(entry.getAsJsonObject()));
    }

    private void printEntry(JsonObject entry) {
      JsonObject body = JsonParser.parseString(text(entry, "body")).getAsJsonObject();
      String at = text(body, "at");
      String event = text(body, "event");
      List.of("index", "at", "event").forEach(body::remove);
      out().println("  " + at + "  " + event + (body.isEmpty() ? "" : "  " + body));
    }
  }

  @Command(
      name = "refresh",
      mixinStandardHelpOptions = true,
      description = "Ask the owner's devices for the live session now.")
  static final class Refresh extends ApiCommand implements Runnable {
    @Parameters(paramLabel = "IDENTITY", description = "uid of the identity.")
    private String identity = "";

    @Override
    public void run() {
      JsonObject answer = client().post(path(identity) + "/refresh", new JsonObject());
      if (!printedJson(answer)) {
        out().println(text(answer, "outcome") + ": " + text(answer, "message"));
      }
    }
  }

  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = "End an integration: delete its session. The owner gets a receipt.")
  static final class Revoke extends ApiCommand implements Runnable {
    @Parameters(paramLabel = "IDENTITY", description = "uid of the identity.")
    private String identity = "";

    @Override
    public void run() {
      JsonObject answer = client().delete(path(identity));
      if (!printedJson(answer)) {
        out().println("Ended. The session is deleted; the owner's devices get a signed receipt.");
      }
    }
  }
}
