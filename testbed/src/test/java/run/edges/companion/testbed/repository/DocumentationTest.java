package run.edges.companion.testbed.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static run.edges.companion.testbed.repository.JavaSource.find;

import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import run.edges.companion.protocol.wire.ErrorCode;

/** What the documents say about more than one module is so. */
class DocumentationTest {
  private static final String HOST = "host/src/main/java/run/edges/companion/host/nativemessage/";
  private static final String EXTENSION = "extension-manifest/src/";
  private static final String TICKED = "`([a-z_]+)`";

  /** What the extension's worker says to pages, not to the host. */
  private static final Set<String> TO_PAGES = Set.of("pong");

  @Test
  void configuration_table_equalsTheSettings() throws Exception {
    List<String> coded = new ArrayList<>();
    URL[] classes = {
      Repository.classes("server").toUri().toURL(), Repository.classes("protocol").toUri().toURL()
    };
    try (URLClassLoader server = new URLClassLoader(classes)) {
      Class<?> type = server.loadClass("run.edges.companion.server.configuration.Setting");
      for (Object setting : type.getEnumConstants()) {
        Optional<?> value = (Optional<?>) type.getMethod("defaultValue").invoke(setting);
        coded.add(
            "`%s` | %s | %s | `%s`"
                .formatted(
                    type.getMethod("key").invoke(setting),
                    type.getMethod("form").invoke(setting),
                    value.map(text -> "`" + text + "`").orElse("none"),
                    type.getMethod("variable").invoke(setting)));
      }
    }
    List<String> documented =
        find("(?m)^\\| (`[a-z.-]+` \\| [^|]+ \\| [^|]+ \\| `[A-Z_]+`) \\|", configuration());
    assertThat(documented)
        .as("docs/configuration.md; a default that depends on the machine is told below the table")
        .containsExactlyElementsOf(coded);
  }

  @Test
  void configuration_startErrors_areAllExplained() {
    assertThat(find("(?m)^\\| (7\\d\\d \\| [A-Z_]+) \\|", configuration()))
        .containsExactlyElementsOf(
            Arrays.stream(ErrorCode.values())
                .filter(code -> code.number() / 100 == 7)
                .map(code -> code.number() + " | " + code.name())
                .toList());
  }

  @Test
  void nativeMessages_toTheHost_equalTheHostsAndTheExtensions() {
    Set<String> documented = Set.copyOf(find("(?m)^\\| " + TICKED + " \\|", toHost()));
    assertThat(documented).isNotEmpty();
    assertThat(find("case \"([a-z_]+)\"", Repository.text(HOST + "RequestParser.java")))
        .as("what the host takes")
        .containsExactlyInAnyOrderElementsOf(documented);
    Set<String> sent = new HashSet<>();
    Repository.files(".js")
        .filter(file ->
            file.startsWith(EXTENSION + "background") || file.startsWith(EXTENSION + "host"))
        .forEach(file -> sent.addAll(find("\\btype: \"([a-z_]+)\"", Repository.text(file))));
    sent.removeAll(TO_PAGES);
    assertThat(sent).as("what the extension sends").isEqualTo(documented);
  }

  @Test
  void nativeMessages_toTheExtension_equalTheHostsAndTheExtensions() {
    Set<String> documented = Set.copyOf(find("(?m)^\\| " + TICKED + " \\|", toExtension()));
    assertThat(documented).isNotEmpty();
    Set<String> sent = new HashSet<>();
    Repository.files(".java")
        .filter(file -> file.startsWith(HOST))
        .map(Repository::text)
        .forEach(text -> {
          sent.addAll(find("\\bframe\\(\"([a-z_]+)\"", text));
          sent.addAll(find("addProperty\\(\"type\", \"([a-z_]+)\"\\)", text));
        });
    assertThat(sent).as("what the host sends").isEqualTo(documented);
    // The extension takes answers by their id, everything else by this table.
    Set<String> taken = new HashSet<>(answers());
    taken.addAll(hostMessages());
    assertThat(taken).as("what the extension takes").isEqualTo(documented);
  }

  @Test
  void links_toFiles_lead() {
    List<String> broken = new ArrayList<>();
    for (Path page : markdown()) {
      String text = Repository.text(page).replaceAll("(?s)```.*?```", "");
      for (String link : find("\\]\\(([^)\\s]+)\\)", text)) {
        if (!link.matches("(https?|mailto):.*") && !leads(page, link)) {
          broken.add(page + ": " + link);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void devCommands_namedAnywhere_areInItsHelp() throws Exception {
    Process process = new ProcessBuilder(Repository.ROOT.resolve("dev").toString(), "help").start();
    String help = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    List<String> commands = find("(?m)^  ([a-z]+) {2,}\\S", help);
    assertThat(commands)
        .contains("demo", "test", "run", "bench", "build", "format", "package", "help");
    for (Path page : markdown()) {
      assertThat(commands)
          .as(page.toString())
          .containsAll(find("\\./dev ([a-z]+)", Repository.text(page)));
    }
  }

  private static boolean leads(Path page, String link) {
    int hash = link.indexOf('#');
    String file =
        URLDecoder.decode(hash < 0 ? link : link.substring(0, hash), StandardCharsets.UTF_8);
    Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
    if (!Files.exists(Repository.ROOT.resolve(target))) {
      return false;
    }
    return hash < 0
        || !target.toString().endsWith(".md")
        || anchors(target).contains(link.substring(hash + 1));
  }

  /** The anchors that a page's headings get. */
  private static Set<String> anchors(Path page) {
    Set<String> anchors = new HashSet<>();
    for (String heading : find("(?m)^#+ +(.+)$", Repository.text(page))) {
      anchors.add(
          heading
              .toLowerCase(Locale.ROOT)
              .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
              .replaceAll("[^\\p{L}\\p{N}_ -]", "")
              .replace(' ', '-'));
    }
    return anchors;
  }

  /** Types in the third column of the messages to the host. */
  private static Set<String> answers() {
    Set<String> answers = new HashSet<>();
    for (String row : find("(?m)^\\| `[a-z_]+` \\|.*\\|([^|]*)\\|$", toHost())) {
      answers.addAll(find(TICKED, row));
    }
    return answers;
  }

  private static List<String> hostMessages() {
    String text = Repository.text(EXTENSION + "background/messages.js");
    String table = between(text, "export const hostMessages = {", "\n};");
    return Pattern.compile("(?m)^  (?:async )?([a-z_]+)(?:\\(|:)")
        .matcher(table)
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  private static String toHost() {
    return between(protocol(), "| extension → host |", "| host → extension |");
  }

  private static String toExtension() {
    return between(protocol(), "| host → extension |", "## 8.");
  }

  private static String protocol() {
    return Repository.text("docs/protocol.md");
  }

  private static String configuration() {
    return Repository.text("docs/configuration.md");
  }

  private static String between(String text, String start, String end) {
    int from = text.indexOf(start);
    int to = text.indexOf(end, from);
    assertThat(from >= 0 && to >= 0).as("from '%s' to '%s'", start, end).isTrue();
    return text.substring(from + start.length(), to);
  }

  private static List<Path> markdown() {
    Stream<Path> pages = Repository.files(".md");
    return pages.toList();
  }
}
