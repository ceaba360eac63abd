package run.edges.companion.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.protocol.wire.ServerMessage;
import run.edges.companion.server.testing.Api;
import run.edges.companion.server.testing.RunningServer;
import run.edges.companion.server.testing.Samples;
import run.edges.companion.server.testing.SmallDisk;
import run.edges.companion.server.testing.TestDevice;

/** A full disk, which is a small file system in memory. Skipped where none can be mounted. */
class FullDiskTest {
  @TempDir private Path folder;
  private @Nullable SmallDisk disk;

  @BeforeEach
  void mount() throws IOException {
    disk = SmallDisk.mount(folder, "4m");
  }

  @AfterEach
  void unmount() throws IOException {
    if (disk != null) {
      disk.close();
    }
  }

  @Test
  void session_fullDisk_isStorageUnavailableUntilThereIsSpace() throws IOException {
    try (RunningServer server = RunningServer.start(folder.resolve("data"));
        TestDevice device = server.device()) {
      String identity = server.api().createIdentity("Ada");
      String uid = device.accept(server.api().issueLink(identity)).integrationId();
      device.store(uid, Samples.session("before"));
      Path filler = fill();
      ServerMessage answer = fillUntilRefused(device, uid);
      assertThat(answer)
          .isInstanceOfSatisfying(
              ServerMessage.Refused.class,
              refused -> {
                assertThat(refused.error()).isEqualTo("STORAGE_UNAVAILABLE");
                assertThat(refused.mayRetry()).isTrue();
              });
      assertThat(server.api().send(server.api().bare("/healthz").GET()).statusCode())
          .as("what is stored can be read")
          .isEqualTo(200);
      JsonObject meanwhile = server.api().integration(identity);
      assertThat(meanwhile.get("status").getAsString()).isEqualTo("VALID");
      assertThat(server.api().post("/v1/identities", "{\"name\":\"Bob\"}").statusCode())
          .isIn(200, 503);
      Files.delete(filler);
      assertThat(device.store(uid, Samples.session("after")).status()).isEqualTo(Status.VALID);
      assertThat(Api.json(server.api().get("/v1/identities")).getAsJsonArray()).isNotEmpty();
    }
    try (RunningServer again = RunningServer.start(folder.resolve("data"))) {
      assertThat(Api.json(again.api().get("/v1/integrations")).getAsJsonArray()).hasSize(1);
    }
  }

  /** The log may have room for some more. */
  private static ServerMessage fillUntilRefused(TestDevice device, String uid) {
    ServerMessage answer = device.challenge();
    for (int i = 0; i < 80; i++) {
      answer = device.session(uid, device.nextSequence(uid), Samples.session("x".repeat(4000)));
      if (answer instanceof ServerMessage.Refused) {
        return answer;
      }
    }
    return answer;
  }

  private Path fill() throws IOException {
    Path filler = folder.resolve("filler");
    try (OutputStream out = Files.newOutputStream(filler)) {
      byte[] page = new byte[4096];
      while (true) {
        out.write(page);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("space");
      return filler;
    }
  }
}
