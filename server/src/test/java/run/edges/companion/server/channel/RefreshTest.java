package run.edges.companion.server.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.ServerMessage;
import run.edges.companion.protocol.wire.SharedLink;
import run.edges.companion.server.testing.Api;
import run.edges.companion.server.testing.RunningServer;
import run.edges.companion.server.testing.Samples;
import run.edges.companion.server.testing.TestDevice;

/** The operator asks for a fresh session. */
class RefreshTest {
  @AutoClose private static RunningServer server;

  private String identity;
  private SharedLink link;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.start(folder);
  }

  @BeforeEach
  void issue() {
    identity = server.api().createIdentity("Ada");
    link = server.api().issueLink(identity);
  }

  @Test
  void refresh_deviceAnswers_isRefreshed() {
    try (TestDevice device = server.device()) {
      String uid = device.accept(link).integrationId();
      CompletableFuture<JsonObject> asked = refresh();
      ServerMessage.Refresh refresh = device.inbox().told(ServerMessage.Refresh.class);
      assertThat(refresh.integrationId()).isEqualTo(uid);
      device.store(uid, Samples.session("fresh"), refresh.id());
      JsonObject answer = asked.join();
      assertThat(answer.get("outcome").getAsString()).isEqualTo("REFRESHED");
      assertThat(answer.getAsJsonObject("integration").get("status").getAsString())
          .isEqualTo("VALID");
    }
  }

  @Test
  void refresh_deviceHasNone_isUnavailableWithTheReason() {
    try (TestDevice device = server.device()) {
      String uid = device.accept(link).integrationId();
      CompletableFuture<JsonObject> asked = refresh();
      ServerMessage.Refresh refresh = device.inbox().told(ServerMessage.Refresh.class);
      device.unavailable(uid, ErrorCode.BROWSER_CLOSED, refresh.id());
      JsonObject answer = asked.join();
      assertThat(answer.get("outcome").getAsString()).isEqualTo("UNAVAILABLE");
      assertThat(answer.get("reason").getAsString()).isEqualTo("BROWSER_CLOSED");
      assertThat(answer.get("message").getAsString()).isEqualTo(ErrorCode.BROWSER_CLOSED.text());
    }
  }

  @Test
  void refresh_oneOfTwoHasNone_waitsForTheOther() {
    try (TestDevice first = server.device();
        TestDevice second = server.device()) {
      String uid = first.accept(link).integrationId();
      second.accept(link);
      CompletableFuture<JsonObject> asked = refresh();
      String id = first.inbox().told(ServerMessage.Refresh.class).id();
      first.unavailable(uid, ErrorCode.SIGNED_OUT, id);
      assertThat(second.inbox().told(ServerMessage.Refresh.class).id()).isEqualTo(id);
      second.store(uid, Samples.session("fresh"), id);
      assertThat(asked.join().get("outcome").getAsString()).isEqualTo("REFRESHED");
    }
  }

  @Test
  void refresh_deviceOffline_isNoDeviceOnline() {
    try (TestDevice device = server.device()) {
      device.accept(link);
      // A second channel takes the place of the first, so that its end is known here.
      try (TestDevice again = server.device(device.key())) {
        again.hello(device.uid());
        again.send("x".repeat(40000));
        assertThat(again.inbox().closeCode()).isPositive();
      }
    }
    assertThat(refresh().join().get("outcome").getAsString()).isEqualTo("NO_DEVICE_ONLINE");
  }

  @Test
  void refresh_asked_isInTheConsentRecord() {
    try (TestDevice device = server.device()) {
      String uid = device.accept(link).integrationId();
      CompletableFuture<JsonObject> asked = refresh();
      String id = device.inbox().told(ServerMessage.Refresh.class).id();
      device.store(uid, Samples.session("fresh"), id);
      asked.join();
      var record = (ServerMessage.ConsentRecord) device.record(uid);
      assertThat(ConsentChain.events(record.entries()))
          .containsExactly("ACCEPTED", "REFRESH_ASKED", "SESSION_STORED");
    }
  }

  @Test
  void refresh_replyToOfAnotherIntegration_doesNotAnswerIt() {
    SharedLink otherLink = server.newLink();
    try (TestDevice device = server.device();
        TestDevice stranger = server.device()) {
      String uid = device.accept(link).integrationId();
      String other = stranger.accept(otherLink).integrationId();
      CompletableFuture<JsonObject> asked = refresh();
      String id = device.inbox().told(ServerMessage.Refresh.class).id();
      stranger.store(other, Samples.session("not-asked-for"), id);
      stranger.exchange();
      device.unavailable(uid, ErrorCode.BROWSER_CLOSED, id);
      assertThat(asked.join().get("outcome").getAsString()).isEqualTo("UNAVAILABLE");
    }
  }

  private CompletableFuture<JsonObject> refresh() {
    return CompletableFuture.supplyAsync(
        () -> Api.object(server.api().post(Api.integrationPath(identity) + "/refresh", "{}")),
        task -> Thread.ofVirtual().start(task));
  }
}
