package run.edges.companion.testbed.linkedin;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import run.edges.companion.testbed.linkedin.web.Cookies;

/**
 * The cookies of one browser, each value exactly as it stands in the {@code Cookie} header. Never
 * prints a value. Immutable.
 *
 * @param liA null for a Classic account
 * @param jsessionId with its quotes
 */
public record SessionCookies(
    String liAt, @Nullable String liA, String jsessionId, String bcookie, String bscookie) {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

  private static final Duration YEAR = Duration.ofDays(365);
  private static final Duration MONTH = Duration.ofDays(30);
  private static final Duration QUARTER = Duration.ofDays(90);

  private static final String EPOCH = "; Expires=Thu, 01 Jan 1970 00:00:00 GMT";
  private static final String WWW = "; Domain=.www.linkedin.com; Path=/";
  private static final String ALL_HOSTS = "; Domain=.linkedin.com; Path=/";
  private static final String SECURE = "; Secure; SameSite=None";
  private static final String HTTP_ONLY = "; Secure; HttpOnly; SameSite=None";

  static SessionCookies create(boolean salesNavigator, Map<String, String> browser) {
    String bcookie = browser.get("bcookie");
    String bscookie = browser.get("bscookie");
    return new SessionCookies(
        newLiAt(),
        salesNavigator ? newLiA() : null,
        newJsessionId(),
        bcookie == null ? newBcookie() : bcookie,
        bscookie == null ? newBscookie() : bscookie);
  }

  /** The whole {@code Cookie} request header of this browser. */
  public String cookieHeader() {
    String salesNavigator = liA == null ? "" : "; li_a=" + liA;
    return "li_at=%s%s; JSESSIONID=%s; bcookie=%s; bscookie=%s; liap=true"
        .formatted(liAt, salesNavigator, jsessionId, bcookie, bscookie);
  }

  /** The {@code csrf-token} request header that goes with {@link #cookieHeader()}. */
  public String csrfToken() {
    return Cookies.unquote(jsessionId);
  }

  SessionCookies withLiAt(String newLiAt) {
    return new SessionCookies(newLiAt, liA, jsessionId, bcookie, bscookie);
  }

  SessionCookies withLiA(@Nullable String newLiA) {
    return new SessionCookies(liAt, newLiA, jsessionId, bcookie, bscookie);
  }

  /** The {@code Set-Cookie} lines of a sign-in. */
  List<String> setCookies() {
    List<String> lines = new ArrayList<>();
    lines.add(setLiAt(liAt));
    if (liA != null) {
      lines.add(setLiA(liA));
    }
    lines.add("liap=true" + ALL_HOSTS + maxAge(YEAR) + SECURE);
    lines.add(setJsessionId(jsessionId));
    lines.add(setBcookie(bcookie));
    lines.add(setBscookie(bscookie));
    return lines;
  }

  /** What a visitor without a session gets, as far as the browser does not have it yet. */
  static List<String> setAnonymous(Map<String, String> browser) {
    List<String> lines = new ArrayList<>();
    if (!browser.containsKey("JSESSIONID")) {
      lines.add(setJsessionId(newJsessionId()));
    }
    if (!browser.containsKey("bcookie")) {
      lines.add(setBcookie(newBcookie()));
    }
    if (!browser.containsKey("bscookie")) {
      lines.add(setBscookie(newBscookie()));
    }
    return lines;
  }

  static String setLiAt(String value) {
    return "li_at=" + value + WWW + maxAge(YEAR) + HTTP_ONLY;
  }

  static String setLiA(String value) {
    return "li_a=" + value + ALL_HOSTS + maxAge(MONTH) + HTTP_ONLY;
  }

  private static String setJsessionId(String value) {
    return "JSESSIONID=" + value + WWW + maxAge(QUARTER) + SECURE;
  }

  private static String setBcookie(String value) {
    return "bcookie=" + value + ALL_HOSTS + maxAge(YEAR) + SECURE;
  }

  private static String setBscookie(String value) {
    return "bscookie=" + value + ALL_HOSTS + maxAge(YEAR) + HTTP_ONLY;
  }

  static String deleteMe() {
    return "li_at=\"delete me\"" + WWW + maxAge(Duration.ZERO) + EPOCH + HTTP_ONLY;
  }

  static String expireLiAt() {
    return "li_at=" + WWW + maxAge(Duration.ZERO) + HTTP_ONLY;
  }

  /** The {@code Set-Cookie} lines of a sign-out. */
  static List<String> clear() {
    String expired = maxAge(Duration.ZERO);
    return List.of(
        deleteMe(),
        "li_a=" + ALL_HOSTS + expired + HTTP_ONLY,
        "liap=" + ALL_HOSTS + expired + SECURE,
        "JSESSIONID=" + WWW + expired + SECURE);
  }

  static String newLiAt() {
    return "AQED" + random(176);
  }

  static String newLiA() {
    return "AQJ2PTEmc2FsZXNuYXY" + random(221);
  }

  private static String newJsessionId() {
    return "\"ajax:" + RANDOM.nextLong(1_000_000_000_000_000_000L, Long.MAX_VALUE) + "\"";
  }

  private static String newBcookie() {
    return "\"v=2&" + UUID.randomUUID() + "\"";
  }

  private static String newBscookie() {
    return "\"v=1&" + UUID.randomUUID() + random(32) + "\"";
  }

  private static String random(int length) {
    StringBuilder text = new StringBuilder(length);
    RANDOM.ints(length, 0, ALPHABET.length()).forEach(i -> text.append(ALPHABET.charAt(i)));
    return text.toString();
  }

  private static String maxAge(Duration age) {
    return "; Max-Age=" + age.toSeconds();
  }

  @Override
  public String toString() {
    return "SessionCookies[li_a: " + (liA != null) + ", values hidden]";
  }
}
