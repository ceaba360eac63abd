package run.edges.companion.server.identity;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import run.edges.companion.server.http.ApiException;

/** What the fields of an identity must be, from wherever they come. */
public final class IdentityRules {
  /** Where an identity is if nobody says. */
  public static final String DEFAULT_TIMEZONE = "Europe/Paris";

  private static final int MAX_EMAIL = 254;
  private static final Pattern EMAIL =
      Pattern.compile("[^\\s@<>,;:\"()\\[\\]\\p{Cntrl}]+@[^\\s@<>,;:\"()\\[\\]\\p{Cntrl}]+");

  private IdentityRules() {}

  /**
   * A canonical name of a time zone.
   *
   * @throws ApiException 400
   */
  public static String timezone(@Nullable String wanted, String otherwise) {
    String timezone = wanted == null ? otherwise : wanted;
    if (!TimeZones.isCanonical(timezone)) {
      throw ApiException.badParameters(
          "timezone must be a canonical IANA name such as Europe/Paris."
              + TimeZones.findCanonical(timezone)
                  .map(canonical -> " Instead of " + timezone + " it is " + canonical + ".")
                  .orElse(""));
    }
    return timezone;
  }

  /**
   * An address; none for an empty one.
   *
   * @throws ApiException 400
   */
  public static @Nullable String email(@Nullable String wanted) {
    if (wanted == null || wanted.isBlank()) {
      return null;
    }
    String email = wanted.strip();
    if (email.length() > MAX_EMAIL || !EMAIL.matcher(email).matches()) {
      throw ApiException.badParameters("email must be an address such as ada@example.com.");
    }
    return email;
  }
}
