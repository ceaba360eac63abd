package run.edges.companion.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.api.IntegrationBody.Health;
import run.edges.companion.protocol.api.IntegrationBody.SignIn;
import run.edges.companion.protocol.api.SetupMethod;
import run.edges.companion.protocol.wire.IntegrationState.State;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.server.dashboard.WayBack.Step;

class WayBackTest {
  private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "SHARED_EXTENSION, SESSION_ENDED, true, ASK_DEVICE",
    "SHARED_EXTENSION, SESSION_ENDED, false, OPEN_BROWSER",
    "SHARED_EXTENSION, SIGNED_OUT, true, OWNER_SIGNS_IN",
    "SHARED_EXTENSION, OTHER_MEMBER, false, OWNER_SIGNS_IN",
    "SHARED_EXTENSION, NEEDS_OWNER, true, OWNER_COMPLETES",
    "SHARED_LOGIN, SESSION_ENDED, false, LOGIN_LINK",
    "API_BASIC, SESSION_ENDED, false, SIGN_IN_AGAIN",
    "API_BASIC, NEEDS_OWNER, false, SIGN_IN_AGAIN",
    "API_COOKIES, SESSION_ENDED, false, PASTE_COOKIES"
  })
  void of_invalid_isTheNextStepForItsMethod(
      SetupMethod method, String error, boolean online, Step step) {
    assertThat(WayBack.of(integration(method, Status.INVALID, error, true, null), online))
        .contains(new WayBack(error, step));
  }

  @Test
  void of_valid_isNone() {
    assertThat(
            WayBack.of(integration(SetupMethod.API_BASIC, Status.VALID, null, true, null), false))
        .isEmpty();
  }

  @Test
  void of_validWithoutSalesNavigator_saysSo() {
    assertThat(
            WayBack.of(
                integration(SetupMethod.SHARED_EXTENSION, Status.VALID, null, false, null), true))
        .contains(new WayBack(WayBack.SALES_NAVIGATOR, Step.ASK_DEVICE));
  }

  @ParameterizedTest
  @CsvSource({"QUEUED, WAIT", "SIGNING_IN, WAIT", "CHECKING, WAIT", "CHECKPOINT, CHECKPOINT"})
  void of_signInUnderWay_isToWaitOrToGoOn(SignIn.Step at, Step step) {
    assertThat(
            WayBack.of(
                integration(
                    SetupMethod.API_BASIC,
                    Status.INVALID,
                    "SESSION_ENDED",
                    true,
                    new SignIn(at, null)),
                false))
        .map(WayBack::step)
        .isEqualTo(Optional.of(step));
  }

  private static IntegrationBody integration(
      SetupMethod method,
      Status status,
      @Nullable String error,
      boolean salesNavigator,
      @Nullable SignIn signIn) {
    Health alive = new Health(Health.State.ALIVE, null);
    return new IntegrationBody(
        "uid",
        "identity",
        "linkedin",
        status,
        "COOKIES",
        method.authMethod(),
        method.setupSource(),
        true,
        "Ada",
        null,
        error,
        null,
        null,
        null,
        NOW,
        NOW,
        method,
        State.ACTIVE,
        "Ada",
        NOW,
        null,
        NOW,
        null,
        null,
        new IntegrationBody.Healths(
            alive, salesNavigator ? alive : new Health(Health.State.DEAD, null)),
        List.of(),
        null,
        signIn,
        null);
  }
}
