package run.edges.companion.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Holds every answer that a test gets against {@code openapi.json}: its status is documented for
 * the operation, its body is what the schema says, and the headers that it must have are there.
 */
public final class ApiContract {
  private static final String LOCATION = "https://companion.example/openapi.json";
  private static final String JSON = "application/json";
  private static final String TEXT = read();
  private static final JsonObject DOCUMENT = JsonParser.parseString(TEXT).getAsJsonObject();
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDialect(
          Dialects.getOpenApi31(), builder -> builder.schemas(Map.of(LOCATION, TEXT)));
  private static final Map<String, Schema> LOADED = new ConcurrentHashMap<>();

  private ApiContract() {}

  /** The document that the server serves. */
  public static JsonObject document() {
    return DOCUMENT;
  }

  /** What a reference names; the object itself if it is none. */
  public static JsonObject resolve(JsonObject object) {
    return object.has("$ref") ? at(object.get("$ref").getAsString()) : object;
  }

  /** Fails if the answer is one that the document does not allow. */
  static void check(HttpResponse<String> answer) {
    String method = answer.request().method().toLowerCase(Locale.ROOT);
    findPath(answer.uri().getRawPath())
        .filter(path -> operations(path).has(method))
        .ifPresent(path -> check(answer, operations(path).getAsJsonObject(method)));
  }

  private static void check(HttpResponse<String> answer, JsonObject operation) {
    String what = operation.get("operationId").getAsString() + " " + answer.statusCode();
    JsonObject documented =
        operation.getAsJsonObject("responses").getAsJsonObject("" + answer.statusCode());
    assertThat(documented).as("%s is documented: %s", what, answer.body()).isNotNull();
    JsonObject response = resolve(documented);
    assertThat(answer.headers().firstValue("Content-Type")).as(what).hasValue(JSON);
    requiredHeaders(response)
        .forEach(name -> assertThat(answer.headers().firstValue(name)).as(what).isPresent());
    JsonObject schema =
        response.getAsJsonObject("content").getAsJsonObject(JSON).getAsJsonObject("schema");
    assertThat(
            LOADED
                .computeIfAbsent(schema.toString(), ApiContract::load)
                .validate(
                    answer.body(),
                    InputFormat.JSON,
                    context ->
                        context.executionConfig(config -> config.formatAssertionsEnabled(true))))
        .as("%s is as documented: %s", what, answer.body())
        .isEmpty();
  }

  private static List<String> requiredHeaders(JsonObject response) {
    JsonObject headers = response.getAsJsonObject("headers");
    return headers == null
        ? List.of()
        : headers.keySet().stream()
            .filter(name -> resolve(headers.getAsJsonObject(name)).has("required"))
            .toList();
  }

  private static Optional<String> findPath(String raw) {
    return paths().keySet().stream()
        .filter(path -> Pattern.matches(path.replaceAll("\\{[a-z_]+}", "[^/]+"), raw))
        .findFirst();
  }

  /** The schema of a body, whose references are to the document. */
  private static Schema load(String schema) {
    return SCHEMAS.getSchema(schema.replace("\"#/", "\"" + LOCATION + "#/"), InputFormat.JSON);
  }

  private static JsonObject paths() {
    return DOCUMENT.getAsJsonObject("paths");
  }

  private static JsonObject operations(String path) {
    return paths().getAsJsonObject(path);
  }

  private static JsonObject at(String reference) {
    JsonObject target = DOCUMENT;
    for (String part : reference.substring("#/".length()).split("/", -1)) {
      target = target.getAsJsonObject(part);
    }
    return target;
  }

  private static String read() {
    try (InputStream in =
        Objects.requireNonNull(ApiContract.class.getResourceAsStream("/openapi.json"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
