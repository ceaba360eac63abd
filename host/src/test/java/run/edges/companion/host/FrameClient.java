package run.edges.companion.host;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The browser's end: writes frames and waits for frames. */
public final class FrameClient {
  public static final int MAX_BYTES = 1_048_576;
  private static final long WAIT_SECONDS = 30;

  private final OutputStream to;
  private final BlockingQueue<Optional<JsonObject>> frames = new LinkedBlockingQueue<>();

  public FrameClient(OutputStream to, InputStream from) {
    this.to = to;
    Thread reader = new Thread(() -> read(from), "frames");
    reader.setDaemon(true);
    reader.start();
  }

  public static byte[] frame(byte[] body) {
    return ByteBuffer.allocate(Integer.BYTES + body.length)
        .order(ByteOrder.nativeOrder())
        .putInt(body.length)
        .put(body)
        .array();
  }

  public void send(String json) {
    sendRaw(frame(json.getBytes(StandardCharsets.UTF_8)));
  }

  public void sendRaw(byte[] bytes) {
    try {
      to.write(bytes);
      to.flush();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  public void hello(String profileId) {
    send(
        """
        {"type": "hello", "id": "h", "protocol": {"min": 1, "max": 1}, "extension_version": "0.1.0",
         "profile_id": "%s", "device_name": "Chromium on Linux"}
        """
            .formatted(profileId));
  }

  /** The next frame, whatever it is. */
  public JsonObject next() {
    return poll().orElseThrow(() -> new AssertionError("the host ended"));
  }

  /** The next frame of this type; other frames before it are dropped. */
  public JsonObject next(String type) {
    while (true) {
      JsonObject frame = next();
      if (frame.get("type").getAsString().equals(type)) {
        return frame;
      }
    }
  }

  /** The next status that says this about the channel. */
  public JsonObject status(String channel) {
    while (true) {
      JsonObject frame = next("status");
      if (frame.get("channel").getAsString().equals(channel)) {
        return frame;
      }
    }
  }

  /** Whether no further frame comes before the end. */
  public boolean isOver() {
    return poll().isEmpty();
  }

  /** Whether no frame comes for this long. */
  public boolean isQuiet(long millis) {
    try {
      return frames.poll(millis, TimeUnit.MILLISECONDS) == null;
    } catch (InterruptedException ended) {
      throw new IllegalStateException(ended);
    }
  }

  private Optional<JsonObject> poll() {
    try {
      Optional<JsonObject> frame = frames.poll(WAIT_SECONDS, TimeUnit.SECONDS);
      if (frame == null) {
        throw new AssertionError("no frame came");
      }
      return frame;
    } catch (InterruptedException ended) {
      throw new IllegalStateException(ended);
    }
  }

  private void read(InputStream from) {
    try {
      while (true) {
        byte[] header = from.readNBytes(Integer.BYTES);
        if (header.length == 0) {
          break;
        }
        int count = ByteBuffer.wrap(header).order(ByteOrder.nativeOrder()).getInt();
        if (count < 0 || count > MAX_BYTES) {
          throw new EOFException("not a frame");
        }
        String body = new String(from.readNBytes(count), StandardCharsets.UTF_8);
        frames.add(Optional.of(JsonParser.parseString(body).getAsJsonObject()));
      }
    } catch (IOException ended) {
      // As good as the end.
    }
    frames.add(Optional.empty());
  }
}
