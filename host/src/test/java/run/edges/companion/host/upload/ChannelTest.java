package run.edges.companion.host.upload;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import run.edges.companion.host.TestServer;
import run.edges.companion.host.training.LoopbackPeer;
import run.edges.companion.host.wire.Timing;
import run.edges.companion.protocol.seal.Purpose;
import run.edges.companion.protocol.wire.DeviceMessage;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.ServerMessage;

class ChannelTest extends ChannelFixture {
  @Test
  void inspect_knownLink_offers() throws IOException {
    extension.send(server.inspectFrame("i"));
    try (LoopbackPeer peer = server.challenge()) {
      DeviceMessage.Inspect inspect = peer.receive(DeviceMessage.Inspect.class);
      assertThat(inspect.linkId()).isEqualTo(server.link().id());
      peer.send(new ServerMessage.Offer(inspect.id(), "Acme", "ada", null));
      JsonObject offer = extension.next("offer");
      assertThat(offer.get("id").getAsString()).isEqualTo("i");
      assertThat(offer.get("workspace").getAsString()).isEqualTo("Acme");
      assertThat(offer.getAsJsonObject("server").get("url").getAsString())
          .isEqualTo(server.listener().url());
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void inspect_serverBehindAPath_opensTheChannelBelowIt() throws IOException {
    String url = server.listener().url();
    extension.send(server.inspectFrame("i").replace(url + "/", url + "/sites/companion/"));
    try (LoopbackPeer peer = server.challenge()) {
      assertThat(peer.request()).isEqualTo("GET /sites/companion/channel HTTP/1.1");
      DeviceMessage.Inspect inspect = peer.receive(DeviceMessage.Inspect.class);
      peer.send(new ServerMessage.Offer(inspect.id(), "Acme", "ada", null));
      assertThat(extension.next("offer").getAsJsonObject("server").get("url").getAsString())
          .isEqualTo(url + "/sites/companion");
    }
  }

  @Test
  void inspect_refused_errorWithCode() throws IOException {
    extension.send(server.inspectFrame("i"));
    try (LoopbackPeer peer = server.challenge()) {
      DeviceMessage.Inspect inspect = peer.receive(DeviceMessage.Inspect.class);
      peer.send(ServerMessage.Refused.of(inspect.id(), ErrorCode.LINK_REVOKED));
      assertThat(extension.next("error").get("code").getAsInt()).isEqualTo(203);
    }
  }

  @Test
  void accept_everythingFits_answersAfterStored() throws IOException {
    extension.send(server.acceptFrame("a"));
    LoopbackPeer peer = server.challenge();
    DeviceMessage.Enrolment enrolment = server.enrol(peer, 0);
    assertThat(enrolment.deviceName()).isEqualTo("Chromium on Linux");
    assertThat(enrolment.consent().items()).containsExactly("li_at", "li_a", "user_agent");
    answerRead("ACCEPTED", TestServer.COOKIE);
    DeviceMessage.Session session = server.receiveSession(peer);
    assertThat(session.sequence()).isEqualTo(1);
    assertThat(extension.isQuiet(100)).isTrue();
    peer.send(new ServerMessage.Stored(session.id(), server.state(1)));
    JsonObject accepted = extension.next();
    assertThat(accepted.get("type").getAsString()).isEqualTo("accepted");
    assertThat(accepted.getAsJsonObject("integration").get("sequence").getAsLong()).isEqualTo(1);
    peer.close();
  }

  @Test
  void accept_enrolRefused_errorWithCode() throws IOException {
    extension.send(server.acceptFrame("a"));
    try (LoopbackPeer peer = server.challenge()) {
      DeviceMessage.Enrol enrol = peer.receive(DeviceMessage.Enrol.class);
      peer.send(ServerMessage.Refused.of(enrol.id(), ErrorCode.MEMBER_MISMATCH));
      JsonObject error = extension.next("error");
      assertThat(error.get("id").getAsString()).isEqualTo("a");
      assertThat(error.get("error").getAsString()).isEqualTo("MEMBER_MISMATCH");
    }
  }

  @Test
  void accept_nobodySignedIn_errorAndServerTold() throws IOException {
    extension.send(server.acceptFrame("a"));
    try (LoopbackPeer peer = server.challenge()) {
      server.enrol(peer, 0);
      String read = extension.next("read").get("id").getAsString();
      extension.send(
          "{\"type\":\"unavailable\",\"id\":\"%s\",\"reason\":\"SIGNED_OUT\"}".formatted(read));
      assertThat(extension.next("error").get("error").getAsString()).isEqualTo("SIGNED_OUT");
      DeviceMessage.Unavailable unavailable = peer.receive(DeviceMessage.Unavailable.class);
      assertThat(server.open(unavailable, Purpose.UNAVAILABLE))
          .asString()
          .isEqualTo("{\"reason\":\"SIGNED_OUT\"}");
    }
  }

  @Test
  void accept_sessionRefused_errorWithCode() throws IOException {
    extension.send(server.acceptFrame("a"));
    try (LoopbackPeer peer = server.challenge()) {
      server.enrol(peer, 0);
      answerRead("ACCEPTED", "x");
      DeviceMessage.Session session = server.receiveSession(peer);
      peer.send(ServerMessage.Refused.of(session.id(), ErrorCode.STORAGE_UNAVAILABLE));
      JsonObject error = extension.next("error");
      assertThat(error.get("id").getAsString()).isEqualTo("a");
      assertThat(error.get("may_retry").getAsBoolean()).isTrue();
    }
  }

  @Test
  void accept_connectionLost_error() throws IOException {
    extension.send(server.acceptFrame("a"));
    LoopbackPeer peer = server.challenge();
    peer.receive(DeviceMessage.Enrol.class);
    peer.close();
    JsonObject error = extension.next("error");
    assertThat(error.get("id").getAsString()).isEqualTo("a");
    assertThat(error.get("error").getAsString()).isEqualTo("SERVER_UNREACHABLE");
  }

  @Test
  void accept_unreachableServer_error() throws IOException {
    server.close();
    extension.send(server.acceptFrame("a"));
    assertThat(extension.next("error").get("code").getAsInt()).isEqualTo(502);
  }

  @Test
  void accept_deviceForgottenByServer_enrolsAgain() throws IOException {
    accepted().close();
    try (LoopbackPeer peer = server.challenge()) {
      DeviceMessage.Hello hello = peer.receive(DeviceMessage.Hello.class);
      peer.send(ServerMessage.Refused.of(hello.id(), ErrorCode.DEVICE_UNKNOWN));
      JsonObject status = extension.status("REFUSED");
      assertThat(status.getAsJsonObject("error").get("code").getAsInt()).isEqualTo(302);
    }
    assertThat(server.listener().isLeftAlone(500)).isTrue();
    extension.send(server.acceptFrame("b"));
    LoopbackPeer peer = server.challenge();
    DeviceMessage.Hello hello = peer.receive(DeviceMessage.Hello.class);
    peer.send(ServerMessage.Refused.of(hello.id(), ErrorCode.DEVICE_UNKNOWN));
    server.enrol(peer, 0);
    answerRead("ACCEPTED", "again");
    assertThat(server.store(peer, 2)).isEqualTo("again");
    assertThat(extension.next("accepted").get("id").getAsString()).isEqualTo("b");
    peer.close();
  }

  @Test
  void changed_online_pushesTheLiveSession() throws IOException {
    try (LoopbackPeer peer = accepted()) {
      changed();
      answerRead("CHANGED", "second");
      assertThat(server.store(peer, 2)).isEqualTo("second");
      assertThat(
              extension.next("stored").getAsJsonObject("integration").get("sequence").getAsLong())
          .isEqualTo(2);
    }
  }

  @Test
  void changed_manyTimesWhileInFlight_readsOnceMore() throws IOException {
    try (LoopbackPeer peer = accepted()) {
      changed();
      String read = extension.next("read").get("id").getAsString();
      for (int i = 0; i < 5; i++) {
        changed();
      }
      extension.send(TestServer.sessionFrame(read, "second"));
      DeviceMessage.Session session = server.receiveSession(peer);
      for (int i = 0; i < 5; i++) {
        changed();
      }
      assertThat(extension.isQuiet(100)).isTrue();
      peer.send(new ServerMessage.Stored(session.id(), server.state(2)));
      extension.next("stored");
      answerRead("CHANGED", "third");
      assertThat(server.store(peer, 3)).isEqualTo("third");
      extension.next("stored");
      assertThat(extension.isQuiet(100)).isTrue();
    }
  }

  @Test
  void refresh_asked_answersWithReplyTo() throws IOException {
    try (LoopbackPeer peer = accepted()) {
      peer.send(new ServerMessage.Refresh("s1", server.integrationId(), "SESSION_INVALID"));
      answerRead("REFRESH", "fresh");
      assertThat(server.receiveSession(peer).replyTo()).isEqualTo("s1");
    }
  }

  @Test
  void refresh_extensionSilent_answersBrowserClosed() throws IOException {
    host.close();
    Timing impatient =
        new Timing(
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            Duration.ofMillis(20),
            Duration.ofMillis(200),
            Duration.ofMillis(300),
            Duration.ofMillis(50));
    host = Host.start(folder, impatient, null);
    extension = host.frames();
    try (LoopbackPeer peer = accepted()) {
      peer.send(new ServerMessage.Refresh("s1", server.integrationId(), "SESSION_INVALID"));
      extension.next("read");
      DeviceMessage.Unavailable unavailable = peer.receive(DeviceMessage.Unavailable.class);
      assertThat(unavailable.replyTo()).isEqualTo("s1");
      assertThat(server.open(unavailable, Purpose.UNAVAILABLE))
          .asString()
          .contains("BROWSER_CLOSED");
    }
  }

  @Test
  void connectionLost_reconnectsAndReadsAgain() throws IOException {
    accepted().close();
    extension.status("OFFLINE");
    try (LoopbackPeer peer = server.challenge()) {
      server.welcome(peer, server.state(1));
      extension.status("ONLINE");
      answerRead("CONNECTED", "after");
      assertThat(server.store(peer, 2)).isEqualTo("after");
    }
  }

  @Test
  void connectionLost_unansweredPush_readsAgainInsteadOfKeeping() throws IOException {
    LoopbackPeer first = accepted();
    changed();
    answerRead("CHANGED", "unanswered");
    assertThat(server.receiveSession(first).sequence()).isEqualTo(2);
    first.close();
    try (LoopbackPeer peer = server.challenge()) {
      server.welcome(peer, server.state(2));
      answerRead("CONNECTED", "live");
      assertThat(server.store(peer, 3)).isEqualTo("live");
    }
  }

  @Test
  void hostRestarted_sequenceContinuesFromWelcome() throws IOException {
    LoopbackPeer before = accepted();
    host.close();
    assertThat(catchClosed(before)).isTrue();
    host = Host.start(folder);
    extension = host.frames();
    extension.send(server.connectFrame());
    LoopbackPeer peer = server.challenge();
    server.welcome(peer, server.state(41));
    answerRead("CONNECTED", "later");
    assertThat(server.store(peer, 42)).isEqualTo("later");
    peer.close();
  }

  @Test
  void pushRefused_mayRetry_readsAgain() throws IOException {
    try (LoopbackPeer peer = accepted()) {
      changed();
      answerRead("CHANGED", "x");
      DeviceMessage.Session session = server.receiveSession(peer);
      peer.send(ServerMessage.Refused.of(session.id(), ErrorCode.STORAGE_UNAVAILABLE));
      assertThat(extension.next("refused").get("error").getAsString())
          .isEqualTo("STORAGE_UNAVAILABLE");
      answerRead("CHANGED", "y");
      assertThat(server.store(peer, 3)).isEqualTo("y");
    }
  }

  @Test
  void pushRefused_recipientKeyUnknown_takesTheNewKey() throws IOException {
    LoopbackPeer peer = accepted();
    changed();
    answerRead("CHANGED", "x");
    DeviceMessage.Session session = server.receiveSession(peer);
    server.rotateRecipientKey();
    peer.send(ServerMessage.Refused.of(session.id(), ErrorCode.RECIPIENT_KEY_UNKNOWN));
    try (LoopbackPeer next = server.challenge()) {
      server.welcome(next, server.state(2));
      answerRead("CONNECTED", "y");
      assertThat(server.store(next, 3)).isEqualTo("y");
    }
  }

  @Test
  void pushRefused_mayNotRetry_isNotRepeated() throws IOException {
    try (LoopbackPeer peer = accepted()) {
      changed();
      answerRead("CHANGED", "x");
      DeviceMessage.Session session = server.receiveSession(peer);
      peer.send(ServerMessage.Refused.of(session.id(), ErrorCode.MEMBER_MISMATCH));
      extension.next("refused");
      assertThat(extension.isQuiet(500)).isTrue();
    }
  }

  @Test
  void sessionMalformed_isRefusedAndNotSent() throws IOException {
    try (LoopbackPeer peer = accepted()) {
      changed();
      String read = extension.next("read").get("id").getAsString();
      extension.send(TestServer.sessionFrame(read, "delete me"));
      assertThat(extension.next("refused").get("error").getAsString())
          .isEqualTo("SESSION_MALFORMED");
      changed();
      answerRead("CHANGED", "good");
      assertThat(server.store(peer, 2)).isEqualTo("good");
    }
  }

  @Test
  void session_neverAskedFor_isUnexpected() {
    extension.send(TestServer.sessionFrame("r99", "x"));
    assertThat(extension.next("error").get("error").getAsString()).isEqualTo("MESSAGE_UNEXPECTED");
  }
}
