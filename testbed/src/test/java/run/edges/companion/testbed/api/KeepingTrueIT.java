package run.edges.companion.testbed.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.testbed.linkedin.Faults;
import run.edges.companion.testbed.linkedin.LinkedInMember;
import run.edges.companion.testbed.linkedin.SessionCookies;
import run.edges.companion.testbed.linkedin.Sessions.Death;
import run.edges.companion.testbed.product.ServerApi;
import run.edges.companion.testbed.product.ServerProcess;

/** A server that asks LinkedIn each two seconds, and by itself. */
class KeepingTrueIT {
  private static final String ME = "/voyager/api/me";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** More than are asked about in one go. */
  private static final int MANY = 70;

  @RegisterExtension static final Companion COMPANION = new Companion();

  private static @Nullable ServerProcess server;
  private static @Nullable ServerApi api;

  private final Queue<String> identities = new ConcurrentLinkedQueue<>();

  @BeforeAll
  static void start() throws IOException {
    server =
        COMPANION
            .newServer("keeping", COMPANION.linkedin().certificatePem())
            .with("EDGES_COMPANION_VERIFICATION_INTERVAL", "PT2S")
            .with("EDGES_COMPANION_VERIFICATION_PER_WORKSPACE", "1000000")
            .start();
    api = new ServerApi(server);
  }

  @AfterAll
  static void stop() {
    server().close();
  }

  /** The next test's LinkedIn is asked about its own alone. */
  @AfterEach
  void forget() {
    identities.forEach(identity -> api().client().deleteIdentity(identity));
  }

  @Test
  void sweep_sessionDied_isInvalidAndToldOnce() {
    try (Told told = new Told(api().client())) {
      SessionCookies ada = signIn(LinkedInMember.ADA);
      String identity = connect(ada);
      COMPANION.linkedin().sessions().endSession(ada.liAt(), Death.REDIRECT_TO_LOGIN);

      IntegrationBody invalid = api().awaitStatus(identity, Status.INVALID);

      assertThat(invalid.error()).isEqualTo("SESSION_ENDED");
      awaitAskedAbout(connect(signIn(LinkedInMember.ALAN)), 2);
      assertThat(told.events()).containsExactly("AUTH_SUCCESS", "AUTH_EXPIRED", "AUTH_SUCCESS");
      assertThat(api().integration(identity)).isEqualTo(invalid);
    }
  }

  @Test
  void sweep_invalidSession_isNotAskedAboutAgain() {
    SessionCookies ada = signIn(LinkedInMember.ADA);
    String dead = connect(ada);
    COMPANION.linkedin().sessions().endSession(ada.liAt(), Death.FORBIDDEN_CHALLENGE);
    assertThat(api().awaitStatus(dead, Status.INVALID).error()).isEqualTo("NEEDS_OWNER");
    COMPANION.linkedin().requests().clear();

    awaitAskedAbout(connect(signIn(LinkedInMember.ALAN)), 2);

    assertThat(COMPANION.linkedin().requests().entries())
        .extracting(entry -> entry.member().orElseThrow())
        .containsOnly(LinkedInMember.ALAN.number());
  }

  @Test
  void sweep_sessionLives_staysValidAndItsTimeMovesOn() {
    String identity = connect(signIn(LinkedInMember.GRACE));
    IntegrationBody before = api().integration(identity);

    awaitAskedAbout(identity, 2);

    assertThat(api().integration(identity))
        .usingRecursiveComparison()
        .ignoringFields("verifiedAt")
        .isEqualTo(before);
    assertThat(api().consentRecord(identity)).hasSize(1);
  }

