package run.edges.companion.server.integration;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.api.IntegrationBody.Health;
import run.edges.companion.protocol.api.IntegrationBody.Health.State;
import run.edges.companion.protocol.api.IntegrationBody.Upstream;
import run.edges.companion.protocol.api.SetupMethod;
import run.edges.companion.protocol.wire.IntegrationState;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.server.device.Device;
import run.edges.companion.server.device.DeviceStore;

/** Integrations as the API shows them. */
public final class IntegrationBodies {
  private static final String COOKIES = "COOKIES";
  private static final Duration BOUND_TO_DEVICE = Duration.ofDays(1);

  private final DeviceStore devices;
  private final BiFunction<Handle, Collection<String>, Map<String, Upstream>> upstream;
  private final Clock clock;
  private final ConcurrentHashMap<String, Supplier<Optional<Pending>>> signIns =
      new ConcurrentHashMap<>();

  /**
   * A sign-in under way.
   *
   * @param uid of the integration that it makes, if there is none
   */
  public record Pending(
      String uid,
      SetupMethod method,
      Instant startedAt,
      IntegrationBody.SignIn signIn,
      IntegrationBody.@Nullable Checkpoint checkpoint) {}

  /**
   * Bodies of this server.
   *
   * @param upstream what the upstream last answered for identities, by their uids
   */
  public IntegrationBodies(
      DeviceStore devices,
      BiFunction<Handle, Collection<String>, Map<String, Upstream>> upstream,
      Clock clock) {
    this.devices = devices;
    this.upstream = upstream;
    this.clock = clock;
  }

  /** Shows how a sign-in of the identity stands, as long as it says that it runs. */
  public void watch(String identityUid, Supplier<Optional<Pending>> signIn) {
    signIns.put(identityUid, signIn);
  }

  public void unwatch(String identityUid) {
    signIns.remove(identityUid);
  }

  /** An integration; a sign-in makes it {@code PENDING} unless its session is valid meanwhile. */
  public IntegrationBody of(Handle handle, Integration integration) {
    return of(handle, List.of(integration)).getFirst();
  }

  /** As above, of each; reads what stands beside them at once. */
  public List<IntegrationBody> of(Handle handle, List<Integration> integrations) {
    Beside beside = beside(handle, integrations);
    return integrations.stream()
        .map(integration -> {
          Optional<Pending> pending = findPending(integration.identityUid());
          Status status =
              pending.isPresent() && integration.status() != Status.VALID
                  ? Status.PENDING
                  : integration.status();
          return body(beside, integration, status, pending);
        })
        .toList();
  }

  /** What stands for the integration of an identity that has none but a sign-in under way. */
  public Optional<IntegrationBody> ofSignIn(String identityUid) {
    return findPending(identityUid).map(pending -> body(identityUid, pending));
  }

  /** For who is signing in: {@code PENDING} as long as the sign-in runs. */
  public IntegrationBody ofSignIn(
      Handle handle, Optional<Integration> integration, String identityUid, Pending pending) {
    return integration
        .map(known ->
            body(beside(handle, List.of(known)), known, Status.PENDING, Optional.of(pending)))
        .orElseGet(() -> body(identityUid, pending));
  }

  private Optional<Pending> findPending(String identityUid) {
    return Optional.ofNullable(signIns.get(identityUid)).flatMap(Supplier::get);
  }

  /** What stands beside integrations, by the uid of the integration and of the identity. */
  private record Beside(Map<String, List<Device>> devices, Map<String, Upstream> upstream) {}

  private Beside beside(Handle handle, List<Integration> integrations) {
    return new Beside(
        devices.devicesOf(handle, integrations.stream().map(Integration::uid).toList()),
        upstream.apply(handle, integrations.stream().map(Integration::identityUid).toList()));
  }

  private IntegrationBody body(
      Beside beside, Integration integration, Status status, Optional<Pending> pending) {
    var method = integration.setupMethod();
    return new IntegrationBody(
        integration.uid(),
        integration.identityUid(),
        IntegrationStore.LINKEDIN,
        status,
        COOKIES,
        method.authMethod(),
        method.setupSource(),
        method.setupSource().equals("SHARED"),
        integration.accountName() == null
            ? integration.linkedinMember().name() + " LinkedIn Account"
            : integration.accountName(),
        integration.level(),
        status == Status.PENDING ? null : integration.error(),
        pending.map(Pending::checkpoint).orElse(null),
        null,
        null,
        integration.createdAt(),
        integration.updatedAt(),
        method,
        integration.state(),
        integration.linkedinMember().name(),
        integration.verifiedAt(),
        integration.verifiedBy(),
        integration.stored() == null ? null : integration.stored().at(),
        integration.stored() == null ? null : integration.stored().liAtExpiresAt(),
        integration.pausedUntil(clock.instant()),
        new IntegrationBody.Healths(classic(integration), salesNavigator(integration)),
        devices(beside, integration),
        beside.upstream().get(integration.identityUid()),
        pending.map(Pending::signIn).orElse(null),
        note(integration));
  }

  private static List<IntegrationBody.Device> devices(Beside beside, Integration integration) {
    return beside.devices().getOrDefault(integration.uid(), List.of()).stream()
        .map(device ->
            new IntegrationBody.Device(
                device.uid(), device.name(), device.uid().equals(integration.currentDeviceUid())))
        .toList();
  }

  private static IntegrationBody body(String identityUid, Pending pending) {
    Health absent = new Health(State.ABSENT, null);
    return new IntegrationBody(
        pending.uid(),
        identityUid,
        IntegrationStore.LINKEDIN,
        Status.PENDING,
        COOKIES,
        pending.method().authMethod(),
        pending.method().setupSource(),
        pending.method().setupSource().equals("SHARED"),
        "LinkedIn Account",
        null,
        null,
        pending.checkpoint(),
        null,
        null,
        pending.startedAt(),
        pending.startedAt(),
        pending.method(),
        IntegrationState.State.ACTIVE,
        null,
        null,
        null,
        null,
        null,
        null,
        new IntegrationBody.Healths(absent, absent),
        List.of(),
        null,
        pending.signIn(),
        null);
  }

  /** A session that its browser renews itself within a day is of little use elsewhere. */
  private static @Nullable String note(Integration integration) {
    Integration.Stored stored = integration.stored();
    if (stored == null || stored.liAtExpiresAt() == null) {
      return null;
    }
    Duration rest = Duration.between(stored.at(), stored.liAtExpiresAt());
    return rest.compareTo(BOUND_TO_DEVICE) >= 0
        ? null
        : "LinkedIn gave this session %d minutes only when it was stored: it looks bound to its device, and lives as long as that device refreshes it."
            .formatted(rest.toMinutes());
  }

  private Health classic(Integration integration) {
    Integration.Stored stored = integration.stored();
    return stored == null
        ? new Health(State.ABSENT, null)
        : health(integration.status(), stored.liAtExpiresAt());
  }

  /** {@code li_a} ends about twelve times as often as {@code li_at}. */
  private Health salesNavigator(Integration integration) {
    Integration.Stored stored = integration.stored();
    return stored == null || !Integration.SALES_NAVIGATOR.equals(integration.level())
        ? new Health(State.ABSENT, null)
        : stored.liAEndedAt() != null
            ? new Health(State.DEAD, stored.liAExpiresAt())
            : health(integration.status(), stored.liAExpiresAt());
  }

  private Health health(Status status, @Nullable Instant expiresAt) {
    boolean over = expiresAt != null && !clock.instant().isBefore(expiresAt);
    return new Health(status == Status.VALID && !over ? State.ALIVE : State.DEAD, expiresAt);
  }
}
