package run.edges.companion.server.command;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What the commands that talk to the server share: the configuration, {@code --json}, and a table
 * for people.
 */
class ApiCommand {
  @Mixin private ConfigurationOption configurationOption = new ConfigurationOption();

  @Option(names = "--json", description = "Print the server's answer as JSON.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  final ApiClient client() {
    return ApiClient.of(configurationOption.read().configuration());
  }

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Prints JSON if asked to; returns whether it did. */
  final boolean printedJson(JsonElement element) {
    if (json) {
      out()
          .println(
              new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(element));
    }
    return json;
  }

  /** Prints one line for each object, in columns; or what to say when there is none. */
  final void printTable(List<JsonObject> rows, String whenEmpty, String... columns) {
    if (rows.isEmpty()) {
      out().println(whenEmpty);
      return;
    }
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

  static String text(JsonObject object, String member) {
    JsonElement value = object.get(member);
    return value == null || value.isJsonNull() ? "-" : value.getAsString();
  }

  private void printRow(int[] widths, String[] cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.length; i++) {
      line.append(cells[i]).append(" ".repeat(widths[i] - cells[i].length() + 2));
    }
    out().println(line.toString().stripTrailing());
  }
}
