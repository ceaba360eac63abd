package run.edges.companion.host.training;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLSocket;
import run.edges.companion.protocol.seal.KeyPair;
import run.edges.companion.protocol.statement.KeySet;
import run.edges.companion.protocol.statement.ServerIdentity;
import run.edges.companion.protocol.statement.Statement;
import run.edges.companion.protocol.wire.DeviceMessage;
import run.edges.companion.protocol.wire.ServerMessage;
import run.edges.companion.protocol.wire.WireJson;

/** The server's end of one WebSocket (RFC 6455), message by message. For one thread. */
public final class LoopbackPeer implements AutoCloseable {
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int FINAL = 0x80;
  private static final int LENGTH = 0x7F;
  private static final int LENGTH_16 = 126;
  private static final int LENGTH_64 = 127;

  private final SSLSocket socket;
  private final DataInputStream in;
  private String request = "";

  private LoopbackPeer(SSLSocket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
  }

  static LoopbackPeer upgrade(SSLSocket socket) throws IOException {
    LoopbackPeer peer = new LoopbackPeer(socket);
    peer.request = peer.readLine();
    String key = "";
    for (String line = peer.readLine(); !line.isEmpty(); line = peer.readLine()) {
      if (line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:")) {
        key = line.substring(line.indexOf(':') + 1).strip();
      }
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest(
                  (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                      .getBytes(StandardCharsets.US_ASCII));
      String head =
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Protocol: edges-companion.1\r\nSec-WebSocket-Accept: "
              + Base64.getEncoder().encodeToString(digest)
              + "\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      return peer;
    } catch (GeneralSecurityException unsupported) {
      throw new IOException(unsupported);
    }
  }

  /** The first line of what the device asked with. */
  public String request() {
    return request;
  }

  /** Sends a challenge over this nonce; one recipient key, and these TLS keys. */
  public void challenge(
      ServerIdentity identity, KeyPair recipient, String nonce, List<String> tlsKeys)
      throws IOException {
    Instant now = Instant.now();
    KeySet keySet =
        new KeySet(
            List.of(
                new KeySet.RecipientKey(
                    recipient.id(),
                    recipient.publicKey(),
                    now.minus(Duration.ofHours(1)),
                    now.plus(Duration.ofHours(1)))),
            tlsKeys,
            now);
    Statement statement = identity.sign(Statement.Purpose.KEY_SET, WireJson.GSON.toJson(keySet));
    send(
        new ServerMessage.Challenge(
            nonce,
            identity.publicKey(),
            statement,
            new ServerMessage.Limits(WireJson.MAX_MESSAGE_BYTES, 120)));
  }

  public void send(ServerMessage message) throws IOException {
    sendText(WireJson.write(message));
  }

  public void sendText(String text) throws IOException {
    write(FINAL | TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  public void ping() throws IOException {
    write(FINAL | PING, new byte[] {1});
  }

  /** Waits for the next message, which must be of this type. */
  public <T extends DeviceMessage> T receive(Class<T> type) throws IOException {
    return type.cast(WireJson.parseDeviceMessage(receiveText()));
  }

  /** Waits for the next text message. Throws {@link EOFException} if the device ended it. */
  public String receiveText() throws IOException {
    while (true) {
      int opcode = in.readUnsignedByte() & 0x0F;
      int length = in.readUnsignedByte() & LENGTH;
      if (length == LENGTH_16) {
        length = in.readUnsignedShort();
      } else if (length == LENGTH_64) {
        length = Math.toIntExact(in.readLong());
      }
      byte[] mask = in.readNBytes(Integer.BYTES);
      byte[] payload = in.readNBytes(length);
      for (int i = 0; i < payload.length; i++) {
        payload[i] ^= mask[i % Integer.BYTES];
      }
      if (opcode == CLOSE) {
        throw new EOFException("closed");
      }
      if (opcode == TEXT) {
        return new String(payload, StandardCharsets.UTF_8);
      }
    }
  }

  /** Ends with a close frame. */
  public void close(int code) throws IOException {
    write(FINAL | CLOSE, ByteBuffer.allocate(Short.BYTES).putShort((short) code).array());
    socket.close();
  }

  /** Ends without a word. */
  @Override
  public void close() throws IOException {
    socket.close();
  }

  private void write(int head, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 10);
    frame.put((byte) head);
    if (payload.length < LENGTH_16) {
      frame.put((byte) payload.length);
    } else if (payload.length <= 0xFFFF) {
      frame.put((byte) LENGTH_16).putShort((short) payload.length);
    } else {
      frame.put((byte) LENGTH_64).putLong(payload.length);
    }
    frame.put(payload).flip();
    OutputStream out = socket.getOutputStream();
    out.write(frame.array(), 0, frame.limit());
  }

  private String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("no upgrade");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }
}
