package run.edges.companion.server.openapi;

import java.util.List;
import java.util.Optional;

/** The OpenAPI document in the order and the words in which people read it. */
public record Reference(
    String title, String version, String description, List<Group> groups, List<NamedType> types) {

  /** The operations of one tag. */
  public record Group(String name, String description, List<Operation> operations) {
    /** Where on the page it is. */
    public String anchor() {
      return "group-" + name;
    }
  }

  /** One method of one path. */
  public record Operation(
      String id,
      String method,
      String path,
      String summary,
      String description,
      List<Field> parameters,
      Optional<Body> request,
      Body answer,
      List<Field> headers,
      List<Refusal> refusals) {}

  /** A body, with the members of the object that it is or is a list of. */
  public record Body(String description, Shape shape, List<Field> fields) {}

  /** A status that is an error, and its labels. */
  public record Refusal(String status, String description) {}

  /**
   * A parameter, header or member.
   *
   * @param note where it is, or that it can be left out; empty if there is nothing to say
   */
  public record Field(String name, Shape shape, String note, String description) {}

  /**
   * What a value is: some words, around the name of a type if it has one.
   *
   * @param type empty, or the name of a {@link NamedType}
   */
  public record Shape(String before, String type, String after) {
    static Shape of(String words) {
      return new Shape(words, "", "");
    }

    Shape preceded(String words) {
      return new Shape(words + before, type, after);
    }

    Shape followed(String words) {
      return new Shape(before, type, after + words);
    }
  }

  /** A named object with members, or a named choice of values. */
  public record NamedType(
      String name, String description, List<Field> fields, List<String> values) {}
}
