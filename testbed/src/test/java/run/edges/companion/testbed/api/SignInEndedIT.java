package run.edges.companion.testbed.api;

import static org.assertj.core.api.Assertions.assertThat;
import static run.edges.companion.testbed.api.SignInSteps.ADA;
import static run.edges.companion.testbed.api.SignInSteps.assertRefused;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import run.edges.companion.protocol.api.ApiCallException;
import run.edges.companion.protocol.api.IntegrationBody.Checkpoint;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.testbed.linkedin.Checkpoints.Kind;
import run.edges.companion.testbed.linkedin.Faults;

/** A sign-in that nobody wants any more leads to no session; what LinkedIn does wrong ends it. */
class SignInEndedIT {
  private static final String SUBMIT = "/checkpoint/lg/login-submit";

  /** What a page sends with what it begins. */
  private static final String BEGUN = ",\"begun\":\"mine alone\"";

  @RegisterExtension static final Companion COMPANION = new Companion();

  private final SignInSteps steps = new SignInSteps(COMPANION);

  @AfterEach
  void resetLinkedIn() {
    COMPANION.linkedin().checkpoints().clear(ADA);
    COMPANION.linkedin().sessions().alsoSet();
    steps.awaitNoBrowser();
  }

  @Test
  void cancel_whileTheSignInPageLoads_typesNothing() throws InterruptedException {
    String identity = steps.newIdentity();
    COMPANION.linkedin().faults().untilCleared("/login", Faults.Kind.HANG);
    Thread connecting =
        Thread.startVirtualThread(() -> SignInSteps.refusal(() -> steps.signIn(identity)));
    assertThat(COMPANION.linkedin().faults().awaitHanging(Duration.ofSeconds(60))).isTrue();

    COMPANION.client().cancelSignIn(identity);

    COMPANION.linkedin().faults().releaseHanging();
    connecting.join();
    steps.awaitNoBrowser();
    assertThat(COMPANION.linkedin().requests().count("/login")).isPositive();
    assertThat(COMPANION.linkedin().requests().count(SUBMIT)).isZero();
  }

  @Test
  void integration_deletedInTheMiddle_isNotMadeAnew() {
    String identity = steps.newIdentity();
    COMPANION.connect(identity, COMPANION.linkedin().sessions().signIn(ADA));
    COMPANION.linkedin().checkpoints().require(ADA, Kind.SMS_CODE);
    steps.toCheckpoint(identity, Checkpoint.Type.OTP);

    COMPANION.client().deleteIntegration(identity);

    ApiCallException refused = steps.awaitRefusal(identity);
    assertThat(refused.label()).isEqualTo("INTEGRATION_REVOKED");
    steps.awaitNoBrowser();
    assertRefused(() -> COMPANION.client().integration(identity), 404, "STATUS_404");
  }

  @Test
  void integration_deletedBeforeASecondSignIn_isMadeAnew() {
    String identity = steps.newIdentity();
    COMPANION.connect(identity, COMPANION.linkedin().sessions().signIn(ADA));
    COMPANION.client().deleteIntegration(identity);

    assertThat(steps.signIn(identity).status()).isEqualTo(Status.VALID);
  }

  @Test
  void identity_deletedInTheMiddle_leavesNothing() {
    COMPANION.linkedin().checkpoints().require(ADA, Kind.APP_APPROVAL);
    String identity = COMPANION.api().createIdentity("Ada at work");
    steps.toCheckpoint(identity, Checkpoint.Type.IN_APP_VALIDATION);

    COMPANION.client().deleteIdentity(identity);

    steps.awaitNoBrowser();
  }

  @Test
  void link_revokedInTheMiddle_closesTheBrowserWithoutAWordOfLinkedIn()
      throws IOException, InterruptedException {
    COMPANION.linkedin().checkpoints().require(ADA, Kind.APP_APPROVAL);
    LoginLink link = new LoginLink(steps.newIdentity());
    link.signIn();
    link.await("CHECKPOINT");

    COMPANION
        .client()
        .revokeSharedLink(
            link.identity, COMPANION.client().sharedLinks(link.identity).getLast().id());

    steps.awaitNoBrowser();
    assertThat(link.call("state", "").status()).isEqualTo(410);
  }

  @Test
  void link_used_serves_forTheResultAlone() throws IOException, InterruptedException {
    LoginLink link = new LoginLink(steps.newIdentity());
    link.signIn();
    assertThat(link.await("DONE").get("verified_as").getAsString()).isEqualTo(ADA.fullName());

    for (String call : new String[] {"sign-in", "code", "new-code", "cancel"}) {
      Companion.Answer answer = link.call(call, ",\"code\":\"123456\"");
      assertThat(answer.status()).as(call).isEqualTo(410);
      assertThat(answer.text("error_label")).isEqualTo("LINK_USED");
    }
    assertThat(link.state().get("state").getAsString()).isEqualTo("DONE");
  }

