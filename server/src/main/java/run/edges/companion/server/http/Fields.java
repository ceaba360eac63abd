package run.edges.companion.server.http;

import org.jspecify.annotations.Nullable;

/** Checks of fields that several bodies have. */
public final class Fields {
  private static final int MIN_NAME = 3;
  private static final int MAX_NAME = 200;

  private Fields() {}

  /**
   * A name without surrounding blanks.
   *
   * @throws ApiException 400 if it is missing, too short, too long or has a control character
   */
  public static String name(@Nullable String value) {
    String name = value == null ? "" : value.strip();
    if (name.length() < MIN_NAME
        || name.length() > MAX_NAME
        || name.chars().anyMatch(Character::isISOControl)) {
      throw ApiException.badParameters("name must have 3 to 200 characters.");
    }
    return name;
  }

  /**
   * The body of a request that must have one.
   *
   * @throws ApiException 400 if there is none
   */
  public static <T> T body(@Nullable T body) {
    if (body == null) {
      throw new ApiException(400, "BAD_INPUT", "The body is not one JSON object.");
    }
    return body;
  }
}
