package run.edges.companion.testbed.api;

import static org.assertj.core.api.Assertions.assertThat;
import static run.edges.companion.testbed.api.SignInSteps.ADA;
import static run.edges.companion.testbed.api.SignInSteps.assertRefused;
import static run.edges.companion.testbed.api.SignInSteps.basic;

import com.google.gson.JsonObject;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.api.IntegrationBody.Checkpoint;
import run.edges.companion.protocol.api.IntegrationBody.SignIn.Step;
import run.edges.companion.protocol.api.IntegrationBody.VerifiedBy;
import run.edges.companion.protocol.api.SetupMethod;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.testbed.linkedin.Checkpoints;
import run.edges.companion.testbed.linkedin.LinkedInMember;
import run.edges.companion.testbed.linkedin.page.Language;
import run.edges.companion.testbed.linkedin.page.Layout;
import run.edges.companion.testbed.product.StoredSession;

/** API - BASIC: what leads to a session. */
class SignInIT {
  @RegisterExtension static final Companion COMPANION = new Companion();

  private final SignInSteps steps = new SignInSteps(COMPANION);
  private final Checkpoints checkpoints = COMPANION.linkedin().checkpoints();

  @AfterEach
  void resetLinkedIn() {
    checkpoints.clear(ADA);
    checkpoints.clear(LinkedInMember.GRACE);
    COMPANION.linkedin().look().layout(Layout.A);
    COMPANION.linkedin().look().language(Language.ENGLISH);
    steps.endAll();
  }

  @Test
  void basic_noCheckpoint_isValidAndVerified() {
    String identity = steps.newIdentity();

    IntegrationBody made = steps.signIn(identity);

    assertThat(made.status()).isEqualTo(Status.VALID);
    assertThat(made.setupMethod()).isEqualTo(SetupMethod.API_BASIC);
    assertThat(made.setupSource()).isEqualTo("API");
    assertThat(made.authType()).isEqualTo("COOKIES");
    assertThat(made.authMethod()).isEqualTo("BASIC");
    assertThat(made.verifiedAs()).isEqualTo(ADA.fullName());
    assertThat(made.verifiedBy()).isEqualTo(VerifiedBy.SERVER);
    assertThat(made.checkpoint()).isNull();
    assertThat(made.signIn()).isNull();
    assertThat(COMPANION.client().integration(identity)).isEqualTo(made);
    assertThat(COMPANION.storedCookie(identity, "li_at"))
        .contains(COMPANION.linkedin().sessions().cookiesOf(ADA).liAt());
    assertThat(COMPANION.linkedin().requests().logoutCalls()).isZero();
    var stored = StoredSession.find(COMPANION.server().dataFolder(), made.uid()).orElseThrow();
    assertThat(stored.userAgent()).as("the browser says what it is").contains("HeadlessChrome");
    assertThat(COMPANION.api().consentRecord(identity))
        .extracting(entry -> entry.get("event").getAsString())
        .containsExactly("SESSION_STORED");
  }

  @Test
  void basic_salesNavigator_storesBothCookies() {
    String identity = steps.newIdentity();

    IntegrationBody made = COMPANION.client().connect(identity, basic(LinkedInMember.GRACE));

    assertThat(made.level()).isEqualTo("Sales Navigator");
    assertThat(made.health().salesNavigator().state())
        .isEqualTo(IntegrationBody.Health.State.ALIVE);
    assertThat(COMPANION.storedCookie(identity, "li_a"))
        .isEqualTo(
            Optional.ofNullable(
                COMPANION.linkedin().sessions().cookiesOf(LinkedInMember.GRACE).liA()));
  }

  @ParameterizedTest
  @CsvSource({"A, FRENCH", "B, ENGLISH", "C, FRENCH"})
  void basic_otherLayoutOrLanguage_isValid(Layout layout, Language language) {
    COMPANION.linkedin().look().layout(layout);
    COMPANION.linkedin().look().language(language);

    assertThat(steps.signIn(steps.newIdentity()).status()).isEqualTo(Status.VALID);
  }

  @ParameterizedTest
  @EnumSource(Checkpoints.Interstitial.class)
  void basic_interstitialAfterTheSignIn_isValid(Checkpoints.Interstitial interstitial) {
    checkpoints.interrupt(ADA, interstitial);

    assertThat(steps.signIn(steps.newIdentity()).status()).isEqualTo(Status.VALID);
  }

  @ParameterizedTest
  @CsvSource({
    "EMAIL_CODE, EMAIL, ENGLISH",
    "EMAIL_CODE, EMAIL, FRENCH",
    "SMS_CODE, OTP, ENGLISH",
    "SMS_CODE, OTP, FRENCH",
    "AUTHENTICATOR_CODE, TWO_FACTOR, ENGLISH",
    "AUTHENTICATOR_CODE, TWO_FACTOR, FRENCH"
  })
  void checkpoint_rightCode_isValid(
      Checkpoints.Kind kind, Checkpoint.Type type, Language language) {
    COMPANION.linkedin().look().language(language);
    checkpoints.require(ADA, kind);
    String identity = steps.newIdentity();

    Checkpoint checkpoint = steps.toCheckpoint(identity, type);

    assertThat(checkpoint.triesLeft()).isEqualTo(5);
    assertThat(checkpoint.canResend()).isEqualTo(type != Checkpoint.Type.TWO_FACTOR);
    assertThat(checkpoint.hint())
        .isEqualTo(
            switch (type) {
              case EMAIL -> "a•••@example.com";
              case OTP -> "42";
              default -> null;
            });
    IntegrationBody pending = COMPANION.client().integration(identity);
    assertThat(pending.status()).isEqualTo(Status.PENDING);
    assertThat(pending.verifiedAs()).isNull();
    assertThat(pending.signIn()).isEqualTo(new IntegrationBody.SignIn(Step.CHECKPOINT, null));
    IntegrationBody made =
        steps.code(
            identity,
            " " + checkpoints.code(ADA).substring(0, 3) + " " + checkpoints.code(ADA).substring(3));
    assertThat(made.status()).isEqualTo(Status.VALID);
    assertThat(made.uid()).as("the same integration").isEqualTo(pending.uid());
  }

