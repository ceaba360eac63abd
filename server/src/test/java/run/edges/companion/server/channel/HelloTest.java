package run.edges.companion.server.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static run.edges.companion.server.channel.EnrolmentTest.assertRefused;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.edges.companion.protocol.seal.Binding;
import run.edges.companion.protocol.seal.KeyPair;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.IntegrationState;
import run.edges.companion.server.testing.RunningServer;
import run.edges.companion.server.testing.Samples;
import run.edges.companion.server.testing.TestDevice;

class HelloTest {
  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.start(folder);
  }

  /** An enrolled device, its channel closed. */
  private static TestDevice enrolled() {
    TestDevice device = server.device();
    IntegrationState state = device.accept(server.newLink());
    device.store(state.integrationId(), Samples.session("one"));
    device.close();
    return device;
  }

  @Test
  void hello_goodProof_isWelcomedWithItsIntegrations() {
    TestDevice before = enrolled();
    try (TestDevice device = server.device(before.key())) {
      List<IntegrationState> states = device.hello(before.uid());
      assertThat(states)
          .singleElement()
          .satisfies(state -> {
            assertThat(state.sequence()).isEqualTo(1);
            assertThat(state.currentDevice()).isTrue();
            assertThat(state.status()).isEqualTo(IntegrationState.Status.VALID);
          });
    }
  }

  @Test
  void hello_otherKey_isEnvelopeInvalid() {
    TestDevice before = enrolled();
    try (TestDevice thief = server.device(KeyPair.generate())) {
      assertRefused(thief.tryHello(before.uid()), ErrorCode.ENVELOPE_INVALID);
    }
  }

  @Test
  void hello_unknownDevice_isDeviceUnknown() {
    try (TestDevice device = server.device()) {
      assertRefused(
          device.tryHello("00000000-0000-4000-8000-000000000000"), ErrorCode.DEVICE_UNKNOWN);
    }
  }

  @Test
  void hello_nonceOfAnotherChannel_isEnvelopeInvalid() {
    TestDevice before = enrolled();
    try (TestDevice device = server.device(before.key())) {
      Binding old = Binding.hello(before.challenge().nonce(), before.uid());
      assertThat(device.challenge().nonce()).isNotEqualTo(before.challenge().nonce());
      assertRefused(device.ask(device.helloMessage(before.uid(), old)), ErrorCode.ENVELOPE_INVALID);
    }
  }

  @Test
  void hello_afterARefusedOne_isWelcomed() {
    TestDevice before = enrolled();
    try (TestDevice device = server.device(before.key())) {
      assertRefused(
          device.tryHello("00000000-0000-4000-8000-000000000000"), ErrorCode.DEVICE_UNKNOWN);
      assertThat(device.hello(before.uid())).hasSize(1);
    }
  }

  @Test
  void hello_secondOnOneChannel_isMessageUnexpected() {
    TestDevice before = enrolled();
    try (TestDevice device = server.device(before.key())) {
      device.hello(before.uid());
      assertRefused(device.tryHello(before.uid()), ErrorCode.MESSAGE_UNEXPECTED);
    }
  }

  @Test
  void hello_onASecondChannel_closesTheFirst() {
    TestDevice before = enrolled();
    try (TestDevice first = server.device(before.key());
        TestDevice second = server.device(before.key())) {
      first.hello(before.uid());
      second.hello(before.uid());
      assertThat(first.inbox().closeCode()).isEqualTo(1000);
      second.exchange();
    }
  }

  @Test
  void enrol_otherKeyOnAnAuthenticatedChannel_isMessageUnexpected() {
    TestDevice before = enrolled();
    try (TestDevice device = server.device(before.key());
        TestDevice other = server.device()) {
      device.hello(before.uid());
      var link = server.newLink();
      var message =
          new run.edges.companion.protocol.wire.DeviceMessage.Enrol(
              "x",
              link.id(),
              other.key().publicKey(),
              device.recipient().id(),
              device.seal(
                  Binding.enrol(device.challenge().nonce(), link.id(), other.key().publicKey()),
                  new byte[0]));
      assertRefused(device.ask(message), ErrorCode.MESSAGE_UNEXPECTED);
    }
  }
}
