package run.edges.companion.server.command;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import run.edges.companion.protocol.api.CompanionClient;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.wire.ServerMessage.RecordEntry;
import run.edges.companion.protocol.wire.WireJson;

/** {@code integration list|show|connect|refresh|revoke}. */
@Command(
    name = "integration",
    mixinStandardHelpOptions = true,
    description = "Integrations: the LinkedIn accounts that owners share.",
    subcommands = {
      IntegrationCommand.ListAll.class,
      IntegrationCommand.Show.class,
      IntegrationCommand.Connect.class,
      IntegrationCommand.Refresh.class,
      IntegrationCommand.Revoke.class
    })
final class IntegrationCommand {
  private IntegrationCommand() {}

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "List the integrations, ended ones too.")
  static final class ListAll extends ApiCommand {
    @Override
    public void run() {
      printAll(
          client().integrations(Optional.empty()),
          "No integrations. An owner makes one by accepting a shared link.",
          "identity_uid",
          "state",
          "status",
          "error",
          "setup_method",
          "verified_as",
          "verified_at",
          "level");
    }
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Show an identity's integration and its consent record.")
  static final class Show extends ApiCommand {
    @Parameters(paramLabel = "IDENTITY", description = "uid of the identity.")
    private String identity = "";

    @Override
    public void run() {
      CompanionClient client = client();
      List<IntegrationBody> all = client.integrations(Optional.of(identity));
      if (all.isEmpty()) {
        out().println("No integration yet. The owner makes it by accepting a shared link.");
        return;
      }
      List<RecordEntry> record = client.consentRecord(identity);
      JsonObject both = WireJson.API.toJsonTree(all.getFirst()).getAsJsonObject();
      both.add("consent_record", WireJson.API.toJsonTree(record));
      if (printedJson(both)) {
        return;
      }
      printOne(
          all.getFirst(),
          "uid",
          "status",
          "error",
          "verified_as",
          "verified_at",
          "level",
          "setup_method",
          "created_at");
      out().println("Consent record");
      record.forEach(this::printEntry);
    }

    private void printEntry(RecordEntry entry) {
      JsonObject body = JsonParser.parseString(entry.body()).getAsJsonObject();
      String at = text(body, "at");
      String event = text(body, "event");
      List.of("index", "at", "event").forEach(body::remove);
      out().println("  " + at + "  " + event + (body.isEmpty() ? "" : "  " + body));
    }
  }

  @Command(
      name = "connect",
      mixinStandardHelpOptions = true,
      description = "Make or update an integration from the cookies of a live session.")
  static final class Connect extends ApiCommand {
    @Parameters(paramLabel = "IDENTITY", description = "uid of the identity.")
    private String identity = "";

    @Option(
        names = "--cookies",
        paramLabel = "FILE",
        required = true,
        description = "JSON with li_at, and li_a and user_agent where there are; - reads stdin.")
    private String file = "";

    @Option(names = "--name", paramLabel = "NAME", description = "What to call the account.")
    private @Nullable String accountName;

    @Option(
        names = "--replace-member",
        description = "End an integration that is another member's, and begin a new one.")
    private boolean replaceMember;

    @Override
    public void run() {
      IntegrationBody integration =
          client()
              .connect(
                  identity,
                  new IntegrationBody.Connect(
                      new IntegrationBody.AuthData(cookies(), null), accountName, replaceMember));
      print(integration, integration.status() + ", verified as " + integration.verifiedAs());
    }

    private IntegrationBody.Cookies cookies() {
      try {
        String json =
            file.equals("-")
                ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                : Files.readString(Path.of(file));
        IntegrationBody.Cookies cookies =
            WireJson.API.fromJson(json, IntegrationBody.Cookies.class);
        if (cookies != null) {
          return cookies;
        }
      } catch (IOException unreadable) {
        throw wrong("The file of cookies cannot be read.");
      } catch (RuntimeException malformed) {
        // Its message may quote a cookie.
        throw wrong("The file of cookies must be one JSON object with li_at.");
      }
      throw wrong("The file of cookies is empty.");
    }
  }

  @Command(
      name = "refresh",
      mixinStandardHelpOptions = true,
      description = "Ask the owner's devices for the live session now.")
  static final class Refresh extends ApiCommand {
    @Parameters(paramLabel = "IDENTITY", description = "uid of the identity.")
    private String identity = "";

    @Override
    public void run() {
      IntegrationBody.Refresh answer = client().refresh(identity);
      print(answer, answer.outcome() + ": " + answer.message());
    }
  }

  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = "End an integration: delete its session. The owner gets a receipt.")
  static final class Revoke extends ApiCommand {
    @Parameters(paramLabel = "IDENTITY", description = "uid of the identity.")
    private String identity = "";

    @Override
    public void run() {
      client().deleteIntegration(identity);
      out().println("Ended. The session is deleted; the owner's devices get a signed receipt.");
    }
  }
}
