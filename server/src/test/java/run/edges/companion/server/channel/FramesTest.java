package run.edges.companion.server.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.edges.companion.protocol.statement.KeySet;
import run.edges.companion.protocol.statement.Statement;
import run.edges.companion.protocol.wire.WireJson;
import run.edges.companion.server.testing.RawChannel;
import run.edges.companion.server.testing.RunningServer;
import run.edges.companion.server.testing.TestDevice;

/** Frames that no client library sends. */
class FramesTest {
  private static final byte[] INSPECT =
      "{\"type\":\"inspect\",\"id\":\"1\",\"link_id\":\"a\"}".getBytes(StandardCharsets.US_ASCII);
  private static final int PROTOCOL_ERROR = 1002;
  private static final int TOO_BIG = 1009;

  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.start(folder);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void frame_unmasked_isAProtocolError(boolean inOneRecord) throws IOException {
    byte[] header = RawChannel.header(RawChannel.TEXT, true, false, INSPECT.length);
    try (RawChannel channel = RawChannel.connect(server.address())) {
      if (inOneRecord) {
        byte[] frame = java.util.Arrays.copyOf(header, header.length + INSPECT.length);
        System.arraycopy(INSPECT, 0, frame, header.length, INSPECT.length);
        channel.write(frame);
      } else {
        channel.write(header);
        channel.write(INSPECT);
      }
      assertThat(channel.closeCode()).isEqualTo(PROTOCOL_ERROR);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {70_000, 1L << 30, 1L << 40, -1})
  void frame_announcingMoreThanTheLimit_isTooBigBeforeItComes(long length) throws IOException {
    try (RawChannel channel = RawChannel.connect(server.address())) {
      channel.write(RawChannel.header(RawChannel.TEXT, true, true, length & Long.MAX_VALUE));
      channel.write(new byte[] {1, 2, 3, 4, 'a', 'b'});
      assertThat(channel.closeCode()).isEqualTo(TOO_BIG);
    }
  }

  @Test
  void frames_tooLargeTogether_areTooBig() throws IOException {
    try (RawChannel channel = RawChannel.connect(server.address())) {
      byte[] part = "a".repeat(8000).getBytes(StandardCharsets.US_ASCII);
      channel.write(RawChannel.masked(RawChannel.TEXT, false, part));
      for (int i = 0; i < 4; i++) {
        channel.write(RawChannel.masked(RawChannel.CONTINUATION, false, part));
      }
      assertThat(channel.closeCode()).isIn(TOO_BIG, 4101);
    }
  }

  @Test
  void frames_ofOneMessage_areJoined() throws IOException {
    try (RawChannel channel = RawChannel.connect(server.address())) {
      String text = new String(INSPECT, StandardCharsets.US_ASCII);
      channel.write(part(RawChannel.TEXT, false, text.substring(0, 10)));
      channel.write(part(RawChannel.CONTINUATION, false, text.substring(10, 20)));
      channel.write(part(RawChannel.CONTINUATION, true, text.substring(20)));
      assertThat(channel.frame().text()).contains("LINK_UNKNOWN");
    }
  }

  @Test
  void frame_byteAtATime_isRead() throws IOException {
    try (RawChannel channel = RawChannel.connect(server.address())) {
      for (byte one : RawChannel.masked(RawChannel.TEXT, true, INSPECT)) {
        channel.write(new byte[] {one});
      }
      assertThat(channel.frame().text()).contains("LINK_UNKNOWN");
    }
  }

  @Test
  void frame_reservedOpcode_isAProtocolError() throws IOException {
    try (RawChannel channel = RawChannel.connect(server.address())) {
      channel.write(RawChannel.masked(3, true, INSPECT));
      assertThat(channel.closeCode()).isEqualTo(PROTOCOL_ERROR);
    }
  }

  @Test
  void frame_notUtf8_isNotConsistent() throws IOException {
    try (RawChannel channel = RawChannel.connect(server.address())) {
      channel.write(
          RawChannel.masked(RawChannel.TEXT, true, new byte[] {(byte) 0xC3, (byte) 0x28}));
      assertThat(channel.closeCode()).isEqualTo(1007);
    }
  }

  @Test
  void frames_otherChannelBroken_areStillServed() throws IOException {
    try (TestDevice device = server.device()) {
      try (RawChannel broken = RawChannel.connect(server.address())) {
        broken.write(new byte[] {(byte) 0xFF, (byte) 0xFF, 1, 2, 3});
        broken.socket().setSoLinger(true, 0);
      }
      device.exchange();
    }
  }

  @Test
  void connect_tls_certificateIsListedInTheKeySet() throws Exception {
    try (RawChannel channel = RawChannel.open(server.address());
        TestDevice device = server.device()) {
      byte[] key =
          channel.socket().getSession().getPeerCertificates()[0].getPublicKey().getEncoded();
      String hash =
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
      String payload =
          device
              .challenge()
              .keySet()
              .verify(
                  Statement.Purpose.KEY_SET,
                  device.challenge().serverIdentityKey(),
                  server.address().fingerprint())
              .orElseThrow();
      assertThat(WireJson.GSON.fromJson(payload, KeySet.class).tls()).containsExactly(hash);
    }
  }

  @Test
  void connect_tls12_isRefused() throws IOException {
    var url = server.address().url();
    try (SSLSocket socket =
        (SSLSocket)
            server.address().tls().getSocketFactory().createSocket(url.getHost(), url.getPort())) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
    }
  }

  @Test
  void connect_plainHttp_getsNothing() throws IOException {
    var url = server.address().url();
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      byte[] answer;
      try {
        answer = socket.getInputStream().readAllBytes();
      } catch (java.net.SocketException reset) {
        answer = new byte[0];
      }
      assertThat(new String(answer, StandardCharsets.ISO_8859_1)).doesNotContain("HTTP/");
    }
  }

  private static byte[] part(int opcode, boolean last, String text) {
    return RawChannel.masked(opcode, last, text.getBytes(StandardCharsets.US_ASCII));
  }
}
