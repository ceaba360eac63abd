package run.edges.companion.server.integration;

import java.time.Clock;
import java.time.Instant;
import java.util.function.BiFunction;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.api.IntegrationBody.Health;
import run.edges.companion.protocol.api.IntegrationBody.Health.State;
import run.edges.companion.protocol.api.IntegrationBody.Upstream;
import run.edges.companion.protocol.api.IntegrationBody.VerifiedBy;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.server.device.DeviceStore;

/** Integrations as the API shows them. */
public final class IntegrationBodies {
  private static final String COOKIES = "COOKIES";

  private final DeviceStore devices;
  private final BiFunction<Handle, String, @Nullable Upstream> upstream;
  private final Clock clock;

  /**
   * Bodies of this server.
   *
   * @param upstream what the upstream last answered for an identity
   */
  public IntegrationBodies(
      DeviceStore devices, BiFunction<Handle, String, @Nullable Upstream> upstream, Clock clock) {
    this.devices = devices;
    this.upstream = upstream;
    this.clock = clock;
  }

  public IntegrationBody of(Handle handle, Integration integration) {
    var method = integration.setupMethod();
    return new IntegrationBody(
        integration.uid(),
        integration.identityUid(),
        IntegrationStore.LINKEDIN,
        integration.status(),
        COOKIES,
        method.authMethod(),
        method.setupSource(),
        method.setupSource().equals("SHARED"),
        integration.accountName() == null
            ? integration.linkedinMember().name() + " LinkedIn Account"
            : integration.accountName(),
        integration.level(),
        integration.error(),
        null,
        null,
        null,
        integration.createdAt(),
        integration.updatedAt(),
        method,
        integration.state(),
        integration.linkedinMember().name(),
        integration.verifiedAt(),
        verifiedBy(integration),
        integration.stored() == null ? null : integration.stored().at(),
        integration.stored() == null ? null : integration.stored().liAtExpiresAt(),
        new IntegrationBody.Healths(classic(integration), salesNavigator(integration)),
        devices.devicesOf(handle, integration.uid()).stream()
            .map(device ->
                new IntegrationBody.Device(
                    device.uid(),
                    device.name(),
                    device.uid().equals(integration.currentDeviceUid())))
            .toList(),
        upstream.apply(handle, integration.identityUid()));
  }

  private static @Nullable VerifiedBy verifiedBy(Integration integration) {
    if (integration.verifiedAt() == null) {
      return null;
    }
    return integration.currentDeviceUid() == null ? VerifiedBy.SERVER : VerifiedBy.BROWSER;
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
        : health(integration.status(), stored.liAExpiresAt());
  }

  private Health health(Status status, @Nullable Instant expiresAt) {
    boolean over = expiresAt != null && !clock.instant().isBefore(expiresAt);
    return new Health(status == Status.VALID && !over ? State.ALIVE : State.DEAD, expiresAt);
  }
}