  @Test
  void ownerPage_ofADoneSignIn_isForThePageThatBeganItAlone()
      throws IOException, InterruptedException {
    LoginLink link = new LoginLink(steps.newIdentity());
    link.signIn(BEGUN);
    link.await("DONE");

    assertThat(link.call("state", BEGUN).text("owner_page")).contains("/owner/");
    assertThat(link.state().get("owner_page").isJsonNull()).as("without its proof").isTrue();
    assertThat(
            link.call("state", BEGUN.replace("mine", "guessed"))
                .json()
                .getAsJsonObject()
                .get("owner_page")
                .isJsonNull())
        .as("with another")
        .isTrue();
  }

  @Test
  void pause_byTheOwner_endsWhenTheOwnerSignsInAnew() throws IOException, InterruptedException {
    LoginLink first = new LoginLink(steps.newIdentity());
    first.signIn(BEGUN);
    first.await("DONE");
    URI page = URI.create(first.call("state", BEGUN).text("owner_page"));
    String pause =
        "{\"token\":\"%s\",\"until\":\"%s\"}"
            .formatted(page.getFragment(), Instant.now().plus(Duration.ofHours(1)));
    assertThat(COMPANION.call("POST", page.getPath() + "/pause", pause).status()).isEqualTo(200);
    assertThat(COMPANION.client().integration(first.identity).pausedUntil()).isNotNull();

    LoginLink second = new LoginLink(first.identity);
    second.signIn("");
    second.await("DONE");

    assertThat(COMPANION.client().integration(first.identity))
        .satisfies(one -> {
          assertThat(one.pausedUntil()).isNull();
          assertThat(one.status()).isEqualTo(Status.VALID);
        });
  }

  @Test
  void linkedin_leavesAnotherLiAtOfAllHosts_theOneOfThisHostIsTaken() {
    COMPANION
        .linkedin()
        .sessions()
        .alsoSet("li_at=stale; Domain=.linkedin.com; Path=/; Secure; HttpOnly");
    String identity = steps.newIdentity();

    assertThat(steps.signIn(identity).status()).isEqualTo(Status.VALID);

    assertThat(COMPANION.storedCookie(identity, "li_at"))
        .contains(COMPANION.linkedin().sessions().cookiesOf(ADA).liAt());
  }

  @Test
  void linkedin_setsACookieThatIsNone_endsTheSignIn() {
    COMPANION
        .linkedin()
        .sessions()
        .alsoSet("li_a=a,b; Domain=.linkedin.com; Path=/; Secure; HttpOnly");
    String identity = steps.newIdentity();

    assertRefused(() -> steps.signIn(identity), 503, "SERVER_FAILED");

    steps.awaitNoBrowser();
    assertThat(COMPANION.api().integrations(identity)).isEmpty();
  }

  @Test
  void newCode_tooSoonOrTooOften_isTooMany() throws IOException, InterruptedException {
    COMPANION.linkedin().checkpoints().require(ADA, Kind.EMAIL_CODE);
    String identity = steps.newIdentity();
    Checkpoint first = steps.toCheckpoint(identity, Checkpoint.Type.EMAIL);
    Checkpoint next = Objects.requireNonNull(steps.resend(identity).checkpoint());
    assertThat(next.expiresAt()).as("a new code, a new time").isAfter(first.expiresAt());

    Companion.Answer refused =
        COMPANION.call(
            "POST",
            "/v1/identities/" + identity + "/integrations/linkedin/checkpoint",
            "{\"resend\":true}");

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.response().headers().firstValueAsLong("Retry-After").orElse(0))
        .isBetween(1L, 30L);
    assertThat(refused.text("message")).contains("half a minute");
    assertThat(steps.code(identity, COMPANION.linkedin().checkpoints().code(ADA)).status())
        .as("it goes on")
        .isEqualTo(Status.VALID);
  }

  /** What the page of a login link asks, without the page. */
  private static final class LoginLink {
    final String identity;
    private final String path;
    private final String secret;

    LoginLink(String identity) {
      this.identity = identity;
      String url =
          Objects.requireNonNull(COMPANION.client().generateLoginLinks(identity).get("linkedin"))
              .reveal(SecretAccess.granted());
      path = url.substring(url.indexOf("/login/"), url.indexOf('#'));
      secret = url.substring(url.indexOf('#') + 1, url.lastIndexOf('.'));
    }

    void signIn() throws IOException, InterruptedException {
      signIn("");
    }

    void signIn(String more) throws IOException, InterruptedException {
      String credentials =
          ",\"username\":\"%s\",\"password\":\"%s\"".formatted(ADA.username(), ADA.password());
      assertThat(call("sign-in", credentials + more).status()).isEqualTo(200);
    }

    JsonObject state() throws IOException, InterruptedException {
      return call("state", "").json().getAsJsonObject();
    }

    JsonObject await(String state) {
      return Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(this::state, now -> now.get("state").getAsString().equals(state));
    }

    Companion.Answer call(String what, String more) throws IOException, InterruptedException {
      return COMPANION.call(
          "POST", path + "/" + what, "{\"secret\":\"%s\"%s}".formatted(secret, more));
    }
  }
}
