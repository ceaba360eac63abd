package run.edges.companion.server.integration;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Tells whoever holds the devices' channels, and whoever looks at the dashboard, what happened to
 * an integration. Thread-safe.
 */
public final class Signals {
  private final List<ToIntFunction<Signal>> receivers = new CopyOnWriteArrayList<>();

  /** What is told; devices hear all but {@link Touched}. */
  public sealed interface Signal {
    String integrationUid();

    /** The device that caused it and is not told. */
    @Nullable String causeDeviceUid();
  }

  /** The integration's state is not what the devices last heard. */
  public record Changed(String integrationUid, @Nullable String causeDeviceUid) implements Signal {}

  /** The devices shall send their live session. */
  public record RefreshAsked(
      String id, String integrationUid, String reason, @Nullable String causeDeviceUid)
      implements Signal {}

  /** Something about the integration, or whether a device of it is connected, is not as it was. */
  public record Touched(String integrationUid) implements Signal {
    @Override
    public @Nullable String causeDeviceUid() {
      return null;
    }
  }

  /** Registers a receiver, which returns how many devices it told. */
  public void receive(ToIntFunction<Signal> receiver) {
    receivers.add(receiver);
  }

  /** Tells the devices that are connected now; returns how many those are. */
  public int send(Signal signal) {
    return receivers.stream().mapToInt(receiver -> receiver.applyAsInt(signal)).sum();
  }
}
