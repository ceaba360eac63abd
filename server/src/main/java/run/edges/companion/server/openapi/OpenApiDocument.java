package run.edges.companion.server.openapi;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import run.edges.companion.server.openapi.Reference.Body;
import run.edges.companion.server.openapi.Reference.Field;
import run.edges.companion.server.openapi.Reference.Group;
import run.edges.companion.server.openapi.Reference.NamedType;
import run.edges.companion.server.openapi.Reference.Operation;
import run.edges.companion.server.openapi.Reference.Refusal;
import run.edges.companion.server.openapi.Reference.Shape;

/** The OpenAPI document of this server, written by hand in {@code openapi.json}. */
final class OpenApiDocument {
  private static final String FILE = "/openapi.json";
  private static final String SUCCESS = "200";
  private static final String OPTIONAL = "optional";

  private final JsonObject root;

  private OpenApiDocument(JsonObject root) {
    this.root = root;
  }

  /** The document as it is served. */
  static String text() {
    try (InputStream in =
        Objects.requireNonNull(OpenApiDocument.class.getResourceAsStream(FILE), FILE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static OpenApiDocument parse(String text) {
    return new OpenApiDocument(JsonParser.parseString(text).getAsJsonObject());
  }

  /** The document for people. */
  Reference reference() {
    JsonObject info = root.getAsJsonObject("info");
    return new Reference(
        string(info, "title"),
        string(info, "version"),
        string(info, "description"),
        groups(),
        types());
  }

  private List<Group> groups() {
    List<Group> groups = new ArrayList<>();
    for (JsonObject tag : objects(root, "tags")) {
      String name = string(tag, "name");
      groups.add(new Group(name, string(tag, "description"), operations(name)));
    }
    return groups;
  }

  private List<Operation> operations(String tag) {
    List<Operation> operations = new ArrayList<>();
    JsonObject paths = root.getAsJsonObject("paths");
    for (String path : paths.keySet()) {
      JsonObject methods = paths.getAsJsonObject(path);
      for (String method : methods.keySet()) {
        JsonObject operation = methods.getAsJsonObject(method);
        if (strings(operation, "tags").toList().contains(tag)) {
          operations.add(operation(path, method, operation));
        }
      }
    }
    return operations;
  }

  private Operation operation(String path, String method, JsonObject operation) {
    JsonObject responses = operation.getAsJsonObject("responses");
    JsonObject success = responses.getAsJsonObject(SUCCESS);
    return new Operation(
        string(operation, "operationId"),
        method.toUpperCase(Locale.ROOT),
        path,
        string(operation, "summary"),
        string(operation, "description"),
        objects(operation, "parameters").stream()
            .map(this::resolved)
            .map(parameter -> parameter(string(parameter, "name"), parameter))
            .toList(),
        Optional.ofNullable(operation.getAsJsonObject("requestBody"))
            .map(request -> body(request, request.get("required").getAsBoolean() ? "" : OPTIONAL)),
        body(success, string(success, "description")),
        headers(success),
        responses.keySet().stream()
            .filter(status -> !status.equals(SUCCESS))
            .map(status ->
                new Refusal(
                    status, string(resolved(responses.getAsJsonObject(status)), "description")))
            .toList());
  }

  private List<Field> headers(JsonObject response) {
    JsonObject headers = response.getAsJsonObject("headers");
    return headers == null
        ? List.of()
        : headers.keySet().stream()
            .map(name -> parameter(name, resolved(headers.getAsJsonObject(name))))
            .toList();
  }

  private Field parameter(String name, JsonObject parameter) {
    boolean required = parameter.has("required") && parameter.get("required").getAsBoolean();
    String note =
        Stream.of(string(parameter, "in"), required ? "" : OPTIONAL)
            .filter(word -> !word.isEmpty())
            .collect(Collectors.joining(", "));
    JsonObject schema = parameter.getAsJsonObject("schema");
    return new Field(name, shape(schema), note, described(parameter, schema));
  }

  private Body body(JsonObject holder, String description) {
    JsonObject schema =
        holder
            .getAsJsonObject("content")
            .getAsJsonObject("application/json")
            .getAsJsonObject("schema");
    JsonObject item = schema.has("items") ? schema.getAsJsonObject("items") : schema;
    return new Body(description, shape(schema), fields(resolved(item)));
  }

  private List<NamedType> types() {
    JsonObject schemas = root.getAsJsonObject("components").getAsJsonObject("schemas");
    return schemas.keySet().stream()
        .sorted()
        .map(name -> {
          JsonObject schema = schemas.getAsJsonObject(name);
          return new NamedType(
              name,
              string(schema, "description"),
              fields(schema),
              strings(schema, "enum").toList());
        })
        .toList();
  }

  private List<Field> fields(JsonObject schema) {
    JsonObject properties = schema.getAsJsonObject("properties");
    if (properties == null) {
      return List.of();
    }
    List<String> required = strings(schema, "required").toList();
    return properties.keySet().stream()
        .map(name -> {
          JsonObject property = properties.getAsJsonObject(name);
          return new Field(
              name,
              shape(property),
              required.contains(name) ? "" : OPTIONAL,
              described(property, property));
        })
        .toList();
  }

  private static String described(JsonObject holder, JsonObject schema) {
    JsonElement otherwise = schema.get("default");
    return otherwise == null
        ? string(holder, "description")
        : (string(holder, "description") + " Left out, it is " + otherwise.getAsString() + ".")
            .strip();
  }

  private static Shape shape(JsonObject schema) {
    String reference = string(schema, "$ref");
    if (!reference.isEmpty()) {
      return new Shape("", reference.substring(reference.lastIndexOf('/') + 1), "");
    }
    if (schema.has("anyOf")) {
      return shape(objects(schema, "anyOf").getFirst()).followed(" or null");
    }
    if (schema.has("const")) {
      return Shape.of("always " + schema.get("const"));
    }
    if (schema.has("enum")) {
      return Shape.of(
          schema.getAsJsonArray("enum").asList().stream()
              .map(JsonElement::toString)
              .collect(Collectors.joining(" or ")));
    }
    List<String> types =
        schema.get("type") instanceof JsonArray
            ? strings(schema, "type").toList()
            : List.of(string(schema, "type"));
    Shape shape =
        types.getFirst().equals("array")
            ? shape(schema.getAsJsonObject("items")).preceded("list of ")
            : Shape.of(word(types.getFirst(), string(schema, "format")));
    return types.contains("null") ? shape.followed(" or null") : shape;
  }

  private static String word(String type, String format) {
    return switch (format) {
      case "" -> type;
      case "date-time" -> "time";
      case "uri" -> "URL";
      default -> format;
    };
  }

  /** What a reference names, with the description that stands beside the reference. */
  private JsonObject resolved(JsonObject object) {
    String reference = string(object, "$ref");
    if (reference.isEmpty()) {
      return object;
    }
    JsonObject target = root;
    for (String part : reference.substring("#/".length()).split("/", -1)) {
      target = target.getAsJsonObject(part);
    }
    JsonObject resolved = target.deepCopy();
    if (object.has("description")) {
      resolved.add("description", object.get("description"));
    }
    return resolved;
  }

  private static String string(JsonObject object, String member) {
    return object.has(member) ? object.get(member).getAsString() : "";
  }

  private static Stream<String> strings(JsonObject object, String member) {
    return object.has(member)
        ? object.getAsJsonArray(member).asList().stream().map(JsonElement::getAsString)
        : Stream.of();
  }

  private static List<JsonObject> objects(JsonObject object, String member) {
    return object.has(member)
        ? object.getAsJsonArray(member).asList().stream().map(JsonElement::getAsJsonObject).toList()
        : List.of();
  }
}
