package run.edges.companion.host.upload;

import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Consumer;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import run.edges.companion.host.device.DeviceKeys;
import run.edges.companion.host.nativemessage.Extension;
import run.edges.companion.host.nativemessage.NativeRequest;
import run.edges.companion.host.nativemessage.Requests;
import run.edges.companion.host.nativemessage.ServerRef;
import run.edges.companion.host.wire.Dialer;
import run.edges.companion.host.wire.Timing;
import run.edges.companion.host.wire.Wire;
import run.edges.companion.protocol.seal.Binding;
import run.edges.companion.protocol.seal.Envelope;
import run.edges.companion.protocol.seal.KeyPair;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.ProtocolException;

/** The channels of one browser profile, one for each server. Requests come from one thread. */
public final class Channels implements Requests {
  private final Context context;
  private final TrustManager @Nullable [] platform;
  private final Map<ServerRef, Channel> channels = new LinkedHashMap<>();

  Channels(Context context, TrustManager @Nullable [] platform) {
    this.context = context;
    this.platform = platform;
  }

  /**
   * Opens channels with the keys in this user's data folder. A named class, because the first
   * lambda of a process costs more than the whole first answer.
   */
  public static final class Opener implements Requests.Factory {
    @Override
    public Requests create(NativeRequest.Hello hello, Extension extension) {
      return Channels.create(hello, extension, DeviceKeys.dataFolder(System.getenv()));
    }
  }

  private static Channels create(NativeRequest.Hello hello, Extension extension, Path dataFolder) {
    Thread warmUp = new Thread(Channels::warmUp, "warm-up");
    warmUp.setDaemon(true);
    warmUp.start();
    return new Channels(
        context(hello, extension, DeviceKeys.in(dataFolder, hello.profileId()), Timing.STANDARD),
        null);
  }

  static Context context(
      NativeRequest.Hello hello, Extension extension, DeviceKeys keys, Timing timing) {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "timer");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    return new Context(
        hello.deviceName(), extension, keys, timing, timer, Clock.systemUTC(), new Reads());
  }

  private static void warmUp() {
    KeyPair ours = KeyPair.generate();
    Envelope.seal(ours, KeyPair.generate().publicKey(), Binding.hello("warm", "up"), new byte[0]);
    Wire.warmUp();
  }

  @Override
  public void handle(NativeRequest request) {
    switch (request) {
      case NativeRequest.ToServer toServer -> channel(toServer.server()).ask(toServer);
      case NativeRequest.Connect connect -> connect(connect.servers());
      case NativeRequest.Changed changed -> channels.values().forEach(Channel::changed);
      case NativeRequest.Session answer ->
          answered(answer.id(), sharing -> sharing.session(answer.session()));
      case NativeRequest.Unavailable answer ->
          answered(answer.id(), sharing -> sharing.unavailable(answer.reason()));
      case NativeRequest.Doctor notOfAServer ->
          throw new ProtocolException(ErrorCode.MESSAGE_UNKNOWN);
    }
  }

  private void connect(List<NativeRequest.Listed> servers) {
    Map<ServerRef, Set<String>> wanted = new LinkedHashMap<>();
    servers.forEach(listed -> wanted.put(listed.server(), listed.integrations()));
    channels.forEach((server, channel) -> {
      if (!wanted.containsKey(server)) {
        channel.list(Set.of());
      }
    });
    wanted.forEach((server, integrations) -> channel(server).list(integrations));
  }

  /** Passes an answer on. One that comes after its time is dropped; one never asked for is told. */
  private void answered(String readId, Consumer<Sharing> answer) {
    Optional<Reads.Read> read = context.reads().find(readId);
    if (read.isPresent()) {
      read.get().channel().answered(read.get().sharing(), readId, answer);
    } else if (!context.reads().isKnown(readId)) {
      throw new ProtocolException(ErrorCode.MESSAGE_UNEXPECTED);
    }
  }

  private Channel channel(ServerRef server) {
    return channels.computeIfAbsent(
        server, to -> new Channel(to, context, new Dialer(to, context.timing(), platform)));
  }
}
