package run.edges.companion.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A member's browser without scripts: it keeps the cookie and says where its requests come from.
 */
public final class Dashboard {
  /** As browsers send it for what a link leads to. */
  private static final String PAGE = "text/html,application/xhtml+xml,*/*;q=0.8";

  public static final String PASSWORD = "correct horse battery";

  private static final Pattern COOKIE = Pattern.compile("(__Host-companion=[^;]*);.*");
  private static final Pattern INVITATION =
      Pattern.compile("https://[^\"/]+/[^\"]*invitation#[A-Za-z0-9_-]+");

  private final HttpClient http;
  private final URI url;
  private String cookie = "";

  private Dashboard(Address address) {
    this.url = address.url();
    this.http =
        HttpClient.newBuilder()
            .sslContext(address.tls())
            .connectTimeout(Inbox.PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /** Somebody who is not signed in. */
  public static Dashboard stranger(Address address) {
    return new Dashboard(address);
  }

  /** Accepts an invitation. */
  public static Dashboard accept(Address address, String invitation, String name, String email) {
    Dashboard member = new Dashboard(address);
    HttpResponse<String> accepted =
        member.post(
            "/dashboard/invitation",
            Map.of(
                "token",
                invitation.substring(invitation.indexOf('#') + 1),
                "name",
                name,
                "email",
                email,
                "password",
                PASSWORD));
    assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(303);
    return member;
  }

  /** Signs in with a password; the answer. */
  public HttpResponse<String> signIn(String email, String password) {
    return post("/dashboard/sign-in", Map.of("email", email, "password", password));
  }

  /** Invites a member by the page; the link. */
  public String invite(String name, String role) {
    HttpResponse<String> dialog = part("/dashboard/members", Map.of("name", name, "role", role));
    assertThat(dialog.statusCode()).as(dialog.body()).isEqualTo(200);
    return found(INVITATION, dialog.body());
  }

  /** The first match of a pattern's last group, or of all of it. */
  public static String found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher.group(matcher.groupCount());
  }

  public HttpResponse<String> get(String path) {
    return send(request(path).header("Accept", PAGE).GET());
  }

  /** Sends a form as a page of the server does. */
  public HttpResponse<String> post(String path, Map<String, String> form) {
    return send(form(path, form).header("Accept", PAGE));
  }

  /** Sends a form as htmx does. */
  public HttpResponse<String> part(String path, Map<String, String> form) {
    return send(form(path, form).header("HX-Request", "true"));
  }

  /** Sends a file as the script of the import does. */
  public HttpResponse<String> upload(String path, byte[] file) {
    return send(
        request(path)
            .header("Content-Type", "text/csv")
            .header("Accept", "application/json")
            .header("Sec-Fetch-Site", "same-origin")
            .POST(BodyPublishers.ofByteArray(file)));
  }

  /** A form of this server's page. */
  public HttpRequest.Builder form(String path, Map<String, String> form) {
    return bareForm(path, form).header("Sec-Fetch-Site", "same-origin");
  }

  /** A form of which is not known where it comes from. */
  public HttpRequest.Builder bareForm(String path, Map<String, String> form) {
    return request(path)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(
            BodyPublishers.ofString(
                form.entrySet().stream()
                    .map(field ->
                        field.getKey()
                            + "="
                            + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                    .collect(Collectors.joining("&"))));
  }

  /** Sends JSON as a script of a page does. */
  public HttpResponse<String> json(String path, Map<String, String> body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .header("Sec-Fetch-Site", "same-origin")
            .POST(BodyPublishers.ofString(new Gson().toJson(body))));
  }

  /** What says that the member is signed in. */
  public String cookie() {
    return cookie;
  }

  /** Goes on with a cookie of before. */
  public void keep(String kept) {
    cookie = kept;
  }

  public HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url.resolve(path)).timeout(Inbox.PATIENCE.multipliedBy(2));
    return cookie.isEmpty() ? request : request.header("Cookie", cookie);
  }

  public HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      List<String> set = response.headers().allValues("Set-Cookie");
      set.stream()
          .map(COOKIE::matcher)
          .filter(Matcher::matches)
          .forEach(one -> cookie = one.group(1));
      return response;
    } catch (IOException failed) {
      throw new AssertionError("no answer", failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }
}
