package run.edges.companion.testbed.product;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import run.edges.companion.testbed.linkedin.LinkedInMember;
import run.edges.companion.testbed.linkedin.LinkedInStandIn;
import run.edges.companion.testbed.product.computer.Computer;

/**
 * One owner's browser profile: a real Chromium with the extension and the registered host. {@code
 * www.linkedin.com} is the stand-in; every other name but localhost resolves to nothing.
 */
public final class Chromium implements Browser {
  /** How long a journey waits for what must come. */
  public static final Duration PATIENCE = Duration.ofSeconds(40);

  private static final String EXTENSION_ID = "fhfedlnmiglobclpgdmiminldpogjkhh";

  private final Path profile;
  private final LinkedInStandIn linkedin;
  private final boolean headless;
  private final List<String> trustedKeys;
  private final @Nullable Computer computer;
  private @Nullable ChromeDriver driver;

  /**
   * A profile; the browser is not started yet.
   *
   * @param profile kept over restarts
   * @param serverKey base64 SHA-256 of the server's TLS key, which the browser shall accept
   */
  public Chromium(Path profile, LinkedInStandIn linkedin, String serverKey, boolean headless) {
    this(profile, linkedin, serverKey, headless, null);
  }

  /**
   * As above, on another computer.
   *
   * @param computer has the host installed already; null if it is this one
   */
  public Chromium(
      Path profile,
      LinkedInStandIn linkedin,
      String serverKey,
      boolean headless,
      @Nullable Computer computer) {
    this.computer = computer;
    this.profile = profile;
    this.linkedin = linkedin;
    this.headless = headless;
    this.trustedKeys = List.of(linkedin.spkiSha256(), serverKey);
  }

  /** Starts the browser on its profile, with the host registered for it, or installed. */
  public Chromium start() {
    Path program = Path.of("/usr/bin/chromedriver");
    if (computer == null) {
      HostProgram.register(profile, home());
    } else {
      program = computer.program(program.toString());
    }
    ChromeOptions options = new ChromeOptions();
    options.setBinary("/usr/bin/chromium");
    // Without it, the consent window that the extension opens is in no window handle.
    options.setExperimentalOption("windowTypes", List.of("background_page"));
    options.addArguments(arguments());
    Map<String, String> environment = new HashMap<>(HostProgram.environment(home()));
    environment.put("EDGES_COMPANION_HOME", profile.resolve("host-data").toString());
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(program.toFile())
            .withEnvironment(environment)
            .build();
    boolean isNew = !Files.exists(profile.resolve("Default"));
    driver = new ChromeDriver(service, options);
    if (isNew) {
      closeWelcome();
    }
    return this;
  }

  /** What the owner has started on this computer is nothing but this browser. */
  private Path home() {
    return profile.resolve("home");
  }

  /** Closes the page that the extension opens once, at its first start. */
  private void closeWelcome() {
    String first = driver().getWindowHandle();
    switchTo("the welcome page", "/welcome/");
    driver().close();
    driver().switchTo().window(first);
  }

  /** Closes the browser as its owner would. */
  public void quit() {
    ChromeDriver closing = driver;
    driver = null;
    if (closing != null) {
      closing.quit();
    }
  }

  @Override
  public void close() {
    quit();
  }

  public ChromeDriver driver() {
    if (driver == null) {
      throw new IllegalStateException("the browser is not running");
    }
    return driver;
  }

  @Override
  public Path profile() {
    return profile;
  }

  /** Signs the owner in at LinkedIn, by its form. */
  public void signIn(LinkedInMember member) {
    open("https://www.linkedin.com/login");
    driver().findElement(By.id("username")).sendKeys(member.username());
    driver().findElement(By.id("password")).sendKeys(member.password());
    driver().findElement(By.cssSelector("form [type=submit]")).click();
    await("the feed", () -> find(By.id("member")));
  }

  /** Signs the owner out at LinkedIn, by its link. */
  public void signOut() {
    open("https://www.linkedin.com/feed/");
    await("the sign-out link", () -> find(By.id("sign-out"))).click();
    await(
        "LinkedIn's front page",
        () ->
            Optional.of(String.valueOf(driver().getCurrentUrl()))
                .filter("https://www.linkedin.com/"::equals));
  }

