package run.edges.companion.host.frame;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.ProtocolException;

/** Reads frames: a count in the machine's byte order, then that many bytes. For one thread. */
public final class FrameReader {
  /** Largest frame in bytes, in both directions. */
  public static final int MAX_BYTES = 1_048_576;

  private final InputStream in;

  public FrameReader(InputStream in) {
    this.in = in;
  }

  /**
   * Waits for the next frame; null at the end of input.
   *
   * @throws ProtocolException {@code MESSAGE_TOO_LARGE}; the frame's bytes have been skipped
   * @throws EOFException if the input ends inside a frame
   */
  public byte @Nullable [] next() throws IOException {
    byte[] header = in.readNBytes(Integer.BYTES);
    if (header.length == 0) {
      return null;
    }
    requireLength(header.length, Integer.BYTES);
    long count =
        Integer.toUnsignedLong(ByteBuffer.wrap(header).order(ByteOrder.nativeOrder()).getInt());
    if (count > MAX_BYTES) {
      in.skipNBytes(count);
      throw new ProtocolException(ErrorCode.MESSAGE_TOO_LARGE);
    }
    byte[] body = in.readNBytes((int) count);
    requireLength(body.length, (int) count);
    return body;
  }

  private static void requireLength(int actual, int expected) throws EOFException {
    if (actual != expected) {
      throw new EOFException("the input ended inside a frame");
    }
  }
}
