package run.edges.companion.testbed.repository;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How sources are written. CONTRIBUTING.md gives the reasons. */
class SourceTest {
  private static final int MAX_FILE_LINES = 400;
  private static final int MAX_METHOD_LINES = 40;
  private static final int MAX_FILES_IN_A_PACKAGE = 10;

  @Test
  void files_length_isWithinTheLimit() {
    assertThat(sources())
        .filteredOn(file -> Repository.text(file).lines().count() > MAX_FILE_LINES)
        .as("more than %d lines", MAX_FILE_LINES)
        .isEmpty();
  }

  @Test
  void methods_length_isWithinTheLimit() {
    List<String> tooLong = new ArrayList<>();
    int seen = 0;
    for (Path file : java()) {
      for (JavaSource.Method method : JavaSource.of(Repository.text(file)).methods()) {
        seen++;
        if (method.lines() > MAX_METHOD_LINES) {
          tooLong.add(
              "%s:%d %s %d lines".formatted(file, method.line(), method.name(), method.lines()));
        }
      }
    }
    assertThat(seen).as("methods seen").isGreaterThan(500);
    assertThat(tooLong).as("more than %d lines", MAX_METHOD_LINES).isEmpty();
  }

  @Test
  void packages_size_isWithinTheLimit() {
    Map<Path, Long> sizes =
        sources().stream()
            .filter(file -> file.toString().matches(".*/src/(?!test/).*"))
            .filter(file -> !file.endsWith("package-info.java"))
            .collect(groupingBy(Path::getParent, counting()));
    assertThat(sizes.entrySet())
        .filteredOn(each -> each.getValue() > MAX_FILES_IN_A_PACKAGE)
        .as("more than %d files", MAX_FILES_IN_A_PACKAGE)
        .isEmpty();
  }

  @Test
  void classes_name_saysWhatTheyAre() {
    assertThat(java())
        .filteredOn(file -> file.toString().matches(".*(Utils?|Common|Helper|Manager|Impl)\\.java"))
        .isEmpty();
  }

  @Test
  void javaPackages_eachOne_isNullMarked() {
    assertThat(java())
        .extracting(Path::getParent)
        .filteredOn(folder -> folder.toString().contains("src/main/"))
        .allSatisfy(folder ->
            assertThat(Repository.text(folder.resolve("package-info.java")))
                .contains("@NullMarked"));
  }

  @ParameterizedTest
  @CsvSource({
    "org.mockito, a test starts the real thing",
    "org.easymock, a test starts the real thing",
    "org.powermock, a test starts the real thing",
    "io.mockk, a test starts the real thing",
    "mockit, a test starts the real thing",
    "sun, internals of the JDK change without notice",
    "junit.framework, tests are JUnit 6",
    "org.junit.Test, tests are JUnit 6",
    "org.junit.Assert, assertions are AssertJ",
    "org.junit.jupiter.api.Assertions, assertions are AssertJ"
  })
  void imports_banned_areAbsent(String banned, String reason) {
    assertThat(java())
        .filteredOn(file ->
            JavaSource.of(Repository.text(file))
                .imports()
                .anyMatch(name -> (name + ".").startsWith(banned + ".")))
        .as(reason)
        .isEmpty();
  }

  @Test
  void tests_sleeping_isAbsent() {
    assertThat(java())
        .filteredOn(file -> file.toString().contains("src/test/") || file.startsWith("testbed"))
        .filteredOn(file ->
            Pattern.compile("\\b(Thread|TimeUnit\\.\\w+|[A-Z]+)\\.sleep\\(")
                .matcher(JavaSource.of(Repository.text(file)).code())
                .find())
        .as("tests wait for what they wait for")
        .isEmpty();
  }

  @Test
  void tests_switchedOff_areAbsent() {
    assertThat(
            containing(
                sources(), "@Dis" + "abled|\\b(test|it|describe)\\.(skip|only|to" + "do)\\b"))
        .as("a test runs or is deleted")
        .isEmpty();
  }

  @Test
  void files_unfinishedMarks_areAbsent() {
    assertThat(containing(Repository.files(), "(^|[\\s(])(TO" + "DO|FIX" + "ME)\\b"))
        .as("what is left to do is an issue")
        .isEmpty();
  }

  @Test
  void files_registriesAndMachinePaths_areAbsent() {
    String hosts =
        "repo1\\." + "maven|repo\\." + "maven\\.apache|registry\\." + "npmjs|deb\\." + "debian";
    String paths = "(?<![\\w.}*-])/(work|root)/";
    assertThat(containing(Repository.files(), hosts + "|" + paths))
        .as("a machine has its own registries and folders")
        .isEmpty();
  }

  private static List<String> containing(List<Path> files, String pattern) {
    Pattern compiled = Pattern.compile(pattern);
    List<String> found = new ArrayList<>();
    for (Path file : files) {
      List<String> lines = Repository.text(file).lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        if (compiled.matcher(lines.get(i)).find()) {
          found.add(file + ":" + (i + 1));
        }
      }
    }
    return found;
  }

  private static List<Path> java() {
    return Repository.files(".java").toList();
  }

  private static List<Path> sources() {
    return Stream.concat(
            Repository.files(".java"),
            Repository.files(".js", ".mjs").filter(file -> file.startsWith("extension-manifest")))
        .toList();
  }
}
