package run.edges.companion.testbed.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The page that owners and administrators install by, in the hands of a class of tests, which types
 * the commands of its sections: all of them, or the class fails. What is in a block and no JSON is
 * a command.
 */
final class InstallPage implements BeforeEachCallback, AfterAllCallback {
  /** Who types the commands of which section; nobody else can. */
  static final Map<String, Class<?>> TYPED_BY =
      Map.of(
          "Debian and Ubuntu", PackageJourneyIT.class,
          "Fedora and openSUSE", PackageJourneyIT.class,
          "Any Linux, without root", PackageJourneyIT.class,
          "macOS", MacPackageIT.class,
          "Windows", WindowsPackageIT.class,
          "When it does not work", PackageJourneyIT.class,
          "Flatpak", PackageJourneyIT.class,
          "For administrators", PackageJourneyIT.class);

  private static final Pattern BLOCK =
      Pattern.compile("^```(\\w*)\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern HEADING = Pattern.compile("^## (.+)$", Pattern.MULTILINE);

  private final Class<?> typist;
  private final String text = read();
  private final Set<String> typed = new TreeSet<>();
  private int tests;

  InstallPage(Class<?> typist) {
    this.typist = typist;
  }

  /** The sections that have commands. */
  static List<String> sections() {
    String text = read();
    return HEADING
        .matcher(text)
        .results()
        .map(heading -> heading.group(1))
        .filter(section -> !commands(text, section).isEmpty())
        .toList();
  }

  /**
   * A command of a section, counted from 1, for a version; those that are here as root need no
   * sudo.
   */
  String command(String section, int number, String version) {
    assertThat(typist).as("who types what is below " + section).isEqualTo(TYPED_BY.get(section));
    String command = commands(text, section).get(number - 1);
    typed.add(place(section, command));
    return command.replace("VERSION", version).replaceFirst("^sudo ", "");
  }

  /** The first JSON of a section. */
  String json(String section) {
    return blocks(text, section)
        .filter(block -> block.group(1).equals("json"))
        .map(block -> block.group(2))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    tests++;
  }

  /** Some tests of a class alone type some commands alone. */
  @Override
  public void afterAll(ExtensionContext context) {
    long all =
        Arrays.stream(typist.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Test.class))
            .count();
    if (tests < all) {
      return;
    }
    Set<String> mine = new TreeSet<>();
    for (String section : sections()) {
      if (typist.equals(TYPED_BY.get(section))) {
        commands(text, section).forEach(command -> mine.add(place(section, command)));
      }
    }
    assertThat(typed).as("what was typed of docs/install.md").isEqualTo(mine);
  }

  private static String place(String section, String command) {
    return section + ": " + command;
  }

  private static String read() {
    try {
      return Files.readString(Path.of("../docs/install.md"));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static List<String> commands(String text, String section) {
    List<String> commands = new ArrayList<>();
    blocks(text, section)
        .filter(block -> !block.group(1).equals("json"))
        .flatMap(block -> block.group(2).lines())
        .map(line -> line.replaceAll("\\s+#.*", "").strip())
        .filter(command -> !command.isEmpty())
        .forEach(commands::add);
    return commands;
  }

  private static Stream<MatchResult> blocks(String text, String heading) {
    return Arrays.stream(text.split("(?m)^## ", -1))
        .filter(section -> section.startsWith(heading + "\n"))
        .flatMap(section -> BLOCK.matcher(section).results());
  }
}
