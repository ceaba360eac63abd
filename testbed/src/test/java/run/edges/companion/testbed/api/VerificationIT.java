package run.edges.companion.testbed.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.edges.companion.protocol.api.ApiCallException;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.api.IntegrationBody.Health;
import run.edges.companion.protocol.api.IntegrationBody.Verification;
import run.edges.companion.protocol.api.IntegrationBody.Verification.Verdict;
import run.edges.companion.protocol.api.Scope;
import run.edges.companion.protocol.wire.IntegrationState.State;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.testbed.linkedin.Faults;
import run.edges.companion.testbed.linkedin.LinkedInMember;
import run.edges.companion.testbed.linkedin.RequestLog;
import run.edges.companion.testbed.linkedin.SessionCookies;
import run.edges.companion.testbed.linkedin.Sessions.Death;

/** LinkedIn's clear word alone changes the status; each of its answers means one thing. */
class VerificationIT {
  private static final String ME = "/voyager/api/me";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @RegisterExtension static final Companion COMPANION = new Companion();

  private String identity = "";
  private SessionCookies ada = COMPANION.linkedin().sessions().signIn(LinkedInMember.ADA);
  private Told told = new Told(COMPANION.client());

  @BeforeEach
  void connect() {
    identity = COMPANION.api().createIdentity("Ada at work");
    COMPANION.connect(identity, ada);
    COMPANION.linkedin().requests().clear();
  }

  @AfterEach
  void close() {
    told.close();
  }

  @Test
  void verify_liveSession_isAliveAndOnlyTheTimeMovesOn() {
    IntegrationBody before = integration();

    Verification answer = verify();

    assertThat(answer.verdict()).isEqualTo(Verdict.ALIVE);
    assertThat(answer.integration().verifiedAt()).isAfterOrEqualTo(before.verifiedAt());
    assertThat(answer.integration())
        .usingRecursiveComparison()
        .ignoringFields("verifiedAt")
        .isEqualTo(before);
    assertThat(integration()).isEqualTo(answer.integration());
    assertThat(told.events()).containsExactly("AUTH_SUCCESS");
    assertThat(recorded()).containsExactly("SESSION_STORED");
    assertAsked(ME);
  }

  @ParameterizedTest
  @EnumSource
  void verify_deadSession_isInvalidForThatReasonAndToldOnce(Death death) {
    assertThat(COMPANION.linkedin().sessions().endSession(ada.liAt(), death)).isTrue();

    Verification answer = verify();

    assertThat(answer.verdict()).isEqualTo(verdictOf(death));
    assertThat(answer.integration().status()).isEqualTo(Status.INVALID);
    assertThat(answer.integration().error()).isEqualTo(errorOf(death));
    assertThat(answer.integration().state()).isEqualTo(State.ACTIVE);
    assertThat(answer.integration().health().classic().state()).isEqualTo(Health.State.DEAD);
    assertThat(integration()).isEqualTo(answer.integration());
    assertThat(COMPANION.client().identity(identity).isActive()).isEqualTo("false");
    assertAsked(ME);

    Verification again = verify();

    assertThat(again).as("what is known is no news").isEqualTo(answer);
    assertThat(told.events()).containsExactly("AUTH_SUCCESS", "AUTH_EXPIRED");
    assertThat(recorded()).containsExactly("SESSION_STORED", "SESSION_INVALID");
    JsonObject invalid = COMPANION.api().consentRecord(identity).getLast();
    assertThat(invalid.get("reason").getAsString()).isEqualTo(errorOf(death));
  }

  @ParameterizedTest
  @EnumSource(names = {"UNAUTHORIZED", "REDIRECT_TO_CHECKPOINT"})
  void connect_afterADeath_isValidAndFoundDeadOnceMore(Death death) {
    COMPANION.linkedin().sessions().endSession(ada.liAt(), death);
    verify();
    SessionCookies newer = COMPANION.linkedin().sessions().signIn(LinkedInMember.ADA);

    assertThat(COMPANION.connect(identity, newer).status()).isEqualTo(Status.VALID);
    assertThat(integration().error()).isNull();
    assertThat(verify().verdict()).isEqualTo(Verdict.ALIVE);
    COMPANION.linkedin().sessions().endSession(newer.liAt(), Death.DELETE_ME);
    assertThat(verify().integration().error()).isEqualTo("SESSION_ENDED");

    assertThat(told.events())
        .containsExactly("AUTH_SUCCESS", "AUTH_EXPIRED", "AUTH_SUCCESS", "AUTH_EXPIRED");
    assertThat(recorded())
        .containsExactly("SESSION_STORED", "SESSION_INVALID", "SESSION_STORED", "SESSION_INVALID");
  }

