package run.edges.companion.testbed.api;

import static org.assertj.core.api.Assertions.assertThat;
import static run.edges.companion.testbed.api.SignInSteps.ADA;
import static run.edges.companion.testbed.api.SignInSteps.assertRefused;
import static run.edges.companion.testbed.api.SignInSteps.basic;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import run.edges.companion.protocol.api.ApiCallException;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.api.IntegrationBody.Checkpoint;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.testbed.linkedin.Checkpoints;
import run.edges.companion.testbed.linkedin.Checkpoints.Kind;
import run.edges.companion.testbed.linkedin.Faults;
import run.edges.companion.testbed.linkedin.page.Language;
import run.edges.companion.testbed.linkedin.page.Layout;

/** API - BASIC: each pair of a checkpoint and what goes wrong with it. Nothing is ever changed. */
class SignInFailuresIT {
  @RegisterExtension static final Companion COMPANION = new Companion();

  private final SignInSteps steps = new SignInSteps(COMPANION);
  private final Checkpoints checkpoints = COMPANION.linkedin().checkpoints();

  /** The checkpoints that are completed here, each with its kind at LinkedIn. */
  enum Completed {
    EMAIL(Kind.EMAIL_CODE, Checkpoint.Type.EMAIL),
    OTP(Kind.SMS_CODE, Checkpoint.Type.OTP),
    TWO_FACTOR(Kind.AUTHENTICATOR_CODE, Checkpoint.Type.TWO_FACTOR),
    APPROVAL(Kind.APP_APPROVAL, Checkpoint.Type.IN_APP_VALIDATION);

    final Kind kind;
    final Checkpoint.Type type;

    Completed(Kind kind, Checkpoint.Type type) {
      this.kind = kind;
      this.type = type;
    }
  }

  @AfterEach
  void resetLinkedIn() {
    checkpoints.clear(ADA);
    checkpoints.maxTries(3);
    COMPANION.linkedin().look().layout(Layout.A);
    COMPANION.linkedin().look().language(Language.ENGLISH);
    steps.endAll();
  }

  @ParameterizedTest
  @CsvSource({
    "EMAIL, ENGLISH",
    "EMAIL, FRENCH",
    "OTP, ENGLISH",
    "OTP, FRENCH",
    "TWO_FACTOR, ENGLISH",
    "TWO_FACTOR, FRENCH"
  })
  void code_wrongThenExpiredThenRight_goesOnUntilItIsRight(Completed at, Language language) {
    COMPANION.linkedin().look().language(language);
    String identity = atCheckpoint(at);

    assertRefused(() -> steps.code(identity, "000000"), 424, "CODE_WRONG");

    assertThat(steps.look(identity).checkpoint().triesLeft()).isEqualTo(4);
    String old = checkpoints.code(ADA);
    checkpoints.expireCodes(ADA);
    assertRefused(() -> steps.code(identity, old), 424, "CODE_EXPIRED");
    if (at != Completed.TWO_FACTOR) {
      steps.resend(identity);
    }
    assertThat(steps.code(identity, checkpoints.code(ADA)).status()).isEqualTo(Status.VALID);
  }

  @ParameterizedTest
  @EnumSource(value = Completed.class, names = "APPROVAL", mode = EnumSource.Mode.EXCLUDE)
  void code_wrongTooOftenForLinkedIn_isOver(Completed at) {
    String identity = atCheckpoint(at);
    assertRefused(() -> steps.code(identity, "000000"), 424, "CODE_WRONG");
    assertRefused(() -> steps.code(identity, "000001"), 424, "CODE_WRONG");

    assertRefused(() -> steps.code(identity, "000002"), 424, "CODE_TRIES_EXCEEDED");

    assertRefused(() -> steps.look(identity), 424, "CODE_TRIES_EXCEEDED");
    assertNothingThere(identity);
  }

  @Test
  void code_wrongFiveTimes_isOverHereToo() {
    checkpoints.maxTries(100);
    String identity = atCheckpoint(Completed.OTP);
    for (int i = 0; i < 4; i++) {
      String wrong = "00000" + i;
      assertRefused(() -> steps.code(identity, wrong), 424, "CODE_WRONG");
    }

    assertRefused(() -> steps.code(identity, "000009"), 424, "CODE_TRIES_EXCEEDED");
    assertNothingThere(identity);
  }

  @ParameterizedTest
  @EnumSource(Completed.class)
  void signIn_secondWhileOneRuns_isRefusedAndDisturbsNothing(Completed at) {
    String identity = atCheckpoint(at);

    assertRefused(() -> steps.signIn(identity), 409, "SIGN_IN_RUNNING");

    complete(identity, at);
  }

  @ParameterizedTest
  @EnumSource(Completed.class)
  void browser_killed_isToldAndLeavesNothing(Completed at) {
    String identity = atCheckpoint(at);
    // The group of the driver and the browser; the guard, which is not among them, cleans up.
    steps.browserProcesses().stream()
        .filter(process -> process.info().command().orElse("").contains("chrom"))
        .forEach(ProcessHandle::destroyForcibly);

    ApiCallException refused = steps.awaitRefusal(identity);

    assertThat(refused.label()).isEqualTo("BROWSER_GONE");
    assertNothingThere(identity);
    steps.awaitNoBrowser();
  }

  @ParameterizedTest
  @EnumSource(value = Completed.class, names = "APPROVAL", mode = EnumSource.Mode.EXCLUDE)
  void linkedin_downAtTheCode_isUnreachable(Completed at) {
    String identity = atCheckpoint(at);
    COMPANION.linkedin().faults().untilCleared("/checkpoint/", Faults.Kind.STATUS_503);

    assertRefused(() -> steps.code(identity, checkpoints.code(ADA)), 424, "LINKEDIN_UNREACHABLE");

    assertNothingThere(identity);
  }

