package run.edges.companion.testbed.product.firefox;

import static run.edges.companion.testbed.product.firefox.Bidi.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.WebDriverException;
import run.edges.companion.testbed.linkedin.LinkedInStandIn;
import run.edges.companion.testbed.product.Browser;
import run.edges.companion.testbed.product.Chromium;
import run.edges.companion.testbed.product.HostProgram;
import run.edges.companion.testbed.product.ProductFiles;
import run.edges.companion.testbed.product.computer.Computer;

/**
 * A real headless Firefox, in a profile and a home folder of its own. It is driven over WebDriver
 * BiDi, which it speaks by itself: Debian has no geckodriver. All is done in one page at a time.
 */
public final class Firefox implements Browser {
  private static final Duration END = Duration.ofSeconds(30);
  private static final String LISTENING = "WebDriver BiDi listening on ";
  private static final String EXTENSION_ID = "companion@edges.run";
  private static final String EXTENSION = "moz-extension://5e1f0d62-7f0e-4c35-9d0c-3c8a2f1b7e64/";

  /** Nothing but what a journey opens goes over the network. */
  private static final String PREFERENCES =
      """
      user_pref("app.normandy.enabled", false);
      user_pref("app.update.auto", false);
      user_pref("browser.aboutwelcome.enabled", false);
      user_pref("browser.safebrowsing.malware.enabled", false);
      user_pref("browser.safebrowsing.phishing.enabled", false);
      user_pref("browser.shell.checkDefaultBrowser", false);
      user_pref("datareporting.policy.dataSubmissionEnabled", false);
      user_pref("extensions.update.enabled", false);
      user_pref("network.captive-portal-service.enabled", false);
      user_pref("network.connectivity-service.enabled", false);
      user_pref("services.settings.server", "data:,");
      """;

  /** Presses the extension's button in the toolbar, which opens its popup. */
  private static final String PRESS_BUTTON =
      """
      (() => {
        const {ExtensionParent} =
          ChromeUtils.importESModule('resource://gre/modules/ExtensionParent.sys.mjs');
        const {extension} = WebExtensionPolicy.getByID('%s');
        return ExtensionParent.apiManager.global.browserActionFor(extension).triggerAction(window);
      })()
      """
          .formatted(EXTENSION_ID);

  private static final String NOTHING_LOADS =
      """
      [...Services.wm.getEnumerator('navigator:browser')].every((one) =>
        one.gBrowserInit.delayedStartupFinished && !one.gBrowser.webProgress.isLoadingDocument)
      """;

  private final Path profile;
  private final Process process;
  private final Bidi bidi;
  private final String window;
  private String page;

  private Firefox(Path profile, Process process, Bidi bidi) {
    this.profile = profile;
    this.process = process;
    this.bidi = bidi;
    window = text(bidi.windows().getFirst(), "context");
    page = text(bidi.pages().getFirst(), "context");
  }

  /** Starts it without the extension, in a folder that does not exist yet. */
  public static Firefox start(Path folder) {
    return start("firefox-esr", folder, PREFERENCES);
  }

  /**
   * Starts it with the extension and its registered host; {@code www.linkedin.com} is the stand-in.
   *
   * @param folder does not exist yet
   * @param computer another one, which has the host installed already; null if it is this one
   */
  public static Firefox start(Path folder, LinkedInStandIn linkedin, @Nullable Computer computer) {
    String program = "firefox-esr";
    if (computer == null) {
      HostProgram.registerForFirefox(folder);
    } else {
      program = computer.program("/usr/bin/firefox-esr").toString();
    }
    Firefox firefox = start(program, folder, PREFERENCES + extensionPreferences(linkedin.port()));
    firefox.installExtension();
    return firefox;
  }

  private static Firefox start(String program, Path folder, String preferences) {
    try {
      Files.writeString(Files.createDirectories(folder).resolve("user.js"), preferences);
      List<String> command =
          new ArrayList<>(List.of(program, "--headless", "--no-remote", "--profile"));
      command.addAll(List.of(folder.toString(), "--remote-debugging-port", "0"));
      // Or it would name no window, and open no page of an extension.
      command.addAll(List.of("--remote-allow-system-access", "about:blank"));
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().put("HOME", folder.toString());
      builder.environment().put("EDGES_COMPANION_HOME", folder.resolve("host-data").toString());
      Process process = builder.start();
      return new Firefox(folder, process, new Bidi(awaitAddress(process)));
    } catch (IOException failed) {
      throw new IllegalStateException("Firefox does not start", failed);
    }
  }

