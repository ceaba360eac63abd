package run.edges.companion.host.upload;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import run.edges.companion.host.FrameClient;
import run.edges.companion.host.TestServer;
import run.edges.companion.host.training.LoopbackPeer;

/** A host with one channel, between a scripted extension and a scripted server. */
@Timeout(60)
abstract class ChannelFixture {
  @TempDir Path folder;
  TestServer server;
  Host host;
  FrameClient extension;

  @BeforeEach
  void start() {
    server = TestServer.start();
    host = Host.start(folder);
    extension = host.frames();
  }

  @AfterEach
  void stop() throws IOException {
    host.close();
    server.close();
  }

  /** Accepts and lists; the first session is sequence 1. */
  LoopbackPeer accepted() throws IOException {
    extension.send(server.acceptFrame("a"));
    LoopbackPeer peer = server.challenge();
    server.enrol(peer, 0);
    answerRead("ACCEPTED", "first");
    assertThat(server.store(peer, 1)).isEqualTo("first");
    assertThat(extension.next("accepted").get("id").getAsString()).isEqualTo("a");
    extension.send(server.connectFrame());
    extension.status("ONLINE");
    return peer;
  }

  void answerRead(String reason, String cookie) {
    JsonObject read = extension.next("read");
    assertThat(read.get("reason").getAsString()).isEqualTo(reason);
    assertThat(read.get("integration_id").getAsString()).isEqualTo(server.integrationId());
    extension.send(TestServer.sessionFrame(read.get("id").getAsString(), cookie));
  }

  void changed() {
    extension.send("{\"type\": \"changed\", \"reason\": \"COOKIE\"}");
  }

  static boolean catchClosed(LoopbackPeer peer) {
    try {
      peer.receiveText();
      return false;
    } catch (IOException closed) {
      return true;
    }
  }
}
