package run.edges.companion.server.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static run.edges.companion.server.testing.TestLinkedIn.alive;
import static run.edges.companion.server.testing.TestLinkedIn.redirect;
import static run.edges.companion.server.testing.TestLinkedIn.status;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.edges.companion.server.testing.Api;
import run.edges.companion.server.testing.RunningServer;
import run.edges.companion.server.testing.Samples;
import run.edges.companion.server.testing.TestLinkedIn;
import run.edges.companion.server.testing.TestLinkedIn.Answer;

/** LinkedIn can give a new {@code li_at} with its answer; the one of before may be over then. */
class RenewedSessionTest {
  private static final Duration YEAR = Duration.ofDays(365);

  @AutoClose private static TestLinkedIn linkedin;
  @AutoClose private static RunningServer server;

  private Api api;
  private Verifying workspace;

  @BeforeAll
  static void start(@TempDir Path folder, @TempDir Path certificates) {
    linkedin = TestLinkedIn.start(certificates);
    server =
        RunningServer.start(
            RunningServer.configuration(folder, linkedin.settings(Map.of())), Clock.systemUTC());
  }

  @BeforeEach
  void begin() {
    api = server.otherWorkspace("Tests");
    workspace = new Verifying(api);
    linkedin.answer(_ -> alive(Samples.ADA));
    linkedin.asked().clear();
  }

  @Test
  void verify_renewed_storesTheNewOneAndAsksWithItFromNowOn() {
    String identity = workspace.connect("first");
    linkedin.answer(asked -> asked.liAt().equals("first") ? renewed("second") : onlyFor("second"));

    assertThat(workspace.verdict(identity)).isEqualTo("ALIVE");

    assertThat(workspace.storedLiAt(identity)).isEqualTo("second");
    assertThat(workspace.verdict(identity)).isEqualTo("ALIVE");
    assertThat(linkedin.asked())
        .extracting(TestLinkedIn.Asked::liAt)
        .containsExactly("first", "first", "second");
    assertThat(workspace.told())
        .containsExactly("AUTH_SUCCESS", "SESSION_REFRESHED", "SESSION_RELEASED");
    assertThat(api.get(Api.integrationPath(identity) + "/consent-record").body())
        .contains("\\\"by\\\":\\\"LinkedIn\\\"")
        .doesNotContain("second");
  }

  @Test
  void verify_livesAgainAfterTheOwnersStep_isValidAgain() {
    String identity = workspace.connect("first");
    linkedin.answer(_ -> redirect("/checkpoint/challenge/AgF"));
    assertThat(workspace.verdict(identity)).isEqualTo("NEEDS_OWNER");
    assertThat(workspace.error(identity)).isEqualTo("NEEDS_OWNER");
    linkedin.answer(_ -> alive(Samples.ADA));

    assertThat(workspace.verdict(identity)).isEqualTo("ALIVE");

    assertThat(workspace.status(identity)).isEqualTo("VALID");
    assertThat(workspace.error(identity)).isEmpty();
    assertThat(workspace.told()).containsExactly("AUTH_SUCCESS", "AUTH_EXPIRED", "AUTH_SUCCESS");
  }

  @Test
  void connect_renewed_storesTheNewOne() {
    linkedin.answer(_ -> renewed("second"));

    String identity = workspace.connect("first");

    assertThat(workspace.storedLiAt(identity)).isEqualTo("second");
  }

  @Test
  void verify_renewed_hasTheEndOfTheNewOne() {
    String identity = workspace.connect("first");
    assertThat(api.integration(identity).get("expires_at").isJsonNull()).isTrue();
    linkedin.answer(_ -> renewed("second"));

    workspace.verify(identity);

    Instant end = Instant.parse(api.integration(identity).get("expires_at").getAsString());
    assertThat(Duration.between(Instant.now(), end))
        .isBetween(YEAR.minusMinutes(1), YEAR.plusMinutes(1));
    linkedin.answer(_ -> alive(Samples.ADA).with("Set-Cookie", "li_at=third; Path=/"));
    workspace.verify(identity);
    assertThat(api.integration(identity).get("expires_at").isJsonNull())
        .as("a cookie without an end of its own")
        .isTrue();
  }

