package run.edges.companion.server.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.IntegrationState;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.protocol.wire.ServerMessage;
import run.edges.companion.protocol.wire.SharedLink;
import run.edges.companion.server.testing.RunningServer;
import run.edges.companion.server.testing.Samples;
import run.edges.companion.server.testing.TestDevice;

/** Two devices share one integration; the second holds the place. */
class TwoDevicesTest {
  @AutoClose private static RunningServer server;

  private String integration;
  private TestDevice first;
  private TestDevice current;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.start(folder);
  }

  @BeforeEach
  void enrolBoth() {
    SharedLink link = server.newLink();
    first = server.device();
    current = server.device();
    integration = first.accept(link).integrationId();
    current.accept(link);
    first.store(integration, Samples.session("of-the-first"));
    current.inbox().told(ServerMessage.Status.class);
    current.store(integration, Samples.session("of-the-second"));
  }

  @AfterEach
  void closeBoth() {
    first.close();
    current.close();
  }

  @Test
  void session_ofTheOther_winsAndTellsTheOneBefore() {
    IntegrationState state = first.inbox().told(ServerMessage.Status.class).integration();
    assertThat(state.integrationId()).isEqualTo(integration);
    assertThat(state.currentDevice()).isFalse();
    assertThat(state.status()).isEqualTo(Status.VALID);
    assertThat(state.sequence()).isEqualTo(1);
    current.exchange();
    current.inbox().assertToldNothing();
  }

  @ParameterizedTest
  @EnumSource(names = {"SIGNED_OUT", "OTHER_MEMBER", "NEEDS_OWNER"})
  void unavailable_definiteFromTheOneBefore_changesNothing(ErrorCode reason) {
    first.inbox().told(ServerMessage.Status.class);
    IntegrationState state = first.unavailable(integration, reason, null);
    assertThat(state.status()).isEqualTo(Status.VALID);
    first.exchange();
    current.exchange();
    current.inbox().assertToldNothing();
  }

  @ParameterizedTest
  @EnumSource(names = {"LINKEDIN_UNREACHABLE", "BROWSER_CLOSED", "LINKEDIN_THROTTLED"})
  void unavailable_doubtfulFromTheCurrent_changesNothing(ErrorCode reason) {
    first.inbox().told(ServerMessage.Status.class);
    IntegrationState state = current.unavailable(integration, reason, null);
    assertThat(state.status()).isEqualTo(Status.VALID);
    assertThat(state.error()).isNull();
    current.exchange();
    first.exchange();
    first.inbox().assertToldNothing();
  }

  @ParameterizedTest
  @EnumSource(names = {"SIGNED_OUT", "OTHER_MEMBER", "NEEDS_OWNER"})
  void unavailable_definiteFromTheCurrent_isInvalidUntilTheOtherSends(ErrorCode reason) {
    first.inbox().told(ServerMessage.Status.class);
    IntegrationState state = current.unavailable(integration, reason, null);
    assertThat(state.status()).isEqualTo(Status.INVALID);
    assertThat(state.error()).isEqualTo(reason.name());

    IntegrationState told = first.inbox().told(ServerMessage.Status.class).integration();
    assertThat(told.status()).isEqualTo(Status.INVALID);
    assertThat(told.error()).isEqualTo(reason.name());
    ServerMessage.Refresh refresh = first.inbox().told(ServerMessage.Refresh.class);
    assertThat(refresh.integrationId()).isEqualTo(integration);

    IntegrationState again = first.store(integration, Samples.session("once-more"), refresh.id());
    assertThat(again.status()).isEqualTo(Status.VALID);
    assertThat(again.error()).isNull();
    assertThat(again.currentDevice()).isTrue();
    assertThat(current.inbox().told(ServerMessage.Status.class).integration().status())
        .isEqualTo(Status.VALID);
  }

  @Test
  void unavailable_invalidAlready_keepsTheFirstReason() {
    current.unavailable(integration, ErrorCode.SIGNED_OUT, null);
    IntegrationState state = current.unavailable(integration, ErrorCode.BROWSER_CLOSED, null);
    assertThat(state.status()).isEqualTo(Status.INVALID);
    assertThat(state.error()).isEqualTo("SIGNED_OUT");
  }
}