  @Test
  void approval_declined_isOver() {
    String identity = atCheckpoint(Completed.APPROVAL);
    checkpoints.decline(ADA);

    assertThat(steps.awaitRefusal(identity).label()).isEqualTo("SIGN_IN_DECLINED");
    assertNothingThere(identity);
  }

  @Test
  void approval_codeSent_isRefusedAndGoesOn() {
    String identity = atCheckpoint(Completed.APPROVAL);

    assertRefused(() -> steps.code(identity, "123456"), 400, "BAD_PARAMETERS");

    complete(identity, Completed.APPROVAL);
  }

  @ParameterizedTest
  @CsvSource({"CAPTCHA, CAPTCHA", "PHONE_REGISTRATION, PHONE_REGISTER", "LOGIN_FORM, LOGIN_FORM"})
  void checkpoint_onlyForTheOwner_isHandedOver(Kind kind, Checkpoint.Type type)
      throws IOException, InterruptedException {
    checkpoints.require(ADA, kind);
    String identity = steps.newIdentity();

    Companion.Answer answer =
        COMPANION.call(
            "POST",
            "/v1/identities/" + identity + "/integrations/linkedin",
            "{\"auth_data\":{\"basic\":{\"username\":\"%s\",\"password\":\"%s\"}}}"
                .formatted(ADA.username(), ADA.password()));

    assertThat(answer.status()).isEqualTo(424);
    assertThat(answer.text("error_label")).isEqualTo("CHECKPOINT_FOR_OWNER");
    assertThat(answer.text("message")).contains("extension");
    assertThat(
            answer
                .json()
                .getAsJsonObject()
                .getAsJsonObject("params")
                .get("checkpoint_type")
                .getAsString())
        .isEqualTo(type.toString());
    assertNothingThere(identity);
  }

  @Test
  void checkpoint_unknown_isTheAdministratorsToSeeByTitleAndPathOnly() throws IOException {
    checkpoints.require(ADA, Kind.UNKNOWN);
    String identity = steps.newIdentity();

    assertRefused(() -> steps.signIn(identity), 424, "PAGE_UNKNOWN");

    String log = Files.readString(COMPANION.server().log());
    assertThat(log).contains("unknown page: title", "path /checkpoint/challenge/…");
    assertThat(log).doesNotContain("AgF");
    assertNothingThere(identity);
  }

  @Test
  void signInPage_unknownLayout_isUnknown() {
    COMPANION.linkedin().look().layout(Layout.D);
    String identity = steps.newIdentity();

    assertRefused(() -> steps.signIn(identity), 424, "PAGE_UNKNOWN");
    assertNothingThere(identity);
  }

  @ParameterizedTest
  @CsvSource({
    "/login, STATUS_503, LINKEDIN_UNREACHABLE",
    "/login, DROP, LINKEDIN_UNREACHABLE",
    "/login, STATUS_429, LINKEDIN_THROTTLED",
    "/login, STATUS_999, LINKEDIN_THROTTLED",
    "/checkpoint/lg/login-submit, STATUS_500, LINKEDIN_UNREACHABLE",
    "/checkpoint/lg/login-submit, DROP, LINKEDIN_UNREACHABLE",
    "/checkpoint/lg/login-submit, STATUS_429, LINKEDIN_THROTTLED"
  })
  void linkedin_fails_isToldAndChangesNothing(String path, Faults.Kind kind, String label) {
    String identity = steps.newIdentity();
    IntegrationBody before =
        COMPANION.connect(identity, COMPANION.linkedin().sessions().signIn(ADA));
    COMPANION.linkedin().faults().untilCleared(path, kind);

    assertRefused(() -> steps.signIn(identity), 424, label);

    assertThat(COMPANION.client().integration(identity)).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({"ada@example.com, wrong", "nobody@example.com, wrong"})
  void password_wrong_isRefused(String username, String password) {
    String identity = steps.newIdentity();

    assertRefused(
        () -> COMPANION.client().connect(identity, basic(username, password)),
        424,
        "PASSWORD_WRONG");

    assertRefused(() -> steps.look(identity), 424, "PASSWORD_WRONG");
    assertNothingThere(identity);
    assertThat(steps.signIn(identity).status()).as("the right one").isEqualTo(Status.VALID);
  }

  @Test
  void checkpoint_noSignIn_isNone() {
    String identity = steps.newIdentity();

    assertRefused(() -> steps.look(identity), 404, "CHECKPOINT_NONE");
    assertRefused(() -> steps.code(identity, "123456"), 404, "CHECKPOINT_NONE");
    steps.signIn(identity);
    assertThat(steps.look(identity).status()).as("through").isEqualTo(Status.VALID);
    assertThat(steps.code(identity, "123456").status()).isEqualTo(Status.VALID);
  }

  private String atCheckpoint(Completed at) {
    checkpoints.require(ADA, at.kind);
    String identity = steps.newIdentity();
    steps.toCheckpoint(identity, at.type);
    return identity;
  }

  private void complete(String identity, Completed at) {
    if (at == Completed.APPROVAL) {
      checkpoints.approve(ADA);
      steps.await(identity, one -> one.status() == Status.VALID);
    } else {
      assertThat(steps.code(identity, checkpoints.code(ADA)).status()).isEqualTo(Status.VALID);
    }
  }

  private static void assertNothingThere(String identity) {
    assertThat(COMPANION.api().integrations(identity)).isEmpty();
  }
}
