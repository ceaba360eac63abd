package run.edges.companion.server.setup;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.wire.SharedLink;
import run.edges.companion.server.testing.Api;
import run.edges.companion.server.testing.Inbox;
import run.edges.companion.server.testing.MovableClock;
import run.edges.companion.server.testing.RunningServer;

/** Sign-ins with a driver that is none: who may begin, who waits, and what is remembered. */
class SignInsTest {
  private static final String ENDS = "#!/bin/sh\nexit 1\n";
  private static final String SAYS_NOTHING = "#!/bin/sh\nexec sleep 1000\n";
  private static final int MOST_OF_A_WORKSPACE = 50;
  private static final int MOST_WAITING = 200;
  private static final int DRIVER_STARTS = 4;

  private final MovableClock clock = new MovableClock();
  @TempDir private Path folder;
  @AutoClose private @Nullable RunningServer started;

  @ParameterizedTest
  @CsvSource({
    "ada@example.com, \\uE007x",
    "ada\\uE004@example.com, x",
    "ada@example.com, x\\uF8FF"
  })
  void signIn_characterThatIsAKeyOfWebDriver_isBadInput(String username, String password)
      throws IOException {
    start(ENDS, Map.of());

    Api.assertError(
        signIn(server().api(), server().api().createIdentity("Ada"), username, password),
        400,
        "BAD_PARAMETERS");
  }

  @Test
  void signIn_proxyInThePrivateNetwork_isUnreachable() throws IOException {
    start(ENDS, Map.of());
    String identity = server().api().createIdentity("Ada");
    Api.object(
        server()
            .api()
            .put(Api.integrationPath(identity) + "/proxy", "{\"url\":\"http://127.0.0.1:3128\"}"));

    Api.assertError(signIn(server().api(), identity, "ada", "x"), 424, "LINKEDIN_UNREACHABLE");
  }

  @Test
  void failed_quarterOfAnHourLater_isForgotten() throws IOException {
    start(ENDS, Map.of());
    String identity = server().api().createIdentity("Ada");
    Api.assertError(signIn(server().api(), identity, "ada", "x"), 424, "BROWSER_UNAVAILABLE");
    Api.assertError(look(identity), 424, "BROWSER_UNAVAILABLE");

    clock.advance(Duration.ofMinutes(16));

    Api.assertError(look(identity), 404, "CHECKPOINT_NONE");
  }

  @Test
  void signIn_oneNameForManyIdentities_isCountedOnce() throws IOException {
    start(ENDS, Map.of("SIGN_IN_TRIES", "2"));
    Api api = server().api();
    Api other = server().otherWorkspace("Other");
    signIn(api, api.createIdentity("Ada"), "ada@example.com", "x");
    signIn(api, api.createIdentity("Eve"), " ADA@example.com", "y");

    Api.assertError(
        signIn(other, other.createIdentity("Mallory"), "Ada@Example.com", "z"), 429, "STATUS_429");

    Api.assertError(
        signIn(other, other.createIdentity("Bob"), "bob", "x"), 424, "BROWSER_UNAVAILABLE");
  }

  @Test
  void queue_twoWorkspaces_takeTurns() throws IOException {
    start(SAYS_NOTHING, Map.of("SIGN_IN_AT_ONCE", "1"));
    Api one = server().api();
    Api other = server().otherWorkspace("Other");
    String running = begin(one);
    Awaitility.await().atMost(Inbox.PATIENCE).until(() -> step(one, running).equals("SIGNING_IN"));
    List<String> first = new ArrayList<>();
    for (int place = 1; place <= 3; place++) {
      first.add(queued(one, place));
    }

    String second = queued(other, 2);

    assertThat(first).extracting(identity -> place(one, identity)).containsExactly(1, 3, 4);
    Api.object(one.delete(Api.integrationPath(first.getFirst()) + "/checkpoint"));
    assertThat(place(other, second)).as("those that are left").isEqualTo(2);
    assertThat(first.subList(1, 3))
        .extracting(identity -> place(one, identity))
        .containsExactly(1, 3);
  }

  @Test
  void queue_moreThanAWorkspaceMayHave_isTooMany() throws IOException {
    start(SAYS_NOTHING, Map.of("SIGN_IN_AT_ONCE", "1", "SIGN_IN_TRIES", "1000"));
    Api api = server().api();
    List<String> all = new ArrayList<>();
    for (int i = 0; i < MOST_OF_A_WORKSPACE; i++) {
      all.add(begin(api));
    }
    Awaitility.await().atMost(Inbox.PATIENCE).until(() -> all.stream().allMatch(this::isPending));

    HttpResponse<String> refused = signIn(api, api.createIdentity("Ada"), "one too many", "x");

    Api.assertError(refused, 429, "STATUS_429");
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    Api other = server().otherWorkspace("Other");
    assertThat(queued(other, 2)).as("another workspace").isNotEmpty();
  }

