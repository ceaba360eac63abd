package run.edges.companion.host.frame;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes frames, each in one piece. Safe for many threads. */
public final class FrameWriter {
  private final OutputStream out;
  private final Runnable onClosed;

  /**
   * @param onClosed runs when the other side no longer reads
   */
  public FrameWriter(OutputStream out, Runnable onClosed) {
    this.out = out;
    this.onClosed = onClosed;
  }

  /** Writes one frame. Returns false, having written nothing, if it is larger than the limit. */
  public boolean write(byte[] body) {
    if (body.length > FrameReader.MAX_BYTES) {
      return false;
    }
    byte[] frame =
        ByteBuffer.allocate(Integer.BYTES + body.length)
            .order(ByteOrder.nativeOrder())
            .putInt(body.length)
            .put(body)
            .array();
    synchronized (this) {
      try {
        out.write(frame);
        out.flush();
      } catch (IOException closed) {
        onClosed.run();
      }
    }
    return true;
  }
}
