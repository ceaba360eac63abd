package run.edges.companion.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocket;

/** A channel byte by byte, for what no client library would send. Blocking; reads time out. */
public final class RawChannel implements AutoCloseable {
  public static final int TEXT = 1;
  public static final int CONTINUATION = 0;
  public static final int CLOSE = 8;

  /** Stands for the end of the connection without a close frame. */
  public static final int NO_CLOSE_FRAME = -1;

  private static final byte[] MASK = {1, 2, 3, 4};

  private final SSLSocket socket;
  private final DataInputStream in;

  private RawChannel(SSLSocket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
  }

  /** Connects with TLS only. */
  public static RawChannel open(Address address) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            address
                .tls()
                .getSocketFactory()
                .createSocket(address.url().getHost(), address.url().getPort());
    socket.setSoTimeout((int) Inbox.PATIENCE.toMillis());
    socket.startHandshake();
    return new RawChannel(socket);
  }

  /** Upgrades and reads the challenge. */
  public static RawChannel connect(Address address) throws IOException {
    RawChannel channel = open(address);
    channel.write(upgrade(TestDevice.SUBPROTOCOL).getBytes(StandardCharsets.US_ASCII));
    assertThat(channel.head()).startsWith("HTTP/1.1 101 ");
    assertThat(channel.frame().text()).contains("\"challenge\"");
    return channel;
  }

  /** The request for an upgrade with this subprotocol; none if it is empty. */
  public static String upgrade(String subprotocol) {
    return "GET /channel HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        + (subprotocol.isEmpty() ? "" : "Sec-WebSocket-Protocol: " + subprotocol + "\r\n")
        + "\r\n";
  }

  public SSLSocket socket() {
    return socket;
  }

  public void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  public void sendText(String text) throws IOException {
    write(masked(TEXT, true, text.getBytes(StandardCharsets.UTF_8)));
  }

  /** A whole frame as clients must send it. */
  public static byte[] masked(int opcode, boolean last, byte[] payload) {
    byte[] header = header(opcode, last, true, payload.length);
    ByteBuffer frame = ByteBuffer.allocate(header.length + MASK.length + payload.length);
    frame.put(header).put(MASK);
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ MASK[i % MASK.length]));
    }
    return frame.array();
  }

  /** The header of a frame up to its length. */
  public static byte[] header(int opcode, boolean last, boolean masked, long length) {
    ByteBuffer header = ByteBuffer.allocate(10);
    header.put((byte) ((last ? 0x80 : 0) | opcode));
    int mask = masked ? 0x80 : 0;
    if (length < 126) {
      header.put((byte) (mask | (int) length));
    } else if (length <= 0xFFFF) {
      header.put((byte) (mask | 126)).putShort((short) length);
    } else {
      header.put((byte) (mask | 127)).putLong(length);
    }
    return java.util.Arrays.copyOf(header.array(), header.position());
  }

  /** The head of an HTTP answer. */
  public String head() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    return head.toString();
  }

  /** All that comes up to the end of the connection. */
  public String rest() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  /** A frame that the server sent. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Frame(int opcode, byte[] payload) {
    public String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }
  }

  public Frame frame() throws IOException {
    int opcode = in.readUnsignedByte() & 0x0F;
    int length = in.readUnsignedByte();
    if (length == 126) {
      length = in.readUnsignedShort();
    }
    byte[] payload = new byte[length];
    in.readFully(payload);
    return new Frame(opcode, payload);
  }

  /** Reads up to the close frame and returns its code. */
  public int closeCode() throws IOException {
    try {
      while (true) {
        Frame frame = frame();
        if (frame.opcode() == CLOSE) {
          return ByteBuffer.wrap(frame.payload()).getShort() & 0xFFFF;
        }
      }
    } catch (EOFException | SocketException ended) {
      return NO_CLOSE_FRAME;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
