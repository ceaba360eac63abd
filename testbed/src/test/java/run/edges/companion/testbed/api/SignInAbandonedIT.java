package run.edges.companion.testbed.api;

import static org.assertj.core.api.Assertions.assertThat;
import static run.edges.companion.testbed.api.SignInSteps.ADA;
import static run.edges.companion.testbed.api.SignInSteps.assertRefused;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import run.edges.companion.protocol.api.ApiCallException;
import run.edges.companion.protocol.api.IntegrationBody.Checkpoint;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.testbed.linkedin.Checkpoints.Kind;
import run.edges.companion.testbed.linkedin.Faults;

/** Nobody goes on with a sign-in, or the server is killed in the middle of one. */
class SignInAbandonedIT {
  private static final String PASSWORD = "planted-Pa55word-7c1e";
  private static final String CODE = "739251";

  @RegisterExtension
  static final Companion COMPANION = new Companion(Map.of("SIGN_IN_PATIENCE", "PT2S"));

  private final SignInSteps steps = new SignInSteps(COMPANION);

  /** Where in a sign-in the server is killed: a path of LinkedIn that does not answer. */
  enum Moment {
    LOADING("/login"),
    SUBMITTING("/checkpoint/lg/login-submit"),
    CHECKING("/voyager/api/me");

    final String path;

    Moment(String path) {
      this.path = path;
    }
  }

  @AfterEach
  void resetLinkedIn() {
    COMPANION.linkedin().checkpoints().clear(ADA);
    steps.endAll();
  }

  @ParameterizedTest
  @CsvSource({
    "EMAIL_CODE, EMAIL",
    "SMS_CODE, OTP",
    "AUTHENTICATOR_CODE, TWO_FACTOR",
    "APP_APPROVAL, IN_APP_VALIDATION"
  })
  void checkpoint_nobodyGoesOn_isAbandonedAndLeavesNothing(Kind kind, Checkpoint.Type type) {
    COMPANION.linkedin().checkpoints().require(ADA, kind);
    String identity = steps.newIdentity();
    steps.toCheckpoint(identity, type);

    ApiCallException refused = steps.awaitRefusal(identity);

    assertThat(refused.label()).isEqualTo("SIGN_IN_ABANDONED");
    assertThat(refused.status()).isEqualTo(410);
    steps.awaitNoBrowser();
    assertThat(COMPANION.api().integrations(identity)).isEmpty();
    assertRefused(() -> steps.code(identity, "123456"), 410, "SIGN_IN_ABANDONED");
  }

  @ParameterizedTest
  @EnumSource(Moment.class)
  void server_killedInTheMiddle_leavesNoBrowserAndATrueStatus(Moment moment)
      throws InterruptedException {
    String identity = steps.newIdentity();
    var before = COMPANION.connect(identity, COMPANION.linkedin().sessions().signIn(ADA));
    COMPANION.linkedin().faults().untilCleared(moment.path, Faults.Kind.HANG);
    Thread connecting = Thread.startVirtualThread(() -> beginAndLoseTheServer(identity));
    assertThat(COMPANION.linkedin().faults().awaitHanging(java.time.Duration.ofSeconds(60)))
        .isTrue();

    COMPANION.server().kill();

    connecting.join();
    steps.awaitNoBrowser();
    COMPANION.linkedin().faults().clear();
    COMPANION.linkedin().faults().releaseHanging();
    COMPANION.server().start();
    assertThat(COMPANION.client().integration(identity)).isEqualTo(before);
    assertRefused(() -> steps.look(identity), 404, "CHECKPOINT_NONE");
    assertThat(steps.signIn(identity).status()).isEqualTo(Status.VALID);
  }

  @Test
  void server_killedAtACheckpoint_leavesNoBrowserAndATrueStatus() {
    COMPANION.linkedin().checkpoints().require(ADA, Kind.SMS_CODE);
    String identity = steps.newIdentity();
    steps.toCheckpoint(identity, Checkpoint.Type.OTP);

    COMPANION.server().kill();

    steps.awaitNoBrowser();
    COMPANION.server().start();
    assertRefused(() -> COMPANION.client().integration(identity), 404, "STATUS_404");
    assertRefused(() -> steps.look(identity), 404, "CHECKPOINT_NONE");
  }

  @Test
  void server_stoppedAtACheckpoint_leavesNoBrowser() {
    COMPANION.linkedin().checkpoints().require(ADA, Kind.SMS_CODE);
    String identity = steps.newIdentity();
    steps.toCheckpoint(identity, Checkpoint.Type.OTP);

    COMPANION.server().stop();

    assertThat(steps.browserProcesses()).isEmpty();
    assertThat(steps.browserFolders()).isEmpty();
    COMPANION.server().start();
  }

  @Test
  void guard_killed_endsTheSignInAndLeavesNothing() {
    COMPANION.linkedin().checkpoints().require(ADA, Kind.APP_APPROVAL);
    String identity = steps.newIdentity();
    steps.toCheckpoint(identity, Checkpoint.Type.IN_APP_VALIDATION);
    steps.browserProcesses().stream()
        .filter(process -> process.info().command().orElse("").endsWith("sh"))
        .forEach(ProcessHandle::destroyForcibly);

    assertThat(steps.awaitRefusal(identity).label()).isIn("BROWSER_GONE", "SIGN_IN_ABANDONED");
    steps.awaitNoBrowser();
  }

  @Test
  void secrets_planted_areFoundNowhere() throws IOException {
    COMPANION.linkedin().checkpoints().require(ADA, Kind.EMAIL_CODE);
    String identity = steps.newIdentity();
    assertRefused(
        () ->
            COMPANION.client().connect(identity, SignInSteps.basic("canary@example.com", PASSWORD)),
        424,
        "PASSWORD_WRONG");
    steps.toCheckpoint(identity, Checkpoint.Type.EMAIL);
    assertRefused(() -> steps.code(identity, CODE), 424, "CODE_WRONG");
    steps.browserProcesses().forEach(SignInAbandonedIT::assertTellsNothing);
    assertFoundNowhere();

    steps.awaitRefusal(identity);

    assertFoundNowhere();
  }

  private static void assertTellsNothing(ProcessHandle process) {
    assertThat(process.info().commandLine().orElse(""))
        .doesNotContain(PASSWORD, CODE, ADA.password());
  }

  /** Neither in the log nor in the database nor in what a browser keeps while it runs. */
  private static void assertFoundNowhere() throws IOException {
    try (Stream<Path> files = Files.walk(COMPANION.folder())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String content = read(file);
        assertThat(content.contains(PASSWORD) || content.contains(ADA.password()))
            .as("a password in " + file)
            .isFalse();
        assertThat(content.contains(CODE)).as("a code in " + file).isFalse();
      }
    }
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException goneMeanwhile) {
      return "";
    }
  }

  private void beginAndLoseTheServer(String identity) {
    try {
      var _ = steps.signIn(identity);
    } catch (java.io.UncheckedIOException lost) {
      assertThat(lost).isNotNull();
    }
  }
}
