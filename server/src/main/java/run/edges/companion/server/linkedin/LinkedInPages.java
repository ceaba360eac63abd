package run.edges.companion.server.linkedin;

import com.google.gson.Gson;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.Keys;
import org.openqa.selenium.TimeoutException;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.remote.RemoteWebDriver;
import org.openqa.selenium.support.ui.FluentWait;
import run.edges.companion.protocol.api.IntegrationBody.Checkpoint;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.wire.CapturedSession;

/**
 * LinkedIn's sign-in and checkpoint pages in one browser. Fills in what the owner gave and reads
 * what the page asks next; presses nothing that LinkedIn wants a person to press. Pages are told
 * apart by ids, fields and paths that public code knows, never by their language.
 */
public final class LinkedInPages implements AutoCloseable {
  private static final String SIGN_IN = "https://www.linkedin.com/login";
  private static final String LOOK = Guarded.script("look.js");
  private static final String FIELD = Guarded.script("field.js");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Pattern EXPIRED = Pattern.compile("expir|abgelaufen|caduc|scadut|verlopen");
  private static final Pattern MASKED_ADDRESS = Pattern.compile("\\S*[•*·…]\\S*@\\S+[\\w*•]");
  private static final Pattern LAST_DIGITS = Pattern.compile("(\\d{2,4})\\D*$");
  private static final Pattern ID = Pattern.compile("(?<=/)[^/]*\\d[^/]{7,}|(?<=/)[^/]{25,}");
  private static final Set<Integer> THROTTLED = Set.of(429, 999);
  private static final Gson GSON = new Gson();
  private static final String DELETED = "delete me";
  private static final String ORIGIN = "https://www.linkedin.com";
  private static final String PASSWORD = "input[type=password]";
  private static final String NAME =
      "input[name=session_key], #username, #session_key, input[autocomplete~=username]";
  private static final String CODE = "input[name=pin], input[id*=verification_pin]";
  private static final String RESEND = "#btn-resend-pin";

  private final Browser browser;
  private final RemoteWebDriver driver;

  /**
   * What {@code look.js} sees.
   *
   * @param seen whether it is still the page that was there before something was done
   * @param asked text of the form that asks for a code
   */
  private record Look(
      boolean seen,
      boolean ready,
      String host,
      String origin,
      String path,
      String title,
      int status,
      boolean password,
      boolean code,
      boolean emailCode,
      boolean appCode,
      boolean phoneCode,
      boolean approval,
      boolean captcha,
      boolean phone,
      boolean resend,
      String problem,
      String asked) {}

  LinkedInPages(Browser browser) {
    this.browser = browser;
    this.driver = browser.driver();
  }

  /** Opens the sign-in page, and waits for it. */
  public Page openSignIn() {
    return after(() -> driver.get(SIGN_IN));
  }

  /** Fills the sign-in page in, and waits for what comes of it. */
  public Page enter(SecretText username, SecretText password) {
    visible(NAME).ifPresent(field -> type(field, username, ""));
    return after(() -> visible(PASSWORD).ifPresent(field -> type(field, password, Keys.ENTER)));
  }

  /** Enters a code on the page that asks for one, and waits for what comes of it. */
  public Page enterCode(SecretText code) {
    return after(() ->
        visible(CODE)
            .ifPresent(field -> {
              field.clear();
              type(field, code, Keys.ENTER);
            }));
  }

  /** Asks LinkedIn to send a new code. */
  public Page resend() {
    return after(() -> visible(RESEND).ifPresent(WebElement::click));
  }

  /** What the page shows now; empty while it changes. */
  public Optional<Page> look() {
    return lookOnce().map(this::page);
  }

  /** Whether the browser still answers. */
  public boolean isAlive() {
    return browser.isAlive();
  }

  /** The session's cookies as the browser holds them, and the browser's User-Agent. */
  public Captured capture() {
    String userAgent = (String) driver.executeScript("return navigator.userAgent");
    return new Captured(
        Stream.of("li_at", "li_a").flatMap(name -> session(name).stream()).toList(),
        Objects.requireNonNull(userAgent));
  }

  /** Of several the one that is meant for this host most: LinkedIn reads that. */
  private Optional<CapturedSession.Cookie> session(String name) {
    return driver.manage().getCookies().stream()
        .filter(cookie -> cookie.getName().equals(name))
        .max(
            Comparator.<org.openqa.selenium.Cookie>comparingInt(LinkedInPages::domainLength)
                .thenComparing(cookie -> !String.valueOf(cookie.getDomain()).startsWith("."))
                .thenComparingInt(cookie -> String.valueOf(cookie.getPath()).length()))
        .map(LinkedInPages::cookie);
  }

  private static int domainLength(org.openqa.selenium.Cookie cookie) {
    return String.valueOf(cookie.getDomain()).replaceFirst("^\\.", "").length();
  }

  /** What a browser has of a session before it is known whose it is. */
  public record Captured(List<CapturedSession.Cookie> cookies, String userAgent) {
    /** The value of one of them. */
    public Optional<SecretText> value(String name) {
      return cookies.stream()
          .filter(cookie -> cookie.name().equals(name))
          .map(CapturedSession.Cookie::value)
          .findFirst();
    }
  }

  /** Ends the browser. LinkedIn is not told: the session goes on. */
  @Override
  public void close() {
    browser.close();
  }

