package run.edges.companion.server.command;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import run.edges.companion.protocol.api.CompanionClient;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.wire.ServerMessage.RecordEntry;
import run.edges.companion.protocol.wire.WireJson;

/** {@code integration list|show|connect|sign-in|checkpoint|verify|refresh|revoke}. */
@Command(
    name = "integration",
    mixinStandardHelpOptions = true,
    description = "Integrations: the LinkedIn accounts that owners share.",
    subcommands = {
      IntegrationCommand.ListAll.class,
      IntegrationCommand.Show.class,
      IntegrationCommand.Connect.class,
      IntegrationCommand.SignIn.class,
      IntegrationCommand.Answer.class,
      IntegrationCommand.Verify.class,
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
      name = "sign-in",
      mixinStandardHelpOptions = true,
      description = "Make or update an integration with the owner's name and password.")
  static final class SignIn extends ApiCommand {
    @Parameters(index = "0", paramLabel = "IDENTITY", description = "uid of the identity.")
    private String identity = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "Email address or phone number.")
    private String username = "";

    @Option(
        names = "--password",
        interactive = true,
        arity = "0",
        required = true,
        description = "Asks for the password; it stands in no command and no file.")
    private char[] password = {};

    @Override
    public void run() {
      IntegrationBody.Basic basic =
          new IntegrationBody.Basic(username, SecretText.of(new String(password)));
      Arrays.fill(password, ' ');
      IntegrationBody integration =
          client()
              .connect(
                  identity,
                  new IntegrationBody.Connect(
                      new IntegrationBody.AuthData(null, basic), null, null));
      print(integration, describe(integration));
    }
  }

  @Command(
      name = "checkpoint",
      mixinStandardHelpOptions = true,
      description = "See how a sign-in stands, or go on with it.")
  static final class Answer extends ApiCommand {
    @Parameters(paramLabel = "IDENTITY", description = "uid of the identity.")
    private String identity = "";

    @Option(
        names = "--code",
        interactive = true,
        arity = "0",
        description = "Asks for the code that the owner got.")
    private char @Nullable [] code;

    @Option(names = "--resend", description = "Have LinkedIn send a new code.")
    private boolean resend;

    @Option(names = "--cancel", description = "Close the sign-in.")
    private boolean cancel;

    @Override
    public void run() {
      if (cancel) {
        client().cancelSignIn(identity);
        out().println("Closed.");
        return;
      }
      SecretText sent = code == null ? null : SecretText.of(new String(code));
      IntegrationBody integration =
          client()
              .checkpoint(
                  identity, new IntegrationBody.Checkpoint.Answer(sent, resend ? true : null));
      print(integration, describe(integration));
    }
  }

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = "Ask LinkedIn now whether the stored session lives.")
  static final class Verify extends ApiCommand {
    @Parameters(paramLabel = "IDENTITY", description = "uid of the identity.")
    private String identity = "";

    @Override
    public void run() {
      IntegrationBody.Verification answer = client().verify(identity);
      print(answer, answer.verdict() + ": " + answer.message());
    }
  }

  /** In one line: how it is, and what to do. */
  private static String describe(IntegrationBody integration) {
    IntegrationBody.SignIn signIn = integration.signIn();
    if (signIn == null) {
      return integration.status() + ", verified as " + integration.verifiedAs();
    }
    IntegrationBody.Checkpoint checkpoint = integration.checkpoint();
    if (checkpoint == null) {
      return signIn.place() == null
          ? "PENDING, " + signIn.step() + ". Look again with: integration checkpoint"
          : "PENDING, number %d in the queue. Look again with: integration checkpoint"
              .formatted(signIn.place());
    }
    String where = checkpoint.hint() == null ? "" : " (" + checkpoint.hint() + ")";
    return checkpoint.type() == IntegrationBody.Checkpoint.Type.IN_APP_VALIDATION
        ? "PENDING, the owner approves in the LinkedIn app. Look again with: integration checkpoint"
        : "PENDING, %s%s: enter the code with: integration checkpoint --code"
            .formatted(checkpoint.type(), where);
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
