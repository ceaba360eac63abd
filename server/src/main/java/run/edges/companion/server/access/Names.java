package run.edges.companion.server.access;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What members type in about themselves; a problem is the key of its text. */
final class Names {
  private static final int MAX_EMAIL = 254;
  private static final Pattern EMAIL = Pattern.compile("[^\\s@<>\\p{Cntrl}]+@[^\\s@<>\\p{Cntrl}]+");
  private static final Pattern NEXT =
      Pattern.compile("/dashboard(/[A-Za-z0-9._~-]+)*/?(\\?[A-Za-z0-9._~%&=+-]*)?");
  private static final int MIN_NAME = 3;
  private static final int MAX_NAME = 200;
  private static final int MIN_PASSWORD = 12;
  private static final int MAX_PASSWORD = 200;

  private Names() {}

  static boolean isEmail(String email) {
    String stripped = email.strip();
    return stripped.length() <= MAX_EMAIL && EMAIL.matcher(stripped).matches();
  }

  /** Where a member goes after signing in: within the dashboard, whatever an address says. */
  static String next(@Nullable String path) {
    return path != null && !path.contains("..") && NEXT.matcher(path).matches()
        ? path
        : "/dashboard";
  }

  /** As for every name in the API. */
  static Optional<String> problem(String name) {
    int length = name.strip().length();
    return length < MIN_NAME || length > MAX_NAME || name.chars().anyMatch(Character::isISOControl)
        ? Optional.of("name")
        : Optional.empty();
  }

  /** Long enough, and not the address: more rules make passwords worse (NIST SP 800-63B 5.1.1). */
  static Optional<String> passwordProblem(String password, String email) {
    if (password.length() < MIN_PASSWORD) {
      return Optional.of("short");
    }
    if (password.length() > MAX_PASSWORD) {
      return Optional.of("long");
    }
    return password.equalsIgnoreCase(email.strip())
        ? Optional.of("email-as-password")
        : Optional.empty();
  }
}