  @Test
  void sweep_linkedinInDoubt_goesOnAndChangesNothing() {
    SessionCookies ada = signIn(LinkedInMember.ADA);
    String identity = connect(ada);
    for (Faults.Kind kind : List.of(Faults.Kind.STATUS_999, Faults.Kind.STATUS_503)) {
      COMPANION.linkedin().faults().untilCleared(ME, kind);
      IntegrationBody before = api().integration(identity);
      awaitRequests(2);
      assertThat(api().integration(identity)).as("%s", kind).isEqualTo(before);
      COMPANION.linkedin().faults().clear();
      awaitAskedAbout(identity, 1);
    }
    COMPANION.linkedin().sessions().endSession(ada.liAt(), Death.UNAUTHORIZED);
    api().awaitStatus(identity, Status.INVALID);
  }

  @Test
  void restart_byTheAdministrator_goesOn() {
    String lives = connect(signIn(LinkedInMember.ALAN));
    SessionCookies ada = signIn(LinkedInMember.ADA);
    String dies = connect(ada);
    awaitAskedAbout(dies, 1);

    server().stop();
    COMPANION.linkedin().sessions().endSession(ada.liAt(), Death.DELETE_ME);
    server().start();

    assertThat(api().awaitStatus(dies, Status.INVALID).error()).isEqualTo("SESSION_ENDED");
    awaitAskedAbout(lives, 2);
    assertThat(api().integration(lives).status()).isEqualTo(Status.VALID);
  }

  @Test
  void restart_afterAPowerCutWhileLinkedInIsAsked_goesOn() throws Exception {
    String first = connect(signIn(LinkedInMember.ALAN));
    COMPANION.linkedin().faults().untilCleared(ME, Faults.Kind.HANG);
    assertThat(COMPANION.linkedin().faults().awaitHanging(PATIENCE)).isTrue();
    server().kill();
    COMPANION.linkedin().faults().releaseHanging();

    server().start();

    SessionCookies ada = signIn(LinkedInMember.ADA);
    String dies = connect(ada);
    COMPANION.linkedin().sessions().endSession(ada.liAt(), Death.UNAUTHORIZED);
    Awaitility.await("the sweep begins again")
        .atMost(Duration.ofSeconds(60))
        .until(() -> api().integration(dies).status() == Status.INVALID);
    assertThat(api().integration(first).status()).isEqualTo(Status.VALID);
  }

  @Test
  void sweep_moreThanOneBatch_findsEachDeadOneAndNoOther() {
    List<String> dead = connectMany(LinkedInMember.ADA);
    List<String> alive = connectMany(LinkedInMember.GRACE);
    COMPANION.linkedin().sessions().end(LinkedInMember.ADA, Death.EXPIRED_COOKIE);

    dead.forEach(identity -> api().awaitStatus(identity, Status.INVALID));

    assertThat(alive)
        .allSatisfy(
            identity -> assertThat(api().integration(identity).status()).isEqualTo(Status.VALID));
  }

  private static ServerProcess server() {
    return Objects.requireNonNull(server);
  }

  private static ServerApi api() {
    return Objects.requireNonNull(api);
  }

  private static SessionCookies signIn(LinkedInMember member) {
    return COMPANION.linkedin().sessions().signIn(member);
  }

  private String connect(SessionCookies cookies) {
    String identity = api().createIdentity("Somebody");
    identities.add(identity);
    api().client().connect(identity, Companion.cookies(cookies));
    return identity;
  }

  private List<String> connectMany(LinkedInMember member) {
    return IntStream.range(0, MANY).parallel().mapToObj(_ -> connect(signIn(member))).toList();
  }

  /** LinkedIn says so many times more that it lives. */
  private void awaitAskedAbout(String identity, int times) {
    for (int i = 0; i < times; i++) {
      Instant before = Objects.requireNonNull(api().integration(identity).verifiedAt());
      api()
          .awaitIntegration(
              identity,
              "verified again",
              one -> Objects.requireNonNull(one.verifiedAt()).isAfter(before));
    }
  }

  private static void awaitRequests(int more) {
    long before = COMPANION.linkedin().requests().count(ME);
    Awaitility.await("LinkedIn is asked again")
        .atMost(PATIENCE)
        .until(() -> COMPANION.linkedin().requests().count(ME) >= before + more);
  }
}
