package run.edges.companion.server.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import run.edges.companion.protocol.api.CompanionClient;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.wire.WireJson;
import run.edges.companion.server.configuration.Configuration;
import run.edges.companion.server.workspace.ApiKeyStore;

/**
 * What the commands that talk to the server share: the client, {@code --json}, and a table for
 * people.
 */
public abstract class ApiCommand implements Runnable {
  @Mixin private ConfigurationOption configurationOption = new ConfigurationOption();

  @Option(names = "--json", description = "Print the server's answer as JSON.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** A command cannot do its work. The message says what to do. */
  public static final class Failure extends RuntimeException {
    Failure(String message) {
      super(message);
    }
  }

  /** A client with the key in the data folder, for the server that the configuration describes. */
  final CompanionClient client() {
    Configuration configuration = configurationOption.read().configuration();
    Path key = configuration.dataFolder().resolve(ApiKeyStore.FILE);
    Path certificate =
        configuration
            .tlsCertificateFile()
            .orElse(configuration.dataFolder().resolve("tls").resolve("certificate.pem"));
    try {
      return new CompanionClient(
          URI.create("https://" + configuration.host() + ":" + configuration.port()),
          SecretText.of(Files.readString(key).strip()),
          CompanionClient.trusting(certificate));
    } catch (IOException absent) {
      throw new Failure(
          "There is no server in %s yet, or its files cannot be read. Start it with: serve"
              .formatted(configuration.dataFolder()));
    }
  }

  /** A wrong argument, explained. */
  final ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Prints the answer as JSON if that was asked for, else the text. */
  final void print(Object answer, String text) {
    if (!printedJson(answer)) {
      out().println(text);
    }
  }

  /** Prints JSON if asked to; returns whether it did. */
  final boolean printedJson(Object answer) {
    if (json) {
      out().println(WireJson.API.newBuilder().setPrettyPrinting().create().toJson(answer));
    }
    return json;
  }

  /** Prints JSON if asked to, else one line for each answer, or what to say when there is none. */
  final void printAll(List<?> answers, String whenEmpty, String... columns) {
    if (printedJson(answers)) {
      return;
    }
    if (answers.isEmpty()) {
      out().println(whenEmpty);
      return;
    }
    List<JsonObject> rows =
        answers.stream().map(answer -> WireJson.API.toJsonTree(answer).getAsJsonObject()).toList();
    int[] widths = new int[columns.length];
    for (int i = 0; i < columns.length; i++) {
      String column = columns[i];
      widths[i] =
          rows.stream()
              .mapToInt(row -> text(row, column).length())
              .reduce(column.length(), Math::max);
    }
    printRow(widths, columns);
    for (JsonObject row : rows) {
      String[] cells = new String[columns.length];
      for (int i = 0; i < columns.length; i++) {
        cells[i] = text(row, columns[i]);
      }
      printRow(widths, cells);
    }
  }

  /** Prints JSON if asked to, else one line for each member. */
  final void printOne(Object answer, String... members) {
    if (!printedJson(answer)) {
      JsonObject object = WireJson.API.toJsonTree(answer).getAsJsonObject();
      for (String member : members) {
        out().printf("%-14s %s%n", member, text(object, member));
      }
    }
  }

  static String text(JsonObject object, String member) {
    JsonElement value = object.get(member);
    if (value == null || value.isJsonNull()) {
      return "-";
    }
    return switch (value) {
      case JsonPrimitive primitive -> primitive.getAsString();
      case JsonArray list ->
          list.asList().stream().map(JsonElement::getAsString).collect(Collectors.joining(", "));
      default -> value.toString();
    };
  }

  private void printRow(int[] widths, String[] cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.length; i++) {
      line.append(cells[i]).append(" ".repeat(widths[i] - cells[i].length() + 2));
    }
    out().println(line.toString().stripTrailing());
  }
}
