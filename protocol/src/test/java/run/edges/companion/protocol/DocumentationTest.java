package run.edges.companion.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static run.edges.companion.protocol.Vectors.section;
import static run.edges.companion.protocol.Vectors.string;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.JsonParser;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.edges.companion.protocol.seal.Envelope;
import run.edges.companion.protocol.seal.Purpose;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.IntegrationState;
import run.edges.companion.protocol.wire.WireJson;

/** {@code docs/protocol.md} says what the code does, and the vectors cover what it says. */
class DocumentationTest {
  private static final Pattern CODE_ROW = Pattern.compile("(?m)^\\| (\\d.*) \\|$");
  private static final Pattern TYPE = Pattern.compile("\"type\": \"([a-z_]+)\"");
  private static final Pattern WORD = Pattern.compile("`([a-z_]+)`");
  private static final Pattern FIRST_CELL = Pattern.compile("(?m)^\\| ([^|]*)\\|");
  private static final Pattern LABEL = Pattern.compile("`([A-Z_]+)`");

  @Test
  void errorCodes_table_equalsTheEnum() {
    List<String> documented = find(CODE_ROW, section("## 8. Error codes", ""));
    List<String> coded =
        Arrays.stream(ErrorCode.values())
            .map(code ->
                String.join(
                    " | ",
                    Integer.toString(code.number()),
                    code.name(),
                    code.mayRetry() ? "yes" : "no",
                    code.text()))
            .toList();
    assertThat(documented).isEqualTo(coded);
  }

  @Test
  void errorCodes_namedAnywhere_exist() {
    Set<String> codes =
        Arrays.stream(ErrorCode.values()).map(ErrorCode::name).collect(Collectors.toSet());
    assertThat(find(Pattern.compile("\"error\": \"([A-Z_]+)\""), Vectors.text("protocol.md")))
        .isNotEmpty()
        .allMatch(codes::contains);
    assertThat(find(LABEL, section("## 6. The session", "## 7. Native messages")))
        .isNotEmpty()
        .allMatch(codes::contains);
  }

  @Test
  void messageTypes_section5_equalTheVectors() {
    // WireJsonTest: the vectors have every record, and each is read under its type.
    assertThat(Set.copyOf(find(TYPE, section("## 5. Channel", "## 6. The session"))))
        .isEqualTo(
            Vectors.list("messages.json", "messages")
                .map(vector -> string(vector.getAsJsonObject("json"), "type"))
                .collect(Collectors.toSet()));
  }

  @Test
  void integrationState_table_equalsTheRecord() {
    List<String> documented =
        find(FIRST_CELL, section("**Integration state**", "### 5.3 Enrolment")).stream()
            .flatMap(cell -> find(WORD, cell).stream())
            .toList();
    List<String> coded =
        Arrays.stream(IntegrationState.class.getDeclaredFields())
            .map(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES::translateName)
            .toList();
    assertThat(documented).containsExactlyInAnyOrderElementsOf(coded);
  }

  @Test
  void purposes_section4_equalTheEnum() {
    assertThat(
            find(FIRST_CELL, section("## 4. Envelopes", "## 5. Channel")).stream()
                .flatMap(cell -> find(WORD, cell).stream()))
        .containsExactlyElementsOf(Arrays.stream(Purpose.values()).map(Purpose::label).toList());
  }

  @Test
  void limits_documented_equalTheCode() {
    assertThat(section("## 4. Envelopes", "## 5. Channel"))
        .contains("at most " + Envelope.MAX_BYTES + " bytes");
    assertThat(section("## 5. Channel", "## 6. The session"))
        .contains("at most **" + WireJson.MAX_MESSAGE_BYTES + " bytes**");
  }

  @Test
  void events_documented_areAllInTheVectors() {
    String rows =
        section("### 5.5 Revoke", "### 5.6 Life")
            .lines()
            .filter(each -> each.startsWith("| `"))
            .map(each -> each.substring(0, each.indexOf('|', 1)))
            .collect(Collectors.joining("\n"));
    assertThat(find(LABEL, rows))
        .containsExactlyInAnyOrderElementsOf(
            Vectors.list("record.json", "entries")
                .map(entry -> JsonParser.parseString(string(entry, "body")).getAsJsonObject())
                .map(body -> string(body, "event"))
                .toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "envelopes.json",
        "links.json",
        "messages.json",
        "record.json",
        "sessions.json",
        "statements.json"
      })
  void vectors_everyFile_saysFirstWhatItIsAbout(String file) {
    assertThat(Vectors.read(file).keySet().iterator().next()).isEqualTo("about");
    assertThat(string(Vectors.read(file), "about")).endsWith(".");
  }

  private static List<String> find(Pattern pattern, String text) {
    Stream<MatchResult> matches = pattern.matcher(text).results();
    return matches.map(match -> match.group(1)).toList();
  }
}