  private void installExtension() {
    var _ =
        bidi.send(
            "webExtension.install",
            Map.of(
                "extensionData",
                Map.of("type", "path", "path", ProductFiles.firefoxExtension().toString())));
    String first = page;
    switchTo("the welcome page", "/welcome/");
    closePage();
    switchTo(first);
  }

  @Override
  public Path profile() {
    return profile;
  }

  /** Opens an address, and waits until it is loaded. */
  public void open(String url) {
    var _ =
        bidi.send(
            "browsingContext.navigate", Map.of("context", page, "url", url, "wait", "complete"));
  }

  /** Opens a page of the extension, such as {@code popup/popup.html}. */
  public void openExtensionPage(String path) {
    open(EXTENSION + path);
  }

  /** Opens a page in a new tab of a new container. */
  public void openContainer() {
    String container = text(bidi.send("browser.createUserContext", Map.of()), "userContext");
    page =
        text(
            bidi.send("browsingContext.create", Map.of("type", "tab", "userContext", container)),
            "context");
  }

  /** Opens a private window. */
  public void openPrivateWindow() {
    inWindow("void OpenBrowserWindow({private: true})");
    switchTo("the private window", "about:privatebrowsing");
    // A navigation that begins while its first page loads is lost with it.
    Awaitility.await("the private window's first page")
        .atMost(Chromium.PATIENCE)
        .until(() -> Boolean.TRUE.equals(inWindow(NOTHING_LOADS).get("value")));
  }

  /** Presses the extension's button in the toolbar, then one in the popup that it opens. */
  public void pressInToolbarPopup(String selector) {
    inWindow(PRESS_BUTTON);
    Awaitility.await("in the popup: " + selector)
        .atMost(Chromium.PATIENCE)
        .until(() -> Boolean.TRUE.equals(inWindow(pressInPopup(selector)).get("value")));
  }

  /** The page that all is done in, for {@link #switchTo(String)}. */
  public String page() {
    return page;
  }

  /** Does all in this page from now on, and brings it to the front. */
  public void switchTo(String wanted) {
    page = wanted;
    var _ = bidi.send("browsingContext.activate", Map.of("context", page));
  }

  /** Does all from now on in the page whose address has this part, once it is there. */
  public void switchTo(String what, String part) {
    page =
        Awaitility.await(what)
            .atMost(Chromium.PATIENCE)
            .until(
                () ->
                    bidi.pages().stream()
                        .filter(context -> text(context, "url").contains(part))
                        .map(context -> text(context, "context"))
                        .findFirst(),
                Optional::isPresent)
            .orElseThrow();
  }

  /** Closes the page; another one must be switched to. */
  public void closePage() {
    var _ = bidi.send("browsingContext.close", Map.of("context", page));
  }

  /** Sets the size of the page in CSS pixels. */
  public void resize(int width, int height) {
    var _ =
        bidi.send(
            "browsingContext.setViewport",
            Map.of("context", page, "viewport", Map.of("width", width, "height", height)));
  }

  /**
   * What an expression of JavaScript is, awaited if it is a promise.
   *
   * @return its text if it is a primitive; null if it is undefined or null
   */
  public @Nullable String evaluate(String expression) {
    return Optional.ofNullable(result(expression).get("value")).map(String::valueOf).orElse(null);
  }

  /** Waits until what the selector finds is there and visible. */
  public void await(String selector) {
    var _ = await(selector, all(selector));
  }

  /** Clicks what the selector finds, once it is there and visible. */
  public void click(String selector) {
    clickOneOf(selector, all(selector));
  }

  /** Presses the button with this label, once it is there and visible. */
  public void press(String label) {
    clickOneOf(
        label,
        "[...document.querySelectorAll('button')].filter((one) => one.innerText.trim() === '%s')"
            .formatted(label));
  }

  private static String all(String selector) {
    return "document.querySelectorAll('%s')".formatted(selector);
  }