  @ParameterizedTest
  @EnumSource
  void verify_doubtfulAnswer_changesNothing(Faults.Kind kind) {
    IntegrationBody before = integration();
    COMPANION.linkedin().faults().untilCleared(ME, kind);

    Verification answer = verify();

    assertThat(answer.verdict())
        .isEqualTo(
            switch (kind) {
              case STATUS_429, STATUS_999 -> Verdict.THROTTLED;
              case STATUS_400,
                  STATUS_500,
                  STATUS_503,
                  CSRF_CHECK_FAILED,
                  HTML_PAGE,
                  REDIRECT_TO_ITSELF,
                  REDIRECT_TO_UNKNOWN_PATH,
                  HANG,
                  DROP ->
                  Verdict.UNKNOWN;
            });
    assertThat(answer.message()).endsWith("Nothing was changed.");
    assertThat(answer.integration()).isEqualTo(before);
    assertThat(integration()).isEqualTo(before);
    assertThat(COMPANION.storedCookie(identity, "li_at")).contains(ada.liAt());
    assertThat(told.events()).containsExactly("AUTH_SUCCESS");
    assertThat(recorded()).containsExactly("SESSION_STORED");
    if (kind != Faults.Kind.HANG) {
      assertAsked(ME);
    }
    COMPANION.linkedin().faults().clear();
    assertThat(verify().verdict()).isEqualTo(Verdict.ALIVE);
  }

  @Test
  void verify_deadBehindAThrottle_staysValidUntilLinkedInSaysSo() {
    COMPANION.linkedin().sessions().endSession(ada.liAt(), Death.UNAUTHORIZED);
    COMPANION.linkedin().faults().next(ME, Faults.Kind.STATUS_429, 1);

    assertThat(verify().integration().status()).isEqualTo(Status.VALID);
    assertThat(verify().integration().status()).isEqualTo(Status.INVALID);
  }

  @ParameterizedTest
  @EnumSource(names = {"UNAUTHORIZED", "DELETE_ME", "FORBIDDEN_CHALLENGE"})
  void verify_replacedMeanwhile_doesNotBlameTheNewSession(Death death) throws Exception {
    CompletableFuture<Verification> asked = verifyHanging();
    SessionCookies newer = COMPANION.linkedin().sessions().signIn(LinkedInMember.ADA);
    IntegrationBody replaced = COMPANION.connect(identity, newer);
    COMPANION.linkedin().sessions().endSession(ada.liAt(), death);
    COMPANION.linkedin().faults().releaseHanging();

    assertThat(asked.join().integration()).isEqualTo(replaced);
    assertThat(integration()).isEqualTo(replaced);
    assertThat(COMPANION.storedCookie(identity, "li_at")).contains(newer.liAt());
    assertThat(told.events()).containsExactly("AUTH_SUCCESS", "SESSION_REFRESHED");
    assertThat(verify().verdict()).isEqualTo(Verdict.ALIVE);
  }