  @Test
  void verify_renewedButReplacedMeanwhile_keepsTheReplacement() {
    String identity = workspace.connect("first");
    CompletableFuture<Void> gate = new CompletableFuture<>();
    CompletableFuture<Void> there = new CompletableFuture<>();
    linkedin.answer(asked -> {
      if (asked.liAt().equals("first")) {
        there.complete(null);
        gate.join();
        return renewed("second");
      }
      return alive(Samples.ADA);
    });
    CompletableFuture<String> asked = verifyAside(identity);
    there.join();
    workspace.connect(identity, "{\"li_at\":\"other\"}");
    gate.complete(null);

    assertThat(asked.join()).isEqualTo("ALIVE");
    assertThat(workspace.storedLiAt(identity)).isEqualTo("other");
  }

  @Test
  void verify_renewedForOneOfTwo_theOthersDeathIsThatOfTheOldOne() {
    String identity = workspace.connect("first");
    CompletableFuture<Void> gate = new CompletableFuture<>();
    CompletableFuture<Void> there = new CompletableFuture<>();
    linkedin.answer(_ -> {
      if (there.complete(null)) {
        gate.join();
        return status(401);
      }
      return renewed("second");
    });
    CompletableFuture<String> late = verifyAside(identity);
    there.join();
    assertThat(workspace.verdict(identity)).isEqualTo("ALIVE");
    gate.complete(null);

    assertThat(late.join()).isEqualTo("DEAD");
    assertThat(workspace.status(identity)).isEqualTo("VALID");
    assertThat(workspace.storedLiAt(identity)).isEqualTo("second");
  }

  @Test
  void verify_renewedAfterSalesNavigatorEnded_doubtLeavesItDead() {
    String identity = connectedWithDeadSalesNavigator();
    linkedin.answer(
        asked -> asked.path().equals(TestLinkedIn.ME) ? renewed("second") : status(500));

    workspace.verify(identity);

    assertThat(salesNavigator(identity)).isEqualTo("DEAD");
  }

  @Test
  void verify_renewedAfterSalesNavigatorEnded_isNotToldOfItAgain() {
    String identity = connectedWithDeadSalesNavigator();
    linkedin.answer(asked ->
        asked.path().equals(TestLinkedIn.ME) ? renewed("second") : redirect("/sales/login"));

    workspace.verify(identity);

    assertThat(salesNavigator(identity)).isEqualTo("DEAD");
    assertThat(workspace.told())
        .containsExactly("AUTH_SUCCESS", "SALES_NAVIGATOR_EXPIRED", "SESSION_REFRESHED");
  }

  @Test
  void verify_anotherMembersName_isUnknownAndStoresNothing() {
    String identity = workspace.connect("first");
    linkedin.answer(_ -> alive(Samples.EVE).with("Set-Cookie", "li_at=eves; Max-Age=31536000"));

    workspace.assertDoubtChangesNothing(identity);

    assertThat(workspace.storedLiAt(identity)).isEqualTo("first");
  }

  private String connectedWithDeadSalesNavigator() {
    String identity = api.createIdentity("Ada");
    workspace.connect(identity, "{\"li_at\":\"first\",\"li_a\":\"sales\"}");
    linkedin.answer(asked ->
        asked.path().equals(TestLinkedIn.ME) ? alive(Samples.ADA) : redirect("/sales/login"));
    workspace.verify(identity);
    assertThat(salesNavigator(identity)).isEqualTo("DEAD");
    return identity;
  }

  private String salesNavigator(String identity) {
    JsonObject health = api.integration(identity).getAsJsonObject("health");
    return health.getAsJsonObject("sales_navigator").get("state").getAsString();
  }

  private CompletableFuture<String> verifyAside(String identity) {
    return CompletableFuture.supplyAsync(
        () -> workspace.verdict(identity), task -> Thread.ofVirtual().start(task));
  }

  private static Answer renewed(String liAt) {
    return alive(Samples.ADA)
        .with("Set-Cookie", "li_at=" + liAt + "; Domain=.www.linkedin.com; Max-Age=31536000");
  }

  private static Answer onlyFor(String liAt) {
    return linkedin.asked().getLast().liAt().equals(liAt) ? alive(Samples.ADA) : status(401);
  }
}
