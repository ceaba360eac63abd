package run.edges.companion.testbed.bench.api;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import run.edges.companion.protocol.api.CompanionClient;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.testbed.linkedin.LinkedInMember;
import run.edges.companion.testbed.linkedin.LinkedInStandIn;
import run.edges.companion.testbed.linkedin.SessionCookies;

/** Connects with the cookies of a session that lives at the stand-in, and asks for it directly. */
final class Connects {
  private static final String USER_AGENT = "Mozilla/5.0 (X11; Linux x86_64) Benchmark/1";

  private final SessionCookies session;
  private final HttpClient http;
  private final HttpRequest probe;

  /** Signs a member in. */
  Connects(LinkedInStandIn linkedin) {
    session = linkedin.sessions().signIn(LinkedInMember.ADA);
    http = HttpClient.newBuilder().sslContext(linkedin.clientContext()).build();
    probe =
        HttpRequest.newBuilder(linkedin.baseUri().resolve("/voyager/api/me"))
            .header("Cookie", session.cookieHeader())
            .header("csrf-token", session.csrfToken())
            .header("User-Agent", USER_AGENT)
            .header("Accept", "application/vnd.linkedin.normalized+json+2.1")
            .header("x-restli-protocol-version", "2.0.0")
            .build();
  }

  /** Makes the integration of an identity that has none. */
  void connect(CompanionClient api, String identity) {
    var cookies = new IntegrationBody.Cookies(SecretText.of(session.liAt()), null, USER_AGENT);
    var _ =
        api.connect(
            identity,
            new IntegrationBody.Connect(new IntegrationBody.AuthData(cookies, null), null, null));
  }

  /** Asks what the server asks, over a connection that is kept. */
  void probe() {
    try {
      HttpResponse<String> response = http.send(probe, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IllegalStateException("the probe answers " + response.statusCode());
      }
    } catch (IOException unreachable) {
      throw new IllegalStateException("the stand-in cannot be reached", unreachable);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
