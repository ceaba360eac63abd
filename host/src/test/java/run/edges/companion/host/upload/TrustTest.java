package run.edges.companion.host.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import run.edges.companion.host.TestServer;
import run.edges.companion.host.training.LoopbackPeer;
import run.edges.companion.host.training.LoopbackServer;
import run.edges.companion.protocol.seal.KeyPair;
import run.edges.companion.protocol.statement.ServerIdentity;
import run.edges.companion.protocol.wire.DeviceMessage;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.ServerMessage;

/** Nothing is sent to a server that is not the one the owner accepted. */
@Timeout(60)
class TrustTest {
  @TempDir Path folder;

  @Test
  void accept_otherIdentityKey_isRefusedAndNothingSent() throws IOException {
    try (TestServer server = TestServer.start();
        Host host = Host.start(folder)) {
      host.frames().send(server.acceptFrame("a"));
      LoopbackPeer peer = server.listener().accept();
      peer.challenge(
          ServerIdentity.generate(),
          KeyPair.generate(),
          TestServer.random(32),
          List.of(server.listener().keyHash()));
      JsonObject error = host.frames().next("error");
      assertThat(error.get("error").getAsString()).isEqualTo("SERVER_IDENTITY_MISMATCH");
      assertSilent(peer);
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void accept_keySetSignedByAnotherKey_isRefused() throws IOException {
    try (TestServer server = TestServer.start();
        Host host = Host.start(folder)) {
      host.frames().send(server.acceptFrame("a"));
      LoopbackPeer peer = server.listener().accept();
      ServerIdentity forged =
          new ServerIdentity(ServerIdentity.generate().privateKey(), server.identity().publicKey());
      peer.challenge(
          forged, KeyPair.generate(), TestServer.random(32), List.of(server.listener().keyHash()));
      JsonObject error = host.frames().next("error");
      assertThat(error.get("error").getAsString()).isEqualTo("SERVER_IDENTITY_MISMATCH");
      assertSilent(peer);
    }
  }

  @Test
  void accept_unlistedTlsKey_isRefusedAndNothingSent() throws IOException {
    try (TestServer server = TestServer.start();
        Host host = Host.start(folder)) {
      host.frames().send(server.acceptFrame("a"));
      LoopbackPeer peer = server.challenge(List.of(TestServer.random(32)));
      assertThat(catchAccept(server.listener())).isNull();
      JsonObject error = host.frames().next("error");
      assertThat(error.get("error").getAsString()).isEqualTo("TLS_UNTRUSTED");
      assertSilent(peer);
    }
  }

  @Test
  void accept_unlistedTlsKeyTrustedByMachine_isAccepted()
      throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", TestServer.tlsKey().getCertificate("key"));
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(trusted);
    TrustManager[] machine = factory.getTrustManagers();
    try (TestServer server = TestServer.start();
        Host host = Host.start(folder, Host.SHORT, machine)) {
      host.frames().send(server.acceptFrame("a"));
      assertSilent(server.challenge(List.of()));
      LoopbackPeer peer = server.challenge(List.of());
      server.enrol(peer, 0);
      String read = host.frames().next("read").get("id").getAsString();
      host.frames().send(TestServer.sessionFrame(read, "x"));
      server.store(peer, 1);
      host.frames().next("accepted");
      host.frames().send(server.connectFrame());
      host.frames().status("ONLINE");
      peer.close();
      // What settled it last time is tried first.
      server.welcome(server.challenge(List.of()), server.state(1));
      host.frames().status("ONLINE");
    }
  }

  @Test
  void reconnect_replacedServerKey_isRefusedAndTriedAgainLater() throws IOException {
    int port;
    try (Host host = Host.start(folder)) {
      TestServer server = TestServer.start();
      port = server.listener().port();
      host.frames().send(server.acceptFrame("a"));
      LoopbackPeer peer = server.challenge();
      server.enrol(peer, 0);
      String read = host.frames().next("read").get("id").getAsString();
      host.frames().send(TestServer.sessionFrame(read, "x"));
      server.store(peer, 1);
      host.frames().next("accepted");
      host.frames().send(server.connectFrame());
      host.frames().status("ONLINE");
      server.close();
      peer.close();
      host.frames().status("OFFLINE");
      try (TestServer impostor =
          TestServer.start(TestServer.tlsKey(), port, ServerIdentity.generate())) {
        LoopbackPeer first = impostor.challenge();
        JsonObject status = host.frames().status("REFUSED");
        assertThat(status.getAsJsonObject("error").get("error").getAsString())
            .isEqualTo("SERVER_IDENTITY_MISMATCH");
        assertSilent(first);
        assertSilent(impostor.challenge());
      }
    }
  }

  @Test
  void hello_replayedChallenge_isSealedToThatNonceOnly() throws IOException {
    try (TestServer server = TestServer.start();
        Host host = Host.start(folder)) {
      host.frames().send(server.acceptFrame("a"));
      LoopbackPeer peer = server.challenge();
      DeviceMessage.Enrol first = peer.receive(DeviceMessage.Enrol.class);
      server.open(first);
      peer.send(ServerMessage.Refused.of(first.id(), ErrorCode.LINK_EXPIRED));
      host.frames().next("error");
      host.frames().send(server.acceptFrame("b"));
      LoopbackPeer second = server.challenge();
      server.open(second.receive(DeviceMessage.Enrol.class));
      assertThatThrownBy(() -> server.open(first)).isInstanceOf(AssertionError.class);
    }
  }

  private static void assertSilent(LoopbackPeer peer) {
    assertThatThrownBy(peer::receiveText).isInstanceOf(IOException.class);
  }

  /** The machine's trust store refuses, so the handshake fails on the server's side too. */
  private static @Nullable LoopbackPeer catchAccept(LoopbackServer listener) {
    try {
      return listener.accept();
    } catch (IOException refused) {
      return null;
    }
  }
}
