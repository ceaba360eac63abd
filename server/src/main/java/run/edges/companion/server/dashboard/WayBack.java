package run.edges.companion.server.dashboard;

import java.util.Optional;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.api.IntegrationBody.Health;
import run.edges.companion.protocol.api.IntegrationBody.SignIn;
import run.edges.companion.protocol.api.SetupMethod;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.IntegrationState;

/**
 * Why an integration needs somebody, and the one next step for the way it was set up.
 *
 * @param reason label of an error, or of {@link #SALES_NAVIGATOR}, whose text says why
 */
public record WayBack(String reason, Step step) {
  /** The session lives, but not its Sales Navigator cookie. */
  static final String SALES_NAVIGATOR = "SALES_NAVIGATOR_EXPIRED";

  /** What to do, in the order of preference. */
  public enum Step {
    /** A sign-in is under way and needs nobody. */
    WAIT,
    /** A sign-in waits for a code or an approval. */
    CHECKPOINT,
    /** The owner's browser is open: its live session is one press away. */
    ASK_DEVICE,
    /** The owner's browser is closed, and comes back with the session. */
    OPEN_BROWSER,
    /** Nobody, or somebody else, is signed in to LinkedIn in the owner's browser. */
    OWNER_SIGNS_IN,
    /** LinkedIn wants something from the owner. */
    OWNER_COMPLETES,
    LOGIN_LINK,
    SIGN_IN_AGAIN,
    PASTE_COOKIES
  }

  /** Empty if nothing is wrong. */
  public static Optional<WayBack> of(IntegrationBody integration, boolean deviceOnline) {
    if (integration.state() == IntegrationState.State.REVOKED) {
      return Optional.empty();
    }
    SignIn signIn = integration.signIn();
    if (signIn != null) {
      return Optional.of(
          new WayBack(
              "SIGN_IN_RUNNING",
              signIn.step() == SignIn.Step.CHECKPOINT ? Step.CHECKPOINT : Step.WAIT));
    }
    return findReason(integration)
        .map(reason -> new WayBack(reason, step(integration.setupMethod(), reason, deviceOnline)));
  }

  private static Optional<String> findReason(IntegrationBody integration) {
    return switch (integration.status()) {
      case INVALID ->
          Optional.of(
              integration.error() == null ? ErrorCode.SESSION_ENDED.name() : integration.error());
      case PENDING -> Optional.of("PENDING");
      case VALID ->
          integration.health().salesNavigator().state() == Health.State.DEAD
              ? Optional.of(SALES_NAVIGATOR)
              : Optional.empty();
    };
  }

  private static Step step(SetupMethod method, String reason, boolean deviceOnline) {
    return switch (method) {
      case SHARED_EXTENSION -> ofExtension(reason, deviceOnline);
      case SHARED_LOGIN -> Step.LOGIN_LINK;
      case API_BASIC -> Step.SIGN_IN_AGAIN;
      case API_COOKIES -> Step.PASTE_COOKIES;
    };
  }

  private static Step ofExtension(String reason, boolean deviceOnline) {
    return switch (reason) {
      case "SIGNED_OUT", "OTHER_MEMBER", "MEMBER_MISMATCH" -> Step.OWNER_SIGNS_IN;
      case "NEEDS_OWNER", "CHECKPOINT_FOR_OWNER" -> Step.OWNER_COMPLETES;
      default -> deviceOnline ? Step.ASK_DEVICE : Step.OPEN_BROWSER;
    };
  }
}
