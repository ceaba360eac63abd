package run.edges.companion.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.text.MessageFormat;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import run.edges.companion.protocol.wire.ErrorCode;

/** Every language has every text, and every text is on a page. */
class TextsTest {
  private static final Path MAIN = Path.of("src/main");
  private static final Properties ENGLISH = read("texts.properties");
  private static final String SOURCES = sources("jte", ".jte") + sources("java", ".java");
  private static final String SCRIPTS = sources("resources/assets", ".js");

  /** Made of a prefix and what is not known before, as in {@code "status." + status}. */
  private static final Set<String> PREFIXES = found("\"([a-z][a-z-]*(?:\\.[A-Za-z-]+)*\\.)\"");

  /** What a script gets: {@code texts.json("login.script.")}. */
  private static final Set<String> FOR_SCRIPTS = found("json\\(\"([a-z.-]+\\.)\"\\)");

  static Stream<String> others() {
    return Texts.languages().stream()
        .filter(language -> !language.equals(Locale.ENGLISH))
        .map(language -> "texts_" + language + ".properties");
  }

  @ParameterizedTest
  @MethodSource("others")
  void language_keys_areThoseOfEnglish(String file) {
    Properties other = read(file);
    Set<String> missing = new TreeSet<>(ENGLISH.stringPropertyNames());
    missing.removeAll(other.stringPropertyNames());
    Set<String> tooMany = new TreeSet<>(other.stringPropertyNames());
    tooMany.removeAll(ENGLISH.stringPropertyNames());
    assertThat(missing).as("missing in " + file).isEmpty();
    assertThat(tooMany).as("not in English").isEmpty();
  }

  @ParameterizedTest
  @MethodSource("others")
  void language_placeholders_areThoseOfEnglish(String file) {
    Properties other = read(file);
    assertThat(other.stringPropertyNames())
        .filteredOn(ENGLISH::containsKey)
        .allSatisfy(key ->
            assertThat(placeholders(other.getProperty(key)))
                .as(key)
                .isEqualTo(placeholders(ENGLISH.getProperty(key))));
  }

  @ParameterizedTest
  @MethodSource("others")
  void language_patterns_canBeFilledIn(String file) {
    Properties other = read(file);
    for (Properties texts : List.of(ENGLISH, other)) {
      for (String key : texts.stringPropertyNames()) {
        String text = texts.getProperty(key);
        if (!placeholders(text).isEmpty() && !text.contains("<")) {
          assertThat(new MessageFormat(text, Locale.ENGLISH).format(new Object[] {1, 2, 3}))
              .as(key)
              .isNotEmpty()
              .doesNotContain("{");
        }
      }
    }
  }

  @Test
  void french_typography_isOfFrench() {
    Properties french = read("texts_fr.properties");
    assertThat(french.stringPropertyNames())
        .allSatisfy(key ->
            assertThat(french.getProperty(key))
                .as(key)
                .doesNotContain("'")
                .doesNotContainPattern("[^\u202f][;?!»](?: |$)|[^\u202f]: |« | »"));
  }

  @Test
  void texts_each_isOnAPage() {
    assertThat(ENGLISH.stringPropertyNames()).filteredOn(key -> !isUsed(key)).isEmpty();
  }

  @Test
  void errors_eachThatAPageCanShow_hasAText() {
    assertThat(
            Arrays.stream(ErrorCode.values())
                .filter(code -> code.number() / 100 != 7)
                .collect(Collectors.toMap(code -> "error." + code.name(), ErrorCode::text)))
        .allSatisfy((key, text) -> assertThat(ENGLISH.getProperty(key)).as(key).isEqualTo(text));
  }

  private static boolean isUsed(String key) {
    return SOURCES.contains("\"" + key + "\"")
        || FOR_SCRIPTS.stream()
            .anyMatch(prefix ->
                key.startsWith(prefix)
                    && (prefix.equals("error.") || inScripts(key.substring(prefix.length()))))
        || PREFIXES.stream()
            .filter(prefix -> !prefix.endsWith(".script."))
            .anyMatch(key::startsWith);
  }

  /** Whole, or all of it up to one of its dots, which a script goes on from. */
  private static boolean inScripts(String key) {
    for (int end = key.length(); end > 0; end = key.lastIndexOf('.', end - 1)) {
      String part = Pattern.quote(key.substring(0, end));
      String after = end == key.length() ? "['\"`]" : "(\\.\\$\\{|\\.?['\"`])";
      if (Pattern.compile("['\"`]" + part + after).matcher(SCRIPTS).find()) {
        return true;
      }
    }
    return false;
  }

  private static Set<String> placeholders(String text) {
    return Pattern.compile("\\{(\\d)(, *\\w+)?")
        .matcher(text)
        .results()
        .map(match -> match.group())
        .collect(Collectors.toSet());
  }

  private static Set<String> found(String pattern) {
    return Pattern.compile(pattern)
        .matcher(SOURCES)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toSet());
  }

  private static Properties read(String file) {
    try (Reader in = Files.newBufferedReader(MAIN.resolve("resources/" + file))) {
      Properties texts = new Properties();
      texts.load(in);
      return texts;
    } catch (IOException lost) {
      throw new AssertionError(lost);
    }
  }

  private static String sources(String folder, String end) {
    try (Stream<Path> files = Files.walk(MAIN.resolve(folder))) {
      StringBuilder all = new StringBuilder();
      for (Path file : files.filter(path -> path.toString().endsWith(end)).toList()) {
        all.append(Files.readString(file)).append('\n');
      }
      return all.toString();
    } catch (IOException lost) {
      throw new AssertionError(lost);
    }
  }
}
