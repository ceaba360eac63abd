package run.edges.companion.server.integration;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.api.IntegrationBody.VerifiedBy;
import run.edges.companion.protocol.api.SetupMethod;
import run.edges.companion.protocol.statement.Statement;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.IntegrationState;
import run.edges.companion.protocol.wire.LinkedInMember;
import run.edges.companion.protocol.wire.ProtocolException;

/**
 * The LinkedIn account attached to an identity.
 *
 * @param linkedinMember the pin
 * @param error label of the reason while {@code INVALID}
 * @param level {@link #CLASSIC} or {@link #SALES_NAVIGATOR}, once a session was stored
 * @param currentDeviceUid the device whose session is stored; absent if it came by the API
 * @param setupMethod how the newest session came
 * @param accountName what the integrator calls it
 * @param verifiedAt when LinkedIn last said that the session lives
 * @param verifiedBy whom it said that to
 * @param receipt present once revoked
 * @param stored when and until when, while a session is stored
 * @param pausedUntil until when its owner lets nobody use it, if so; may be over
 */
public record Integration(
    String uid,
    String identityUid,
    String identityName,
    String workspaceUid,
    String workspaceName,
    IntegrationState.State state,
    IntegrationState.Status status,
    @Nullable String error,
    LinkedInMember linkedinMember,
    @Nullable String level,
    @Nullable String currentDeviceUid,
    SetupMethod setupMethod,
    @Nullable String accountName,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant verifiedAt,
    @Nullable VerifiedBy verifiedBy,
    @Nullable Statement receipt,
    @Nullable Stored stored,
    @Nullable Instant pausedUntil) {
  public static final String CLASSIC = "Classic";
  public static final String SALES_NAVIGATOR = "Sales Navigator";
  private static final int WITH_DEVICE = 6;
  private static final double SPREAD = 0.2;

  /**
   * The stored session's dates; a cookie without an own end has none.
   *
   * @param liAEndedAt since when LinkedIn refuses it for Sales Navigator
   */
  public record Stored(
      Instant at,
      @Nullable Instant liAtExpiresAt,
      @Nullable Instant liAExpiresAt,
      @Nullable Instant liAEndedAt) {
    /** The end of the cookie that ends first. */
    public @Nullable Instant expiresAt() {
      return Stream.of(liAtExpiresAt, liAExpiresAt)
          .filter(Objects::nonNull)
          .min(Comparator.naturalOrder())
          .orElse(null);
    }
  }

  /** What it is sorted by and found by, in lower case: both names. */
  String searchText() {
    return (identityName + " · " + linkedinMember.name()).toLowerCase(Locale.ROOT);
  }

  /** Until when its owner lets nobody use it, if that is not over. */
  public @Nullable Instant pausedUntil(Instant now) {
    return pausedUntil == null || !pausedUntil.isAfter(now) ? null : pausedUntil;
  }

  /**
   * Makes sure that its owner lets it be used.
   *
   * @throws ProtocolException {@code INTEGRATION_PAUSED}
   */
  public Integration requireNotPaused(Instant now) {
    if (pausedUntil(now) != null) {
      throw new ProtocolException(ErrorCode.INTEGRATION_PAUSED);
    }
    return this;
  }

  /** When the stored session came, if there is one. */
  public @Nullable Instant storedAt() {
    return stored == null ? null : stored.at();
  }

  /**
   * When LinkedIn is to be asked next: spread, so that what came together is not asked together,
   * and less often where a device verifies.
   *
   * @param every how often without a device
   */
  public Instant verifyDueAt(Duration every, Instant now) {
    double times = (currentDeviceUid == null ? 1 : WITH_DEVICE) * (1 + SPREAD * random());
    return now.plusMillis(Math.round(every.toMillis() * times));
  }

  Instant verifyDueAt(Duration every) {
    return verifyDueAt(every, updatedAt);
  }

  private static double random() {
    return ThreadLocalRandom.current().nextDouble(-1, 1);
  }

  public boolean isActive() {
    return state == IntegrationState.State.ACTIVE;
  }

  /**
   * This integration with a session that was just verified and stored.
   *
   * @param deviceUid the device that it came from, if it came from one
   */
  Integration valid(
      @Nullable String deviceUid,
      SetupMethod method,
      LinkedInMember member,
      String newLevel,
      Stored newest) {
    return new Integration(
        uid,
        identityUid,
        identityName,
        workspaceUid,
        workspaceName,
        state,
        IntegrationState.Status.VALID,
        null,
        new LinkedInMember(linkedinMember.number(), linkedinMember.entity(), member.name()),
        newLevel,
        deviceUid,
        method,
        accountName,
        createdAt,
        newest.at(),
        newest.at(),
        deviceUid == null ? VerifiedBy.SERVER : VerifiedBy.BROWSER,
        receipt,
        newest,
        pausedUntil);
  }

  /** As one of its devices sees it now. */
  public IntegrationState stateFor(
      String deviceUid, long sequence, String serverIdentityKey, Instant now) {
    return new IntegrationState(
        uid,
        workspaceName,
        identityName,
        state,
        status,
        error,
        linkedinMember,
        verifiedAt,
        pausedUntil(now),
        sequence,
        deviceUid.equals(currentDeviceUid),
        receipt,
        receipt == null ? null : serverIdentityKey);
  }
}