  /**
   * Has LinkedIn renew a cookie: {@code li_at}, {@code li_a} or {@code both}. Returns when the
   * answer left LinkedIn, in epoch micros.
   */
  public long rotate(String cookie) {
    if (!String.valueOf(driver().getCurrentUrl()).startsWith("https://www.linkedin.com/")) {
      open("https://www.linkedin.com/feed/");
    }
    Object micros =
        driver()
            .executeAsyncScript(
                """
                const done = arguments[arguments.length - 1];
                fetch('/testbed/rotate?cookie=' + arguments[0], {method: 'POST'})
                  .then(answer => answer.json()).then(json => done(json.rotatedAtMicros), () => done(-1));
                """,
                cookie);
    return ((Number) Objects.requireNonNull(micros)).longValue();
  }

  public void open(String url) {
    driver().get(url);
  }

  /** Opens a page of the extension, such as {@code popup.html}, in a tab. */
  public void openExtensionPage(String page) {
    open("chrome-extension://" + EXTENSION_ID + "/" + page);
  }

  /**
   * Opens a shared link, asks to accept on the page, and switches to the consent window. Returns
   * the page's own window.
   */
  public String reviewSharedLink(String link) {
    // The fragment alone would not load a page that is open already.
    open("about:blank");
    open(link);
    String page = driver().getWindowHandle();
    await("the Accept button", () -> find(By.id("accept")).filter(WebElement::isEnabled)).click();
    switchToConsent();
    return page;
  }

  /** Switches to the consent window. */
  public void switchToConsent() {
    switchTo("the consent window", "/consent");
  }

  /** Switches to the window whose address has this part. */
  public void switchTo(String what, String part) {
    await(
        what,
        () -> {
          for (String handle : driver().getWindowHandles()) {
            driver().switchTo().window(handle);
            if (String.valueOf(driver().getCurrentUrl()).contains(part)) {
              return Optional.of(handle);
            }
          }
          return Optional.empty();
        });
  }

  public Optional<WebElement> find(By by) {
    try {
      return Optional.of(driver().findElement(by));
    } catch (NoSuchElementException | StaleElementReferenceException absent) {
      return Optional.empty();
    }
  }

  /** The text of an element, empty if it is not there. */
  public String text(By by) {
    try {
      return find(by).map(WebElement::getText).orElse("");
    } catch (StaleElementReferenceException replaced) {
      return "";
    }
  }

  /**
   * Waits until there is a value.
   *
   * @throws IllegalStateException naming {@code what}, with what the page says instead
   */
  public <T> T await(String what, Callable<Optional<T>> value) {
    try {
      return Awaitility.await(what)
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(50))
          .pollInSameThread()
          .ignoreExceptionsInstanceOf(WebDriverException.class)
          .until(value, Optional::isPresent)
          .orElseThrow();
    } catch (ConditionTimeoutException missing) {
      throw new IllegalStateException(
          what + " does not come; the page says: " + visibleText(), missing);
    }
  }

  @Override
  public void screenshot(Path file) {
    try {
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Files.write(file, driver().getScreenshotAs(OutputType.BYTES));
    } catch (IOException unwritable) {
      throw new IllegalStateException("no screenshot", unwritable);
    }
  }

  private String visibleText() {
    try {
      return driver().findElement(By.tagName("body")).getText();
    } catch (WebDriverException gone) {
      return "(no page)";
    }
  }

  private List<String> arguments() {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--user-data-dir=" + profile,
                "--load-extension=" + ProductFiles.extension(),
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--window-size=1000,900",
                "--ignore-certificate-errors-spki-list=" + String.join(",", trustedKeys),
                "--host-resolver-rules="
                    + "MAP www.linkedin.com:443 127.0.0.1:%d, MAP linkedin.com:443 127.0.0.1:%d, "
                        .formatted(linkedin.port(), linkedin.port())
                    + "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"));
    if (headless) {
      arguments.add("--headless=new");
    }
    return arguments;
  }
}