  @Test
  void checkpoint_approvedInTheApp_isValid() {
    checkpoints.require(ADA, Checkpoints.Kind.APP_APPROVAL);
    String identity = steps.newIdentity();
    steps.toCheckpoint(identity, Checkpoint.Type.IN_APP_VALIDATION);
    assertThat(steps.look(identity).status()).isEqualTo(Status.PENDING);

    checkpoints.approve(ADA);

    assertThat(steps.await(identity, one -> one.status() == Status.VALID).verifiedAs())
        .isEqualTo(ADA.fullName());
  }

  @Test
  void checkpoint_twoInARow_areBothAsked() {
    checkpoints.require(ADA, Checkpoints.Kind.SMS_CODE, Checkpoints.Kind.APP_APPROVAL);
    String identity = steps.newIdentity();
    steps.toCheckpoint(identity, Checkpoint.Type.OTP);

    IntegrationBody next = steps.code(identity, checkpoints.code(ADA));

    assertThat(next.status()).isEqualTo(Status.PENDING);
    assertThat(next.checkpoint())
        .isNotNull()
        .extracting(Checkpoint::type)
        .isEqualTo(Checkpoint.Type.IN_APP_VALIDATION);
    checkpoints.approve(ADA);
    steps.await(identity, one -> one.status() == Status.VALID);
  }

  @Test
  void checkpoint_newCode_isTheOneThatCounts() {
    checkpoints.require(ADA, Checkpoints.Kind.EMAIL_CODE);
    String identity = steps.newIdentity();
    steps.toCheckpoint(identity, Checkpoint.Type.EMAIL);
    String first = checkpoints.code(ADA);

    assertThat(steps.resend(identity).status()).isEqualTo(Status.PENDING);

    assertThat(checkpoints.code(ADA)).isNotEqualTo(first);
    assertRefused(() -> steps.code(identity, first), 424, "CODE_WRONG");
    assertThat(steps.code(identity, checkpoints.code(ADA)).status()).isEqualTo(Status.VALID);
  }

  @Test
  void basic_existingIntegration_isRefreshedAndKeepsItsUid() {
    String identity = steps.newIdentity();
    IntegrationBody before =
        COMPANION.connect(identity, COMPANION.linkedin().sessions().signIn(ADA));
    checkpoints.require(ADA, Checkpoints.Kind.SMS_CODE);

    IntegrationBody pending = steps.signIn(identity);

    assertThat(pending.status()).as("for who signs in").isEqualTo(Status.PENDING);
    assertThat(COMPANION.client().integration(identity).status())
        .as("the stored session stays in use")
        .isEqualTo(Status.VALID);
    IntegrationBody after = steps.code(identity, checkpoints.code(ADA));
    assertThat(after.uid()).isEqualTo(before.uid());
    assertThat(after.setupMethod()).isEqualTo(SetupMethod.API_BASIC);
  }

  @Test
  void basic_otherMemberThanPinned_isRefusedUnlessReplaced() {
    String identity = steps.newIdentity();
    IntegrationBody before =
        COMPANION.connect(identity, COMPANION.linkedin().sessions().signIn(LinkedInMember.ALAN));

    assertRefused(() -> steps.signIn(identity), 409, "MEMBER_MISMATCH");

    assertThat(COMPANION.client().integration(identity)).isEqualTo(before);
    IntegrationBody replaced =
        COMPANION
            .client()
            .connect(
                identity, new IntegrationBody.Connect(basic(ADA).authData(), "Ada's own", true));
    assertThat(replaced.uid()).isNotEqualTo(before.uid());
    assertThat(replaced.name()).isEqualTo("Ada's own");
  }

  @Test
  void cancel_atACheckpoint_leavesNothing() {
    checkpoints.require(ADA, Checkpoints.Kind.EMAIL_CODE);
    String identity = steps.newIdentity();
    steps.toCheckpoint(identity, Checkpoint.Type.EMAIL);

    COMPANION.client().cancelSignIn(identity);

    assertRefused(() -> steps.look(identity), 404, "CHECKPOINT_NONE");
    assertRefused(() -> COMPANION.client().integration(identity), 404, "STATUS_404");
    steps.toCheckpoint(identity, Checkpoint.Type.EMAIL);
  }

  @Test
  void consent_signIn_namesTheKeyThatDidIt() {
    String identity = steps.newIdentity();
    steps.signIn(identity);

    JsonObject stored = COMPANION.api().consentRecord(identity).getFirst();

    assertThat(stored.get("setup_method").getAsString()).isEqualTo("API - BASIC");
    assertThat(stored.get("by").getAsString()).isEqualTo("command line");
    assertThat(stored.get("verified_as").getAsString()).isEqualTo(ADA.fullName());
  }
}
