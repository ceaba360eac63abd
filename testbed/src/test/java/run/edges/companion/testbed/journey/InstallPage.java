package run.edges.companion.testbed.journey;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The page that owners and administrators install by. Its blocks of {@code sh} are for the systems
 * that tests can run here; {@code PackageJourneyIT} runs each of them.
 */
record InstallPage(String text) {
  private static final Pattern BLOCK = Pattern.compile("```(\\w+)\n(.*?)```", Pattern.DOTALL);

  static InstallPage read() throws IOException {
    return new InstallPage(Files.readString(Path.of("../docs/install.md")));
  }

  /** The commands of a section for this version; those that are here as root need no sudo. */
  List<String> commands(String section, String version) {
    List<String> commands = new ArrayList<>();
    for (String block : blocks(section, "sh")) {
      for (String line : block.split("\n", -1)) {
        String command = line.replaceAll("\\s+#.*", "").replace("VERSION", version).strip();
        if (!command.isEmpty()) {
          commands.add(command.replaceFirst("^sudo ", ""));
        }
      }
    }
    return commands;
  }

  /** The blocks of a section in this language. */
  List<String> blocks(String section, String language) {
    return BLOCK
        .matcher(section(section))
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(block -> block.group(2))
        .toList();
  }

  /** The sections that have blocks in this language. */
  List<String> sections(String language) {
    return Pattern.compile("^## (.+)$", Pattern.MULTILINE)
        .matcher(text)
        .results()
        .map((MatchResult heading) -> heading.group(1))
        .filter(section -> !blocks(section, language).isEmpty())
        .toList();
  }

  private String section(String heading) {
    return Arrays.stream(text.split("(?m)^## ", -1))
        .filter(section -> section.startsWith(heading + "\n"))
        .findFirst()
        .orElseThrow();
  }
}
