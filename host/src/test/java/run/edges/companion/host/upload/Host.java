package run.edges.companion.host.upload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import run.edges.companion.host.FrameClient;
import run.edges.companion.host.HostProcess;
import run.edges.companion.host.device.DeviceKeys;
import run.edges.companion.host.nativemessage.Conversation;
import run.edges.companion.host.wire.Timing;

/** A host in this process, with short times. */
final class Host implements AutoCloseable {
  static final Timing SHORT =
      new Timing(
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofMillis(20),
          Duration.ofMillis(200),
          Duration.ofMillis(300),
          Duration.ofMillis(50));

  private final Pipe requests;
  private final FrameClient frames;

  private Host(Pipe requests, FrameClient frames) {
    this.requests = requests;
    this.frames = frames;
  }

  static Host start(Path folder) {
    return start(folder, SHORT, null);
  }

  static Host start(Path folder, Timing timing, TrustManager @Nullable [] platform) {
    try {
      Pipe requests = Pipe.open();
      Pipe answers = Pipe.open();
      Conversation conversation =
          new Conversation(
              Channels.newInputStream(requests.source()),
              Channels.newOutputStream(answers.sink()),
              "test",
              (hello, extension) ->
                  new run.edges.companion.host.upload.Channels(
                      run.edges.companion.host.upload.Channels.context(
                          hello, extension, DeviceKeys.in(folder, hello.profileId()), timing),
                      platform),
              () -> {});
      Thread thread = new Thread(() -> run(conversation), "host");
      thread.setDaemon(true);
      thread.start();
      FrameClient frames =
          new FrameClient(
              Channels.newOutputStream(requests.sink()), Channels.newInputStream(answers.source()));
      Host host = new Host(requests, frames);
      frames.hello(HostProcess.PROFILE);
      frames.next("hello");
      return host;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  FrameClient frames() {
    return frames;
  }

  private static void run(Conversation conversation) {
    try {
      conversation.run();
    } catch (IOException ended) {
      // The test is over.
    }
  }

  @Override
  public void close() throws IOException {
    requests.sink().close();
  }
}