  /** Does something to the page, and waits for the next one, or for what this one says of it. */
  private Page after(Runnable act) {
    String before = lookOnce().map(look -> look.problem()).orElse("");
    driver.executeScript("window.edgesCompanionSeen = true");
    act.run();
    return settled(
        look -> !look.seen() || (!look.problem().isEmpty() && !look.problem().equals(before)));
  }

  private Page settled(Predicate<Look> changed) {
    AtomicReference<Page> next = new AtomicReference<>();
    try {
      new FluentWait<>(driver)
          .withTimeout(PATIENCE)
          .pollingEvery(POLL)
          .until(_ -> {
            lookOnce().filter(changed).map(this::page).ifPresent(next::set);
            return next.get() != null;
          });
      return next.get();
    } catch (TimeoutException never) {
      return look().filter(Page.Code.class::isInstance).orElseGet(Page.Unreachable::new);
    }
  }

  private Optional<Look> lookOnce() {
    try {
      return Optional.ofNullable(GSON.fromJson((String) driver.executeScript(LOOK), Look.class))
          .filter(look -> look.ready() && !look.host().isEmpty());
    } catch (WebDriverException changing) {
      if (browser.isAlive()) {
        return Optional.empty();
      }
      throw changing;
    }
  }

  private Page page(Look look) {
    int status = look.status();
    String path = look.path();
    if (THROTTLED.contains(status)) {
      return new Page.Throttled();
    }
    if (status >= 500 || !look.origin().equals(ORIGIN)) {
      return new Page.Unreachable();
    }
    if (!path.startsWith("/checkpoint/") && isSignedIn()) {
      return new Page.SignedIn();
    }
    return asked(look, path)
        .orElseGet(() -> new Page.Unknown(look.title(), ID.matcher(path).replaceAll("…")));
  }

  private static Optional<Page> asked(Look look, String path) {
    if (look.code()) {
      return code(look);
    }
    if (look.approval()) {
      return Optional.of(new Page.Approval());
    }
    if (look.captcha()) {
      return Optional.of(new Page.ForOwner(Checkpoint.Type.CAPTCHA));
    }
    if (look.password()) {
      boolean refused = !look.problem().isEmpty();
      // The form that LinkedIn shows at first stands at /login; this one wants a second sign-in.
      return Optional.of(
          path.startsWith("/checkpoint/") && !refused
              ? new Page.ForOwner(Checkpoint.Type.LOGIN_FORM)
              : new Page.SignInForm(refused));
    }
    return look.phone()
        ? Optional.of(new Page.ForOwner(Checkpoint.Type.PHONE_REGISTER))
        : Optional.empty();
  }

  private static Optional<Page> code(Look look) {
    String problem = look.problem();
    Page.Refusal refusal =
        problem.isEmpty()
            ? null
            : EXPIRED.matcher(problem.toLowerCase(Locale.ROOT)).find()
                ? Page.Refusal.EXPIRED
                : Page.Refusal.WRONG;
    boolean resend = look.resend();
    String asked = look.asked().replace(problem, "");
    if (look.appCode()) {
      return Optional.of(new Page.Code(Checkpoint.Type.TWO_FACTOR, null, resend, refusal));
    }
    if (look.emailCode()) {
      return Optional.of(
          new Page.Code(Checkpoint.Type.EMAIL, find(MASKED_ADDRESS, asked, 0), resend, refusal));
    }
    if (look.phoneCode()) {
      return Optional.of(
          new Page.Code(Checkpoint.Type.OTP, find(LAST_DIGITS, asked, 1), resend, refusal));
    }
    return Optional.empty();
  }

  private boolean isSignedIn() {
    return driver.manage().getCookies().stream()
        .filter(cookie -> cookie.getName().equals("li_at"))
        .anyMatch(cookie -> !cookie.getValue().replace("\"", "").equals(DELETED));
  }

  /** Looked for and found to be LinkedIn's in one moment: an element of a later page is another. */
  private Optional<WebElement> visible(String selector) {
    return Optional.ofNullable((WebElement) driver.executeScript(FIELD, selector, ORIGIN));
  }

  private static void type(WebElement field, SecretText text, CharSequence then) {
    field.sendKeys(text.reveal(SecretAccess.granted()), then);
  }

  private static CapturedSession.Cookie cookie(org.openqa.selenium.Cookie cookie) {
    String domain = String.valueOf(cookie.getDomain());
    return new CapturedSession.Cookie(
        cookie.getName(),
        SecretText.of(cookie.getValue()),
        domain,
        cookie.getPath(),
        cookie.isSecure(),
        cookie.isHttpOnly(),
        !domain.startsWith("."),
        sameSite(cookie.getSameSite()),
        expiry(cookie.getExpiry()));
  }

  /** WebDriver's words for what the browser's extension API says otherwise. */
  private static String sameSite(@Nullable String value) {
    return switch (value == null ? "" : value) {
      case "None" -> "no_restriction";
      case "Lax" -> "lax";
      case "Strict" -> "strict";
      default -> "unspecified";
    };
  }

  private static @Nullable Instant expiry(@Nullable Date date) {
    return date == null ? null : date.toInstant();
  }

  private static @Nullable String find(Pattern pattern, String text, int group) {
    // The text of the form, line by line: a hint stands in the first line that has one.
    return Stream.of(text.split("\\R"))
        .map(pattern::matcher)
        .filter(Matcher::find)
        .map(found -> found.group(group))
        .findFirst()
        .orElse(null);
  }
}
