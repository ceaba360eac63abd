package run.edges.companion.server.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.server.testing.MovableClock;
import run.edges.companion.server.testing.RawChannel;
import run.edges.companion.server.testing.RunningServer;
import run.edges.companion.server.testing.TestDevice;

class TimeoutsTest {
  private static final int PING = 9;

  private final MovableClock clock = new MovableClock();
  @AutoClose private RunningServer server;

  @BeforeEach
  void start(@TempDir Path folder) {
    server = RunningServer.start(RunningServer.configuration(folder, Map.of()), clock);
  }

  @Test
  void channel_notAuthenticatedForTenSeconds_isClosed() {
    try (TestDevice device = server.device()) {
      clock.advance(Duration.ofSeconds(10));
      device.exchange();
      clock.advance(Duration.ofMillis(1));
      device.inbox().assertClosedFor(ErrorCode.NOT_AUTHENTICATED);
    }
  }

  @Test
  void channel_thatDoesNotAnswerTheClose_doesNotStopTheTimeouts() throws IOException {
    try (RawChannel deaf = RawChannel.connect(server.address())) {
      clock.advance(Duration.ofSeconds(11));
      assertThat(deaf.closeCode()).isEqualTo(ErrorCode.NOT_AUTHENTICATED.closeCode());
      for (int round = 0; round < 3; round++) {
        try (TestDevice device = server.device()) {
          clock.advance(Duration.ofSeconds(11));
          device.inbox().assertClosedFor(ErrorCode.NOT_AUTHENTICATED);
        }
      }
    }
  }

  @Test
  void channel_authenticated_isPingedAndLives() throws IOException {
    try (TestDevice device = server.device()) {
      device.accept(server.newLink());
      try (RawChannel raw = RawDevice.hello(server.address(), device)) {
        clock.advance(Duration.ofSeconds(26));
        assertThat(raw.frame().opcode()).isEqualTo(PING);
      }
    }
  }

  @Test
  void channel_notHeardOfFor75Seconds_isDropped() throws IOException {
    try (TestDevice device = server.device()) {
      device.accept(server.newLink());
      try (RawChannel silent = RawDevice.hello(server.address(), device)) {
        clock.advance(Duration.ofSeconds(76));
        assertThat(silent.closeCode()).isEqualTo(1001);
      }
    }
  }
}
