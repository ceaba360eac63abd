package run.edges.companion.server.channel;

import jakarta.websocket.CloseReason.CloseCodes;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.IntegrationState;
import run.edges.companion.protocol.wire.ProtocolException;
import run.edges.companion.protocol.wire.ServerMessage;
import run.edges.companion.protocol.wire.ServerMessage.RecordEntry;
import run.edges.companion.server.device.Device;
import run.edges.companion.server.integration.Integration;
import run.edges.companion.server.integration.RefreshRequests;
import run.edges.companion.server.integration.Revocation;
import run.edges.companion.server.integration.SessionIntake;
import run.edges.companion.server.integration.Signals;
import run.edges.companion.server.keys.ServerKeys;
import run.edges.companion.server.link.Redemption;
import run.edges.companion.server.owner.OwnerTokens;
import run.edges.companion.server.pause.Pauses;

/** The open channels of this node, and what a channel needs to answer. Thread-safe. */
public final class Channels implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Channels.class);
  private final Services services;
  private final Set<DeviceChannel> open = ConcurrentHashMap.newKeySet();
  private final ConcurrentHashMap<String, DeviceChannel> byDevice = new ConcurrentHashMap<>();
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("channel-sweeper").factory());

  /**
   * What channels work with.
   *
   * @param messagesPerMinute what one channel may send
   */
  public record Services(
      Revocation.Stores stores,
      ServerKeys keys,
      Redemption redemption,
      SessionIntake intake,
      Pauses pauses,
      Revocation revocation,
      RefreshRequests refreshes,
      OwnerTokens ownerTokens,
      Signals signals,
      int messagesPerMinute,
      Clock clock) {}

  public Channels(Services services) {
    this.services = services;
    services.signals().receive(this::deliver);
    var _ = sweeper.scheduleWithFixedDelay(this::sweep, 1, 1, TimeUnit.SECONDS);
  }

  /** Closes every channel and takes no more. */
  @Override
  public void close() {
    sweeper.shutdownNow();
    open.forEach(channel -> channel.close(CloseCodes.GOING_AWAY, "the server stops"));
  }

  /** How many devices have an open channel to this node. */
  public int online() {
    return byDevice.size();
  }

  /** Whether a device has an open channel to this node. */
  public boolean isOnline(String deviceUid) {
    return byDevice.containsKey(deviceUid);
  }

  void opened(DeviceChannel channel) {
    open.add(channel);
    channel.challenge();
  }

  void closed(DeviceChannel channel) {
    open.remove(channel);
    channel
        .device()
        .filter(device -> byDevice.remove(device.uid(), channel))
        .ifPresent(this::noteSeen);
  }

  /** Makes the channel the device's; one that it had before is closed. */
  void authenticated(DeviceChannel channel, Device device) {
    DeviceChannel before = byDevice.put(device.uid(), channel);
    if (before != null && before != channel) {
      before.close(CloseCodes.NORMAL_CLOSURE, "the device opened another channel");
    }
    noteSeen(device);
  }

  /** Not waited for: when a device was seen last is for people, and no channel waits for it. */
  private void noteSeen(Device device) {
    Thread.startVirtualThread(() -> {
      try {
        services
            .stores()
            .database()
            .write(handle -> {
              services.stores().devices().noteSeen(handle, device.uid(), now());
              return services.stores().devices().integrationsOf(handle, device.uid());
            })
            .forEach(uid -> services.signals().send(new Signals.Touched(uid)));
      } catch (ProtocolException unavailable) {
        LOG.debug("It was not noted that a device was seen");
      }
    });
  }

  Optional<Device> findDevice(String uid) {
    return services
        .stores()
        .database()
        .read(handle -> services.stores().devices().find(handle, uid));
  }

  List<IntegrationState> states(Device device) {
    return services
        .stores()
        .database()
        .read(handle ->
            services.stores().devices().integrationsOf(handle, device.uid()).stream()
                .map(integration -> state(handle, device, integration))
                .toList());
  }

  List<RecordEntry> consentRecord(Device device, String integrationUid) {
    requireEnrolled(device, integrationUid);
    return services
        .stores()
        .database()
        .read(handle -> services.stores().consent().newest(handle, integrationUid));
  }

  SecretText ownerPage(Device device, String integrationUid) {
    requireEnrolled(device, integrationUid);
    return services.ownerTokens().url(integrationUid, device.uid(), OwnerTokens.AT_ONCE);
  }

  private void requireEnrolled(Device device, String integrationUid) {
    boolean enrolled =
        services
            .stores()
            .database()
            .read(handle ->
                services
                    .stores()
                    .devices()
                    .findSequence(handle, device.uid(), integrationUid)
                    .isPresent());
    if (!enrolled) {
      throw new ProtocolException(ErrorCode.INTEGRATION_UNKNOWN);
    }
  }

  /** Tells the integration's other devices that its state changed. */
  void tellOthers(String integrationUid, Device cause) {
    services.signals().send(new Signals.Changed(integrationUid, cause.uid()));
  }

  /** Asks the integration's other devices for their session, since this one has none. */
  void askOthers(String integrationUid, Device cause, ErrorCode reason) {
    services.refreshes().askDevices(integrationUid, reason.name(), cause.uid());
  }

  ServerKeys keys() {
    return services.keys();
  }

  Redemption redemption() {
    return services.redemption();
  }

  SessionIntake intake() {
    return services.intake();
  }

  Pauses pauses() {
    return services.pauses();
  }

  Revocation revocation() {
    return services.revocation();
  }

  RefreshRequests refreshes() {
    return services.refreshes();
  }

  int messagesPerMinute() {
    return services.messagesPerMinute();
  }

  Instant now() {
    return services.clock().instant();
  }

  private int deliver(Signals.Signal signal) {
    if (signal instanceof Signals.Touched) {
      return 0;
    }
    List<Device> devices =
        services
            .stores()
            .database()
            .read(handle -> services.stores().devices().devicesOf(handle, signal.integrationUid()));
    int told = 0;
    for (Device device : devices) {
      DeviceChannel channel = byDevice.get(device.uid());
      if (channel != null && !device.uid().equals(signal.causeDeviceUid())) {
        channel.send(message(signal, device));
        told++;
      }
    }
    return told;
  }

  private ServerMessage message(Signals.Signal signal, Device device) {
    return switch (signal) {
      case Signals.Changed changed ->
          new ServerMessage.Status(
              services
                  .stores()
                  .database()
                  .read(handle -> state(handle, device, changed.integrationUid())));
      case Signals.RefreshAsked asked ->
          new ServerMessage.Refresh(asked.id(), asked.integrationUid(), asked.reason());
      case Signals.Touched _ -> throw new IllegalArgumentException("not for devices");
    };
  }

  IntegrationState state(Device device, Integration integration, long sequence) {
    return integration.stateFor(device.uid(), sequence, keys().identity().publicKey(), now());
  }

  private IntegrationState state(Handle handle, Device device, String integrationUid) {
    long sequence =
        services
            .stores()
            .devices()
            .findSequence(handle, device.uid(), integrationUid)
            .orElseThrow();
    return state(
        device,
        services.stores().integrations().find(handle, integrationUid).orElseThrow(),
        sequence);
  }

  private void sweep() {
    Instant now = now();
    open.forEach(channel -> channel.sweep(now));
  }
}
