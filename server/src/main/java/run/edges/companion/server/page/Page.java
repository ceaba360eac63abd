package run.edges.companion.server.page;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * What a template has beside its own model.
 *
 * @param base path under which the server stands, without a slash at its end; mostly empty
 * @param texts in the reader's language
 */
public record Page(String base, Texts texts) {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

  /** The address of one of {@link AssetResource}. */
  public String asset(String name) {
    return base + AssetResource.address(name);
  }

  public String text(String key, Object... values) {
    return texts.get(key, values);
  }

  /** What a failure means in the reader's language, if there is a text for its label. */
  public String problem(String label, String otherwise) {
    String key = "error." + label;
    return texts.has(key) ? texts.get(key) : otherwise;
  }

  /** A time as it stands on a page until its script shows it in the reader's own zone. */
  public static String minute(@Nullable Instant time) {
    return time == null ? "" : MINUTE.format(time);
  }
}
