package run.edges.companion.testbed.linkedin;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import run.edges.companion.testbed.linkedin.web.Cookies;

/** A plain HTTPS client that keeps cookies by name only and follows no redirect. */
final class StandInClient implements AutoCloseable {

  static final String ME = "/voyager/api/me";

  private final URI base;
  private final HttpClient http;
  private final Map<String, String> cookies = new HashMap<>();

  StandInClient(LinkedInStandIn standIn) {
    base = standIn.baseUri();
    http = HttpClient.newBuilder().sslContext(standIn.clientContext()).build();
  }

  /** Takes over a browser that is signed in. */
  StandInClient with(SessionCookies session) {
    cookies.putAll(Cookies.parse(List.of(session.cookieHeader())));
    return this;
  }

  String cookie(String name) {
    return cookies.getOrDefault(name, "");
  }

  void setCookie(String name, String value) {
    cookies.put(name, value);
  }

  void forget(String name) {
    cookies.remove(name);
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return keepCookies(http.send(request(path).build(), BodyHandlers.ofString()));
  }

  CompletableFuture<HttpResponse<String>> getLater(String path) {
    return http.sendAsync(request(path).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> me() throws IOException, InterruptedException {
    return me("application/json");
  }

  HttpResponse<String> me(String accept) throws IOException, InterruptedException {
    HttpRequest request =
        request(ME)
            .header("Accept", accept)
            .header("csrf-token", Cookies.unquote(cookie("JSESSIONID")))
            .build();
    return keepCookies(http.send(request, BodyHandlers.ofString()));
  }

  HttpResponse<String> post(String path, Map<String, String> form)
      throws IOException, InterruptedException {
    return keepCookies(http.send(postRequest(path, form), BodyHandlers.ofString()));
  }

  CompletableFuture<HttpResponse<String>> postLater(String path, Map<String, String> form) {
    return http.sendAsync(postRequest(path, form), BodyHandlers.ofString());
  }

  /** Posts the sign-in form with the member's right password. */
  HttpResponse<String> submitPassword(LinkedInMember member)
      throws IOException, InterruptedException {
    return post(
        "/checkpoint/lg/login-submit",
        Map.of("session_key", member.username(), "session_password", member.password()));
  }

  /** Every id, name, type and address of a page, in order. */
  static List<String> attributes(String html) {
    return Pattern.compile("\\b(id|name|type|action|href|src)=\"[^\"]*\"")
        .matcher(html)
        .results()
        .map(MatchResult::group)
        .toList();
  }

  private HttpRequest postRequest(String path, Map<String, String> form) {
    String body =
        form.entrySet().stream()
            .map(field -> field.getKey() + "=" + encode(field.getValue()))
            .collect(Collectors.joining("&"));
    return request(path)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path));
    if (!cookies.isEmpty()) {
      request.header(
          "Cookie",
          cookies.entrySet().stream()
              .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
              .collect(Collectors.joining("; ")));
    }
    return request;
  }

  private HttpResponse<String> keepCookies(HttpResponse<String> response) {
    for (String line : response.headers().allValues("Set-Cookie")) {
      String pair = line.substring(0, line.indexOf(';'));
      int equals = pair.indexOf('=');
      if (line.contains("Max-Age=0;")) {
        cookies.remove(pair.substring(0, equals));
      } else {
        cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
      }
    }
    return response;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
