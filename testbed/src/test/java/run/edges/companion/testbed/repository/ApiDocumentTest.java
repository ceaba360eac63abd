package run.edges.companion.testbed.repository;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import run.edges.companion.protocol.api.Scope;

/** {@code docs/api.md} says what the OpenAPI document says, with a recipe for each method. */
class ApiDocumentTest {
  private static final String PAGE = Repository.text(Path.of("docs/api.md"));
  private static final JsonObject DOCUMENT =
      JsonParser.parseString(Repository.text(Path.of("server/src/main/resources/openapi.json")))
          .getAsJsonObject();
  private static final Set<String> METHODS = Set.of("get", "post", "put", "delete");

  @Test
  void calls_ofThePage_areThoseOfTheDocument() {
    Map<String, String> written = new TreeMap<>();
    Pattern.compile("(?m)^\\| `([A-Z]+ /v1/\\S+)` \\| `([a-z:]+)` \\|")
        .matcher(PAGE)
        .results()
        .forEach(row -> written.put(row.group(1), row.group(2)));
    assertThat(written).isEqualTo(operations());
  }

  @Test
  void scopes_ofThePage_areThoseOfTheCode() {
    assertThat(
            Pattern.compile("(?m)^\\| `([a-z:]+)` \\| [^|]+\\| (Admin|Admin, .*) \\|$")
                .matcher(PAGE)
                .results()
                .map(row -> row.group(1)))
        .containsExactlyElementsOf(Arrays.stream(Scope.values()).map(Scope::toString).toList());
  }

  @Test
  void recipes_ofThePage_haveOneForEachMethodAndPath() {
    Set<String> shown = new TreeSet<>();
    Pattern.compile("(?m)^api (-X [A-Z]+ )?\"?\\$base(/v1/[^\\s\"]+)\"?( -d .*)?$")
        .matcher(PAGE)
        .results()
        .forEach(recipe -> shown.add(method(recipe) + " " + path(recipe.group(2))));
    Set<String> wanted = new TreeSet<>();
    operations().keySet().forEach(call -> wanted.add(call.replaceAll("\\{[a-z_]+}", "*")));
    assertThat(shown).isEqualTo(wanted);
  }

  private static String method(MatchResult recipe) {
    if (recipe.group(1) != null) {
      return recipe.group(1).replace("-X", "").strip();
    }
    return recipe.group(3) == null ? "GET" : "POST";
  }

  /** A recipe's path with its variables, and the platform, as places. */
  private static String path(String text) {
    return text.replaceAll("\\?.*", "")
        .replaceAll("\\$[a-z]+", "*")
        .replace("/integrations/linkedin", "/integrations/*");
  }

  /** Method and path of each operation, with the scope it needs. */
  private static Map<String, String> operations() {
    Map<String, String> operations = new TreeMap<>();
    DOCUMENT
        .getAsJsonObject("paths")
        .asMap()
        .forEach((path, item) ->
            item.getAsJsonObject()
                .asMap()
                .forEach((method, operation) -> {
                  if (METHODS.contains(method)) {
                    operations.put(method.toUpperCase(Locale.ROOT) + " " + path, scope(operation));
                  }
                }));
    return operations;
  }

  private static String scope(JsonElement operation) {
    JsonArray security = operation.getAsJsonObject().getAsJsonArray("security");
    List<JsonElement> scopes =
        security.get(0).getAsJsonObject().getAsJsonArray("APIKeyHeader").asList();
    return scopes.getFirst().getAsString();
  }
}
