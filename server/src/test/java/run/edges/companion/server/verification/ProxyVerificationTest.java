package run.edges.companion.server.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.edges.companion.server.testing.Api;
import run.edges.companion.server.testing.RunningServer;
import run.edges.companion.server.testing.Samples;
import run.edges.companion.server.testing.TestLinkedIn;
import run.edges.companion.server.testing.TestProxy;

/** LinkedIn is asked by the identity's own proxy, whose words are never LinkedIn's. */
class ProxyVerificationTest {
  private static final String ADA = "ada:s3cret";
  private static final String EVE = "eve:0ther";

  @AutoClose private static TestLinkedIn linkedin;
  @AutoClose private static RunningServer server;

  @AutoClose private TestProxy proxy;
  private Api api;
  private Verifying workspace;

  @BeforeAll
  static void start(@TempDir Path folder, @TempDir Path certificates) {
    linkedin = TestLinkedIn.start(certificates);
    server =
        RunningServer.start(
            RunningServer.configuration(
                folder, linkedin.settings(Map.of("OUTGOING_ALLOW_PRIVATE_ADDRESSES", "true"))),
            Clock.systemUTC());
  }

  @BeforeEach
  void begin() {
    proxy = new TestProxy(Set.of(ADA, EVE)::contains);
    api = server.otherWorkspace("Tests");
    workspace = new Verifying(api);
    linkedin.asked().clear();
    linkedin.answer(_ -> TestLinkedIn.alive(Samples.ADA));
  }

  @Test
  void verify_proxyThatKnowsTheName_goesThroughIt() {
    String identity = workspace.connect("direct");
    assertThat(proxy.connections()).isZero();
    put(identity, proxy.url(ADA));

    assertThat(workspace.verdict(identity)).isEqualTo("ALIVE");

    assertThat(proxy.opened()).containsExactly(ADA);
    assertThat(linkedin.asked()).hasSize(2);
  }

  @Test
  void connect_withProxy_goesThroughItFromTheBeginning() {
    String identity = api.createIdentity("Ada");
    put(identity, proxy.url(ADA));

    workspace.connect(identity, "{\"li_at\":\"a\",\"li_a\":\"b\"}");

    assertThat(proxy.opened()).isNotEmpty().containsOnly(ADA);
  }

  @Test
  void verify_proxyRemoved_goesDirectlyAgain() {
    String identity = workspace.connect("direct");
    put(identity, proxy.url(ADA));
    workspace.verify(identity);
    Api.object(api.delete(proxyPath(identity)));
    int before = proxy.connections();

    assertThat(workspace.verdict(identity)).isEqualTo("ALIVE");

    assertThat(proxy.connections()).isEqualTo(before);
  }

  @Test
  void verify_wrongPassword_isUnknownAndChangesNothing() {
    String identity = workspace.connect("direct");
    put(identity, proxy.url("ada:wrong"));

    workspace.assertDoubtChangesNothing(identity);

    assertThat(proxy.opened()).isEmpty();
    assertThat(linkedin.asked()).as("the connect alone").hasSize(1);
  }

  @Test
  void verify_anotherPasswordAfterTheRightOne_doesNotPassByTheTunnelOfBefore() {
    String identity = workspace.connect("direct");
    put(identity, proxy.url(ADA));
    workspace.verify(identity);
    put(identity, proxy.url("ada:wrong"));

    workspace.assertDoubtChangesNothing(identity);
  }

  @Test
  void verify_twoNamesAtOneProxy_eachGoesByItsOwn() {
    String adas = workspace.connect("ada");
    String eves = workspace.connect("eve");
    put(adas, proxy.url(ADA));
    put(eves, proxy.url(EVE));

    workspace.verify(adas);
    workspace.verify(eves);

    assertThat(proxy.opened())
        .as("a proxy tells by the name from which address it calls")
        .containsExactly(ADA, EVE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "401 Unauthorized",
        "302 Found\r\nLocation: /login",
        "302 Found\r\nLocation: https://portal.example/checkpoint/sign-in",
        "303 See Other\r\nLocation: /uas/login",
        "403 Forbidden\r\nSet-Cookie: li_at=\"delete me\"; Max-Age=0",
        "403 Forbidden",
        "429 Too Many Requests",
        "502 Bad Gateway",
        "503 Service Unavailable"
      })
  void verify_proxyRefuses_isNotLinkedInsWord(String answer) {
    String identity = workspace.connect("direct");
    put(identity, proxy.url(ADA));
    proxy.refuse(answer);

    workspace.assertDoubtChangesNothing(identity);
  }

  @Test
  void connect_proxyRefuses_isUnreachableNotABadCookie() {
    String identity = api.createIdentity("Ada");
    put(identity, proxy.url(ADA));
    proxy.refuse("401 Unauthorized");

    Api.assertError(
        api.post(Api.integrationPath(identity), "{\"auth_data\":{\"cookies\":{\"li_at\":\"a\"}}}"),
        424,
        "LINKEDIN_UNREACHABLE");
  }

  @Test
  void verify_proxyGone_isUnknownAndChangesNothing() {
    String identity = workspace.connect("direct");
    put(identity, proxy.url(ADA));
    proxy.close();

    workspace.assertDoubtChangesNothing(identity);
  }

  @Test
  void verify_deadSessionBehindAProxy_isInvalid() {
    String identity = workspace.connect("to-die");
    put(identity, proxy.url(ADA));
    linkedin.answer(asked ->
        asked.liAt().equals("to-die") ? TestLinkedIn.status(401) : TestLinkedIn.alive(Samples.ADA));

    assertThat(workspace.verdict(identity)).isEqualTo("DEAD");
    assertThat(workspace.status(identity)).isEqualTo("INVALID");
  }

  @Test
  void verify_proxyInThePrivateNetworkNotAllowed_isUnknownAndChangesNothing(@TempDir Path folder) {
    try (RunningServer strict =
        RunningServer.start(
            RunningServer.configuration(folder, linkedin.settings(Map.of())), Clock.systemUTC())) {
      Verifying there = new Verifying(strict.api());
      String identity = there.connect("direct");
      for (String host : List.of("127.0.0.1", "[::1]", "0.0.0.0", "10.0.0.1", "169.254.169.254")) {
        put(strict.api(), identity, proxy.url(ADA).replace("127.0.0.1", host));
        there.assertDoubtChangesNothing(identity);
      }
      assertThat(there.verify(identity).get("message").getAsString())
          .contains("outgoing.allow-private-addresses");
      assertThat(proxy.connections()).isZero();
    }
  }

  @Test
  void proxy_answersAndMessages_holdNoPassword() {
    String identity = workspace.connect("direct");
    put(identity, proxy.url("ada:CANARY"));
    String verified = workspace.verify(identity).toString();
    String shown = api.get(proxyPath(identity)).body();

    assertThat(List.of(verified, shown)).noneMatch(text -> text.contains("CANARY"));
  }

  private void put(String identity, String url) {
    put(api, identity, url);
  }

  private static void put(Api api, String identity, String url) {
    JsonObject body = new JsonObject();
    body.addProperty("url", url);
    Api.object(api.put(proxyPath(identity), body.toString()));
  }

  private static String proxyPath(String identity) {
    return Api.integrationPath(identity) + "/proxy";
  }
}
