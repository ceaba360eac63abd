package run.edges.companion.server.integration;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.wire.IntegrationState;
import run.edges.companion.server.device.Device;

/** An integration as JSON: the Edges fields, then ours from {@code setupMethod} on. */
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
    Instant createdAt,
    Instant updatedAt,
    String setupMethod,
    IntegrationState.State state,
    String verifiedAs,
    @Nullable Instant verifiedAt,
    List<DeviceBody> devices) {

  /** A device of an integration; {@code current} if the stored session came from it. */
  public record DeviceBody(String uid, String name, boolean current) {}

  static IntegrationBody of(Integration integration, List<Device> devices) {
    return new IntegrationBody(
        integration.uid(),
        integration.identityUid(),
        IntegrationStore.LINKEDIN,
        integration.status(),
        "COOKIES",
        "COOKIES",
        "SHARED",
        true,
        integration.linkedinMember().name() + " LinkedIn Account",
        integration.level(),
        integration.error(),
        integration.createdAt(),
        integration.updatedAt(),
        "SHARED - EXTENSION",
        integration.state(),
        integration.linkedinMember().name(),
        integration.verifiedAt(),
        devices.stream()
            .map(device ->
                new DeviceBody(
                    device.uid(),
                    device.name(),
                    device.uid().equals(integration.currentDeviceUid())))
            .toList());
  }
}
