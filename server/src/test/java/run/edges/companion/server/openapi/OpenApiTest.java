package run.edges.companion.server.openapi;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.edges.companion.protocol.api.Scope;
import run.edges.companion.server.testing.ApiContract;
import run.edges.companion.server.testing.RunningServer;
import run.edges.companion.server.workspace.RequiresScope;

/** The document has the routes, parameters and scopes of the code, and the page shows it. */
class OpenApiTest {
  private static final JsonObject SCHEMAS =
      ApiContract.document().getAsJsonObject("components").getAsJsonObject("schemas");

  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start(@TempDir java.nio.file.Path folder) {
    server = RunningServer.start(folder);
  }

  @Test
  void routes_ofTheDocument_areThoseOfTheResources() {
    Map<String, Route> coded = new TreeMap<>();
    new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("run.edges.companion.server")
            .stream()
            .filter(type -> type.isAnnotatedWith(Path.class))
            .map(JavaClass::reflect)
            .flatMap(resource -> Stream.of(resource.getDeclaredMethods()))
            .forEach(method ->
                verb(method)
                    .ifPresent(verb -> {
                      String path = path(method);
                      if (path.startsWith("/v1/")) {
                        coded.put(verb + " " + path, route(method));
                      }
                    }));
    assertThat(documented()).isEqualTo(coded).isNotEmpty();
  }

  @Test
  void operations_each_hasAnIdASummaryAndItsScopeInWords() {
    List<String> ids = new ArrayList<>();
    operations()
        .forEach((name, operation) -> {
          ids.add(operation.get("operationId").getAsString());
          assertThat(operation.get("summary").getAsString()).as(name).matches("[A-Z].*[^.]");
          assertThat(operation.get("description").getAsString())
              .as(name)
              .endsWith("Needs the scope " + scope(operation) + ".");
        });
    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void document_withoutAKey_isServed() {
    HttpResponse<String> answer = get("/openapi.json");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(JsonParser.parseString(answer.body())).isEqualTo(ApiContract.document());
  }

  @Test
  void page_withoutAKey_namesEachOperationAndType() {
    HttpResponse<String> answer = get("/api");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .isEqualToIgnoringCase("text/html;charset=utf-8");
    operations()
        .forEach((name, operation) ->
            assertThat(answer.body())
                .contains(
                    "id=\"" + operation.get("operationId").getAsString() + "\"",
                    "<code>" + name.substring(name.indexOf(' ') + 1) + "</code>",
                    operation.get("summary").getAsString()));
    SCHEMAS
        .keySet()
        .forEach(name -> assertThat(answer.body()).contains("id=\"type-" + name + "\""));
  }

  @Test
  void page_itsLinks_leadSomewhere() {
    String page = get("/api").body();
    Set<String> targets = found("\\bid=\"([^\"]+)\"", page);
    assertThat(found("href=\"#([^\"]+)\"", page)).isNotEmpty().isSubsetOf(targets);
    assertThat(found("(?:href|src)=\"(/[^\"]*)\"", page))
        .isNotEmpty()
        .allSatisfy(path -> assertThat(get(path).statusCode()).as(path).isEqualTo(200));
    assertThat(page).as("the security policy forbids both").doesNotContain("<script", "style=");
  }

  private static HttpResponse<String> get(String path) {
    return server.api().send(server.api().bare(path).GET());
  }

  private static Set<String> found(String pattern, String text) {
    return java.util.regex.Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .collect(toSet());
  }

  /** What a route takes and needs. */
  private record Route(Set<String> pathParameters, Set<String> queryParameters, String scope) {}

  private static Map<String, Route> documented() {
    Map<String, Route> routes = new TreeMap<>();
    operations()
        .forEach((name, operation) ->
            routes.put(
                name,
                new Route(
                    parameters(operation, "path"),
                    parameters(operation, "query"),
                    scope(operation))));
    return routes;
  }

  private static Map<String, JsonObject> operations() {
    Map<String, JsonObject> operations = new TreeMap<>();
    ApiContract.document()
        .getAsJsonObject("paths")
        .asMap()
        .forEach((path, methods) ->
            methods
                .getAsJsonObject()
                .asMap()
                .forEach((method, operation) ->
                    operations.put(
                        method.toUpperCase(Locale.ROOT) + " " + path,
                        operation.getAsJsonObject())));
    return operations;
  }

  private static Set<String> parameters(JsonObject operation, String place) {
    JsonArray parameters = operation.getAsJsonArray("parameters");
    return parameters == null
        ? Set.of()
        : parameters.asList().stream()
            .map(parameter -> ApiContract.resolve(parameter.getAsJsonObject()))
            .filter(parameter -> parameter.get("in").getAsString().equals(place))
            .map(parameter -> parameter.get("name").getAsString())
            .collect(toSet());
  }

  private static String scope(JsonObject operation) {
    return operation
        .getAsJsonArray("security")
        .get(0)
        .getAsJsonObject()
        .getAsJsonArray("APIKeyHeader")
        .get(0)
        .getAsString();
  }

  private static Optional<String> verb(Method method) {
    return Stream.of(method.getAnnotations())
        .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
        .flatMap(Stream::ofNullable)
        .map(HttpMethod::value)
        .findFirst();
  }

  private static String path(Method method) {
    Path own = method.getAnnotation(Path.class);
    String of = method.getDeclaringClass().getAnnotation(Path.class).value();
    return "/" + of + (own == null ? "" : "/" + own.value());
  }

  private static Route route(Method method) {
    RequiresScope own = method.getAnnotation(RequiresScope.class);
    RequiresScope required =
        own == null ? method.getDeclaringClass().getAnnotation(RequiresScope.class) : own;
    Scope otherwise = method.isAnnotationPresent(GET.class) ? Scope.READ : Scope.WRITE;
    Set<String> inPath = new HashSet<>();
    Set<String> inQuery = new HashSet<>();
    for (Annotation annotation :
        Stream.of(method.getParameterAnnotations()).flatMap(Arrays::stream).toList()) {
      if (annotation instanceof PathParam parameter) {
        inPath.add(parameter.value());
      } else if (annotation instanceof QueryParam parameter) {
        inQuery.add(parameter.value());
      }
    }
    return new Route(inPath, inQuery, (required == null ? otherwise : required.value()).toString());
  }
}