  @Test
  void queue_full_isTooManyForEverybody() throws IOException {
    start(SAYS_NOTHING, Map.of("SIGN_IN_AT_ONCE", "1", "SIGN_IN_TRIES", "1000"));
    Api last = server().otherWorkspace("Last");
    String running = begin(last);
    Awaitility.await().atMost(Inbox.PATIENCE).until(() -> step(last, running).equals("SIGNING_IN"));
    for (int i = 0; i < MOST_WAITING / MOST_OF_A_WORKSPACE; i++) {
      Api api = server().otherWorkspace("Workspace " + i);
      List<String> all = Stream.generate(() -> begin(api)).limit(MOST_OF_A_WORKSPACE).toList();
      Awaitility.await()
          .atMost(Inbox.PATIENCE)
          .until(() -> all.stream().noneMatch(identity -> step(api, identity).isEmpty()));
    }

    Api.assertError(
        signIn(last, last.createIdentity("Ada"), "one too many", "x"), 429, "STATUS_429");
  }

  @Test
  void queue_linkRevokedWhileItWaits_opensNoBrowser() throws IOException {
    Path hold = Files.createFile(folder.resolve("hold"));
    Path starts = Files.createFile(folder.resolve("starts"));
    start(
        "#!/bin/sh\necho >>'%s'\nwhile [ -e '%s' ]; do sleep 0.05; done\nexit 1\n"
            .formatted(starts, hold),
        Map.of("SIGN_IN_AT_ONCE", "1"));
    Api api = server().api();
    String running = begin(api);
    Awaitility.await().atMost(Inbox.PATIENCE).until(() -> step(api, running).equals("SIGNING_IN"));
    String waiting = api.createIdentity("Eve");
    String[] link = loginLink(api, waiting);
    JsonObject queued =
        Api.object(
            api.post(
                "/login/" + link[0] + "/sign-in",
                "{\"secret\":\"%s\",\"username\":\"eve\",\"password\":\"x\"}".formatted(link[1])));
    assertThat(queued.get("state").getAsString()).isEqualTo("QUEUED");

    Api.object(api.delete("/v1/identities/" + waiting + "/shared-links/" + link[0]));
    Files.delete(hold);

    Awaitility.await()
        .atMost(Inbox.PATIENCE)
        .until(() -> step(api, running).isEmpty() && step(api, waiting).isEmpty());
    Api.assertError(look(running), 424, "BROWSER_UNAVAILABLE");
    Api.assertError(look(waiting), 410, "LINK_REVOKED");
    // A driver that ends at once is started again, for the one that had a browser.
    assertThat(Files.readAllLines(starts)).hasSize(DRIVER_STARTS);
  }

  @Test
  void loginPage_sharedLink_isUnknown() throws IOException {
    start(ENDS, Map.of());
    SharedLink link = server().newLink();

    assertThat(server().api().get("/login/" + link.id()).statusCode()).isEqualTo(404);
    Api.assertError(
        server()
            .api()
            .post(
                "/login/" + link.id() + "/state",
                "{\"secret\":\"%s\"}".formatted(link.secret().reveal(SecretAccess.granted()))),
        404,
        "LINK_UNKNOWN");
  }

  private void start(String driver, Map<String, String> others) throws IOException {
    Path program =
        Files.writeString(
            Files.createFile(
                folder.resolve("driver"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))),
            driver);
    Map<String, String> settings = new HashMap<>(others);
    settings.put("SIGN_IN_BROWSER", "none");
    settings.put("SIGN_IN_DRIVER", program.toString());
    started =
        RunningServer.start(RunningServer.configuration(folder.resolve("data"), settings), clock);
  }

  private RunningServer server() {
    return Objects.requireNonNull(started);
  }

  private static HttpResponse<String> signIn(
      Api api, String identity, String username, String password) {
    return api.post(
        Api.integrationPath(identity),
        "{\"auth_data\":{\"basic\":{\"username\":\"%s\",\"password\":\"%s\"}}}"
            .formatted(username, password));
  }

  /** Its answer comes when the sign-in is over, and is not waited for. */
  private static String begin(Api api) {
    String identity = api.createIdentity("Ada");
    Thread.startVirtualThread(() -> signIn(api, identity, identity, "x"));
    return identity;
  }

  /** Its id and its secret. */
  private static String[] loginLink(Api api, String identity) {
    String url =
        Api.object(api.post("/v1/identities/" + identity + "/generate-login-links", ""))
            .get("linkedin")
            .getAsString();
    return url.substring(url.indexOf("/login/") + 7, url.lastIndexOf('.')).split("#");
  }

  private static String queued(Api api, int place) {
    String identity = begin(api);
    Awaitility.await("place " + place)
        .atMost(Inbox.PATIENCE)
        .until(() -> step(api, identity).equals("QUEUED") && place(api, identity) == place);
    return identity;
  }

  private boolean isPending(String identity) {
    return !step(server().api(), identity).isEmpty();
  }

  /** Empty if there is no sign-in. */
  private static String step(Api api, String identity) {
    HttpResponse<String> answer = api.get(Api.integrationPath(identity));
    return answer.statusCode() == 404
        ? ""
        : Api.object(answer).getAsJsonObject("sign_in").get("step").getAsString();
  }

  private static int place(Api api, String identity) {
    return api.integration(identity).getAsJsonObject("sign_in").get("place").getAsInt();
  }

  private HttpResponse<String> look(String identity) {
    return server().api().post(Api.integrationPath(identity) + "/checkpoint", "{}");
  }
}
