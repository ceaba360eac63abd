package run.edges.companion.server.dashboard;

import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.server.integration.Integration;
import run.edges.companion.server.integration.Revocation;

/** Integrations as the dashboard shows them. */
public final class IntegrationRows {
  private final Revocation.Stores stores;
  private final Predicate<String> isOnline;

  /**
   * Rows.
   *
   * @param isOnline whether a device is connected
   */
  public IntegrationRows(Revocation.Stores stores, Predicate<String> isOnline) {
    this.stores = stores;
    this.isOnline = isOnline;
  }

  /**
   * One integration.
   *
   * @param pausedUntil if its owner paused it
   */
  public record Row(
      IntegrationBody body,
      String identityName,
      Optional<Instant> pausedUntil,
      List<Device> devices,
      Optional<WayBack> way) {
    /** Whether any device is connected. */
    public boolean isOnline() {
      return devices.stream().anyMatch(Device::online);
    }

    /** When a device was last connected. */
    public Optional<Instant> lastSeen() {
      return devices.stream().flatMap(one -> one.seenAt().stream()).max(Instant::compareTo);
    }
  }

  /** One browser of the owner. */
  public record Device(String name, boolean current, boolean online, Optional<Instant> seenAt) {}

  /** The row of an integration. */
  public Row of(Handle handle, Integration integration, Instant now) {
    return of(handle, List.of(integration), now).getFirst();
  }

  /** The row of each; reads what they show at once. */
  public List<Row> of(Handle handle, List<Integration> integrations, Instant now) {
    Iterator<IntegrationBody> bodies = stores.bodies().of(handle, integrations).iterator();
    Map<String, Instant> seen =
        stores.devices().seen(handle, integrations.stream().map(Integration::uid).toList());
    return integrations.stream()
        .map(integration -> row(integration, bodies.next(), seen, now))
        .toList();
  }

  private Row row(
      Integration integration, IntegrationBody body, Map<String, Instant> seen, Instant now) {
    List<Device> devices =
        body.devices().stream()
            .map(device ->
                new Device(
                    device.name(),
                    device.current(),
                    isOnline.test(device.uid()),
                    Optional.ofNullable(seen.get(device.uid()))))
            .toList();
    return new Row(
        body,
        integration.identityName(),
        Optional.ofNullable(integration.pausedUntil(now)),
        devices,
        WayBack.of(body, devices.stream().anyMatch(Device::online)));
  }
}