  @Test
  void verify_replacedMeanwhileByTheSameCookies_isNotMarkedByTheOldAnswer() throws Exception {
    CompletableFuture<Verification> asked = verifyHanging();
    IntegrationBody replaced = COMPANION.connect(identity, ada);
    COMPANION.linkedin().sessions().endSession(ada.liAt(), Death.UNAUTHORIZED);
    COMPANION.linkedin().faults().releaseHanging();

    assertThat(asked.join().integration()).isEqualTo(replaced);
    assertThat(verify().integration().status()).as("asked anew").isEqualTo(Status.INVALID);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void verify_endedMeanwhile_staysEnded(boolean withIdentity) throws Exception {
    CompletableFuture<Verification> asked = verifyHanging();
    if (withIdentity) {
      COMPANION.client().deleteIdentity(identity);
    } else {
      COMPANION.client().deleteIntegration(identity);
    }
    COMPANION.linkedin().sessions().endSession(ada.liAt(), Death.UNAUTHORIZED);
    COMPANION.linkedin().faults().releaseHanging();

    assertThat(asked.join().integration().state()).isEqualTo(State.REVOKED);
    assertThat(asked.join().integration().error()).isEqualTo("INTEGRATION_REVOKED");
    assertThat(told.events()).containsExactly("AUTH_SUCCESS", "DELETED");
  }

  @Test
  void verify_manyAtOnceOfADeadSession_areToldOnce() throws Exception {
    COMPANION.linkedin().faults().untilCleared(ME, Faults.Kind.HANG);
    List<CompletableFuture<Verification>> asked =
        List.of(verifyAside(), verifyAside(), verifyAside(), verifyAside());
    for (int i = 0; i < asked.size(); i++) {
      assertThat(COMPANION.linkedin().faults().awaitHanging(PATIENCE)).isTrue();
    }
    COMPANION.linkedin().sessions().endSession(ada.liAt(), Death.REDIRECT_TO_LOGIN);
    COMPANION.linkedin().faults().releaseHanging();

    assertThat(asked)
        .allSatisfy(one -> assertThat(one.join().integration().status()).isEqualTo(Status.INVALID));
    assertThat(told.events()).containsExactly("AUTH_SUCCESS", "AUTH_EXPIRED");
    assertThat(recorded()).containsExactly("SESSION_STORED", "SESSION_INVALID");
  }

  @Test
  void verify_moreThanTenTimesAMinute_isRefusedWithTheTimeToWait() throws Exception {
    Companion.Answer answer = call("/verify");
    int answered = 0;
    while (answer.status() == 200 && answered < 40) {
      answered++;
      answer = call("/verify");
    }

    assertThat(answer.status()).isEqualTo(429);
    assertThat(answered).as("one more for each six seconds").isBetween(10, 20);
    assertThat(answer.text("error_label")).isEqualTo("STATUS_429");
    assertThat(answer.response().headers().firstValueAsLong("Retry-After").orElseThrow())
        .isBetween(1L, 60L);
    assertThat(
            Instant.parse(
                answer
                    .json()
                    .getAsJsonObject()
                    .getAsJsonObject("params")
                    .get("postponed_until")
                    .getAsString()))
        .isBefore(Instant.now().plusSeconds(60));
    assertThat(COMPANION.linkedin().requests().count(ME))
        .as("who is refused does not ask LinkedIn")
        .isEqualTo(answered);
    String other = COMPANION.api().createIdentity("Ada at home");
    COMPANION.connect(other, ada);
    assertThat(COMPANION.client().verify(other).verdict()).isEqualTo(Verdict.ALIVE);
  }

  @Test
  void verify_nothingConnected_isNotFound() {
    String empty = COMPANION.api().createIdentity("Ada at home");

    assertThat(catchCall(empty).status()).isEqualTo(404);
    COMPANION.client().deleteIntegration(identity);
    assertThat(catchCall(identity).status()).isEqualTo(404);
    assertThat(COMPANION.linkedin().requests().entries()).isEmpty();
  }

  @Test
  void verify_keyThatMayOnlyRead_isForbidden() throws Exception {
    String key =
        COMPANION
            .newKey("Dashboard", Scope.READ)
            .reveal(run.edges.companion.protocol.secret.SecretAccess.granted());

    Companion.Answer answer = COMPANION.call("POST", path() + "/verify", null, key);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(COMPANION.linkedin().requests().entries()).isEmpty();
  }

  private static Verdict verdictOf(Death death) {
    return switch (death) {
      case REDIRECT_TO_CHECKPOINT, FORBIDDEN_CHALLENGE -> Verdict.NEEDS_OWNER;
      case UNAUTHORIZED, REDIRECT_TO_LOGIN, REDIRECT_TO_AUTHWALL, DELETE_ME, EXPIRED_COOKIE ->
          Verdict.DEAD;
    };
  }

  private static String errorOf(Death death) {
    return verdictOf(death) == Verdict.DEAD ? "SESSION_ENDED" : "NEEDS_OWNER";
  }

  private Verification verify() {
    return COMPANION.client().verify(identity);
  }

  private CompletableFuture<Verification> verifyAside() {
    return CompletableFuture.supplyAsync(this::verify, task -> Thread.ofVirtual().start(task));
  }

  /** A verification that waits for LinkedIn's answer. */
  private CompletableFuture<Verification> verifyHanging() throws InterruptedException {
    COMPANION.linkedin().faults().next(ME, Faults.Kind.HANG, 1);
    CompletableFuture<Verification> asked = verifyAside();
    assertThat(COMPANION.linkedin().faults().awaitHanging(PATIENCE)).isTrue();
    return asked;
  }

  private IntegrationBody integration() {
    return COMPANION.client().integration(identity);
  }

  private String path() {
    return "/v1/identities/" + identity + "/integrations/linkedin";
  }

  private Companion.Answer call(String below) throws Exception {
    return COMPANION.call("POST", path() + below, null);
  }

  private static ApiCallException catchCall(String identity) {
    return Objects.requireNonNull(
        org.assertj.core.api.Assertions.catchThrowableOfType(
            ApiCallException.class, () -> COMPANION.client().verify(identity)));
  }

  private List<String> recorded() {
    return COMPANION.api().consentRecord(identity).stream()
        .map(entry -> entry.get("event").getAsString())
        .toList();
  }

  private static void assertAsked(String... paths) {
    assertThat(COMPANION.linkedin().requests().entries())
        .as("no redirect is followed and nothing is asked twice")
        .extracting(RequestLog.Entry::path)
        .containsExactly(paths);
  }
}
