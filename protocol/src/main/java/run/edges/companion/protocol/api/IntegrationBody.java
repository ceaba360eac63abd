package run.edges.companion.protocol.api;

import com.google.gson.annotations.SerializedName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.IntegrationState;

/**
 * The LinkedIn account attached to an identity: the Edges fields, then ours from {@code
 * setupMethod} on.
 *
 * @param authType {@code COOKIES}: what is stored
 * @param authMethod how that was got, in the words of the Edges API
 * @param error label of the reason while {@code INVALID}
 * @param checkpoint what LinkedIn wants from the owner while {@code PENDING}
 * @param userUid always absent, as in newer versions of the Edges API
 * @param meta always absent
 * @param verifiedAs name of the LinkedIn member, as LinkedIn gave it; absent before the first
 *     sign-in is completed
 * @param verifiedBy where LinkedIn was asked: in the owner's browser, or by the server
 * @param refreshedAt when the newest session was stored
 * @param expiresAt when {@code li_at} ends by its own date at the latest; LinkedIn often ends it
 *     sooner
 * @param pausedUntil until when the owner paused sharing; absent once that is over
 * @param upstream what the upstream Edges API answered, if sessions go to one
 * @param signIn how the sign-in stands, while one runs
 * @param note what people should know of the session, in a sentence
 */
public record IntegrationBody(
    String uid,
    String identityUid,
    String integrationPermalink,
    IntegrationState.Status status,
    String authType,
    String authMethod,
    String setupSource,
    boolean isShared,
    String name,
    @Nullable String level,
    @Nullable String error,
    @Nullable Checkpoint checkpoint,
    @Nullable String userUid,
    @Nullable Map<String, String> meta,
    Instant createdAt,
    Instant updatedAt,
    SetupMethod setupMethod,
    IntegrationState.State state,
    @Nullable String verifiedAs,
    @Nullable Instant verifiedAt,
    @Nullable VerifiedBy verifiedBy,
    @Nullable Instant refreshedAt,
    @Nullable Instant expiresAt,
    @Nullable Instant pausedUntil,
    Healths health,
    List<Device> devices,
    @Nullable Upstream upstream,
    @Nullable SignIn signIn,
    @Nullable String note) {

  /**
   * What LinkedIn wants from the owner before it completes a sign-in.
   *
   * @param hint where a code was sent, masked as LinkedIn shows it
   * @param expiresAt when the sign-in is closed if nobody goes on
   * @param triesLeft how many codes may still be sent
   * @param canResend whether LinkedIn offers to send a new code
   */
  public record Checkpoint(
      Type type, @Nullable String hint, Instant expiresAt, int triesLeft, boolean canResend) {
    /** The kinds of the Edges API. */
    public enum Type {
      IN_APP_VALIDATION,
      @SerializedName("2FA")
      TWO_FACTOR,
      OTP,
      EMAIL,
      PHONE_REGISTER,
      CAPTCHA,
      LOGIN_FORM;

      /** As people read it; also its JSON. */
      @Override
      public String toString() {
        return this == TWO_FACTOR ? "2FA" : name();
      }
    }

    /** Body of the checkpoint call: a code, a wish for a new one, or neither to look. */
    public record Answer(@Nullable SecretText code, @Nullable Boolean resend) {}
  }

  /**
   * A sign-in under way.
   *
   * @param place while {@code QUEUED}: 1 is the next one
   */
  public record SignIn(Step step, @Nullable Integer place) {
    /** What it is at. */
    public enum Step {
      QUEUED,
      SIGNING_IN,
      CHECKPOINT,
      CHECKING
    }
  }

  /** Where LinkedIn was asked whether the session lives and whose it is. */
  public enum VerifiedBy {
    BROWSER,
    SERVER
  }

  /** What came of asking LinkedIn. */
  public record Verification(Verdict verdict, String message, IntegrationBody integration) {
    /** What LinkedIn said; only {@code DEAD} and {@code NEEDS_OWNER} change the status. */
    public enum Verdict {
      ALIVE,
      DEAD,
      NEEDS_OWNER,
      THROTTLED,
      UNKNOWN
    }
  }

  /** The workspace's own proxy for one integration, as host and port. */
  public record Proxy(String host) {
    /** Body of a change: {@code http://[name:password@]host:port}. */
    public record New(@Nullable SecretText url) {}
  }

  /** Health of each product, which end at different times. */
  public record Healths(Health classic, Health salesNavigator) {}

  /**
   * Health of one product's session.
   *
   * @param expiresAt when its cookie ends by its own date at the latest
   */
  public record Health(State state, @Nullable Instant expiresAt) {
    /** Whether a session is there and lives. */
    public enum State {
      ALIVE,
      DEAD,
      ABSENT
    }
  }

  /** A device of an integration; {@code current} if the stored session came from it. */
  public record Device(String uid, String name, boolean current) {}

  /** The last answer of the upstream, for people. */
  public record Upstream(@Nullable Instant answeredAt, String answer) {}

  /** Body of a connect. Exactly one kind of {@code auth_data} is given. */
  public record Connect(
      @Nullable AuthData authData, @Nullable String accountName, @Nullable Boolean replaceMember) {}

  /** What a session is made from. */
  public record AuthData(@Nullable Cookies cookies, @Nullable Basic basic) {}

  /**
   * The cookies of a live session.
   *
   * @param liA for Sales Navigator
   * @param userAgent of the browser they belong to; LinkedIn can end a session that changes it
   */
  public record Cookies(
      @Nullable SecretText liAt, @Nullable SecretText liA, @Nullable String userAgent) {}

  /** A sign-in by name and password. */
  public record Basic(@Nullable String username, @Nullable SecretText password) {}

  /** What came of asking the devices for their live session. */
  public record Refresh(
      Outcome outcome, @Nullable ErrorCode reason, String message, IntegrationBody integration) {
    /** What the devices said. */
    public enum Outcome {
      REFRESHED,
      UNAVAILABLE,
      NO_DEVICE_ONLINE,
      NO_ANSWER
    }
  }
}
