package run.edges.companion.protocol;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Reads {@code docs}: the vectors that other implementations read too, and the protocol page. */
public final class Vectors {
  private static final Path DOCS = Path.of("..", "docs");

  private Vectors() {}

  /** The whole of one vector file. */
  public static JsonObject read(String file) {
    return JsonParser.parseString(text("vectors/" + file)).getAsJsonObject();
  }

  /** The objects of one list of a vector file. */
  public static Stream<JsonObject> list(String file, String member) {
    return read(file).getAsJsonArray(member).asList().stream()
        .map(element -> element.getAsJsonObject());
  }

  /** As {@link #list}, each under its note as the name of the case. */
  public static Stream<Arguments> cases(String file, String member) {
    return list(file, member).map(vector -> Arguments.argumentSet(string(vector, "note"), vector));
  }

  public static String string(JsonObject vector, String member) {
    return vector.get(member).getAsString();
  }

  public static byte[] bytes(JsonObject vector, String member) {
    return Base64.getUrlDecoder().decode(string(vector, member));
  }

  /** A page of {@code docs}. */
  public static String text(String page) {
    try {
      return Files.readString(DOCS.resolve(page));
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  /** The part of the protocol page from one heading up to another. */
  public static String section(String from, String to) {
    String page = text("protocol.md");
    int start = page.indexOf("\n" + from);
    int end = to.isEmpty() ? page.length() : page.indexOf("\n" + to, start);
    if (start < 0 || end < 0) {
      throw new IllegalStateException("protocol.md has no part from " + from + " to " + to);
    }
    return page.substring(start, end);
  }
}