  private void clickOneOf(String what, String expression) {
    Map<String, ?> element = await(what, expression);
    var _ =
        perform(
            Map.of(
                "type",
                "pointer",
                "id",
                "mouse",
                "actions",
                List.of(
                    Map.of("type", "pointerMove", "x", 0, "y", 0, "origin", element),
                    Map.of("type", "pointerDown", "button", 0),
                    Map.of("type", "pointerUp", "button", 0))));
  }

  /** Types where the focus is. */
  public void type(String text) {
    List<Map<String, Object>> keys = new ArrayList<>();
    text.codePoints()
        .mapToObj(Character::toString)
        .forEach(key -> {
          keys.add(Map.of("type", "keyDown", "value", key));
          keys.add(Map.of("type", "keyUp", "value", key));
        });
    var _ = perform(Map.of("type", "key", "id", "keyboard", "actions", keys));
  }

  /** Waits until what the selector finds says this. */
  public void awaitText(String selector, String words) {
    String script = "document.querySelector('%s')?.innerText ?? ''".formatted(selector);
    try {
      Awaitility.await()
          .atMost(Chromium.PATIENCE)
          .ignoreExceptionsInstanceOf(WebDriverException.class)
          .until(() -> String.valueOf(evaluate(script)).contains(words));
    } catch (ConditionTimeoutException missing) {
      throw new IllegalStateException(
          "'%s' does not come; the page says: %s"
              .formatted(words, evaluate("document.body.innerText")),
          missing);
    }
  }

  @Override
  public void screenshot(Path file) {
    String data =
        text(bidi.send("browsingContext.captureScreenshot", Map.of("context", page)), "data");
    try {
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Files.write(file, Base64.getDecoder().decode(data));
    } catch (IOException unwritable) {
      throw new IllegalStateException("no screenshot", unwritable);
    }
  }

  @Override
  public void close() {
    bidi.close();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("Firefox does not end");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** As a place for the pointer. */
  private Map<String, ?> await(String what, String expression) {
    String script =
        """
        (() => {
          const found = [...%s].find((one) => one.checkVisibility());
          found?.scrollIntoView({block: 'center', behavior: 'instant'});
          return found;
        })()
        """
            .formatted(expression);
    Map<?, ?> node =
        Awaitility.await(what)
            .atMost(Chromium.PATIENCE)
            .ignoreExceptionsInstanceOf(WebDriverException.class)
            .until(() -> result(script), found -> found.containsKey("sharedId"));
    return Map.of("type", "element", "element", Map.of("sharedId", text(node, "sharedId")));
  }

  private Map<?, ?> perform(Map<String, Object> source) {
    return bidi.send("input.performActions", Map.of("context", page, "actions", List.of(source)));
  }

  private Map<?, ?> result(String expression) {
    return bidi.evaluate(page, expression);
  }

  /** LinkedIn is the stand-in, and the extension's pages have a known address. */
  private static String extensionPreferences(int linkedinPort) {
    return """
    user_pref("network.dns.localDomains", "www.linkedin.com,linkedin.com");
    user_pref("network.socket.forcePort", "443=%d");
    user_pref("extensions.webextensions.uuids", "{\\"%s\\":\\"%s\\"}");
    """
        .formatted(linkedinPort, EXTENSION_ID, URI.create(EXTENSION).getHost());
  }

  /** Presses a button in the popup, whose page is of no tab; is whether it was there. */
  private static String pressInPopup(String selector) {
    return """
    new Promise((done) => {
      const pressed = ({data}) => done(data);
      Services.mm.addMessageListener('pressed', pressed);
      document.querySelector('.webextension-popup-browser')?.messageManager.loadFrameScript(
        'data:,' + encodeURIComponent(`{
          const button = content.document.querySelector('%s');
          const isThere = Boolean(button?.checkVisibility());
          if (isThere) button.click();
          sendAsyncMessage('pressed', isThere);
        }`), false);
      setTimeout(done, 1000, false);
    })
    """
        .formatted(selector);
  }

  /** Evaluates in the browser's first window, which may do what the browser may. */
  Map<?, ?> inWindow(String expression) {
    return bidi.evaluate(window, expression);
  }

  private static URI awaitAddress(Process process) throws IOException {
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(LISTENING)) {
        // A full pipe would stop the browser.
        Thread.startVirtualThread(() -> out.lines().forEach(_ -> {}));
        return URI.create(line.substring(LISTENING.length()).strip());
      }
    }
    throw new IOException("Firefox ended");
  }
}
