package run.edges.companion.server.linkedin;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretText;

/**
 * Asks {@code voyager/api/me}, which says whose session it is, and follows no redirect. Sends the
 * session's own cookies and nothing else of a browser.
 */
public final class LinkedInProbe implements SessionProbe {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final int MAX_ANSWER_BYTES = 262_144;
  private static final String DELETED = "delete me";
  private static final Pattern CHALLENGE = Pattern.compile("\"code\"\\s*:\\s*\"CHALLENGE\"");
  private static final Set<Integer> THROTTLED = Set.of(429, 999);

  private final SecureRandom random = new SecureRandom();
  private final HttpClient http;
  private final URI me;

  /**
   * A probe.
   *
   * @param linkedin origin of LinkedIn
   */
  public LinkedInProbe(URI linkedin, SSLContext tls) {
    this.me = linkedin.resolve("/voyager/api/me");
    this.http =
        HttpClient.newBuilder()
            .sslContext(tls)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  @Override
  public Verdict probe(SecretText liAt, Optional<SecretText> liA, String userAgent) {
    // LinkedIn wants the token to equal this cookie, and does not mind which one it is.
    String csrf = "ajax:" + random.nextLong(1_000_000_000_000_000L, Long.MAX_VALUE);
    String cookies =
        "li_at="
            + liAt.reveal(SecretAccess.granted())
            + liA.map(value -> "; li_a=" + value.reveal(SecretAccess.granted())).orElse("")
            + "; JSESSIONID=\""
            + csrf
            + "\"";
    HttpRequest request =
        HttpRequest.newBuilder(me)
            .timeout(ANSWER)
            .header("Cookie", cookies)
            .header("csrf-token", csrf)
            .header("User-Agent", userAgent)
            .header("Accept", "application/vnd.linkedin.normalized+json+2.1")
            .header("x-restli-protocol-version", "2.0.0")
            .build();
    try {
      HttpResponse<InputStream> response =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        return judge(
            response, new String(body.readNBytes(MAX_ANSWER_BYTES), StandardCharsets.UTF_8));
      }
    } catch (IOException unreachable) {
      return new Unknown("LinkedIn could not be reached, or did not answer in time.");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new Unknown("The server is stopping.");
    }
  }

  private static Verdict judge(HttpResponse<InputStream> response, String body) {
    int status = response.statusCode();
    Optional<HttpCookie> liAt = setCookie(response, "li_at");
    if (liAt.filter(LinkedInProbe::ends).isPresent() || status == 401) {
      return new Dead();
    }
    if (status == 302 || status == 303) {
      return redirected(response.headers().firstValue("Location").orElse(""));
    }
    if (status == 403 && CHALLENGE.matcher(body).find()) {
      return new NeedsOwner();
    }
    if (THROTTLED.contains(status)) {
      return new Throttled();
    }
    if (status == 200) {
      return MeAnswer.findMember(body)
          .<Verdict>map(
              member -> new Alive(member, liAt.map(HttpCookie::getValue).map(SecretText::of)))
          .orElseGet(() -> new Unknown("LinkedIn's answer names no member."));
    }
    return new Unknown("LinkedIn answered with status " + status + ".");
  }

  private static Verdict redirected(String location) {
    try {
      String path = String.valueOf(URI.create(location).getPath());
      if (path.startsWith("/checkpoint/")) {
        return new NeedsOwner();
      }
      if (path.startsWith("/login")
          || path.startsWith("/uas/login")
          || path.startsWith("/authwall")) {
        return new Dead();
      }
    } catch (IllegalArgumentException malformed) {
      return new Unknown("LinkedIn redirects to no address.");
    }
    return new Unknown("LinkedIn redirects somewhere unknown.");
  }

  private static boolean ends(HttpCookie cookie) {
    return cookie.getValue().equals(DELETED)
        || cookie.getValue().isEmpty()
        || cookie.hasExpired()
        || cookie.getMaxAge() == 0;
  }

  private static Optional<HttpCookie> setCookie(HttpResponse<?> response, String name) {
    return response.headers().allValues("Set-Cookie").stream()
        .filter(header -> header.startsWith(name + "="))
        .flatMap(header -> HttpCookie.parse(header).stream())
        .findFirst();
  }
}
