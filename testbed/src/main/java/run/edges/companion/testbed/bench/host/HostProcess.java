package run.edges.companion.testbed.bench.host;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import run.edges.companion.testbed.bench.measure.ProcessUsage;

/** A native-messaging host's process, spoken to as a browser speaks to it. */
final class HostProcess implements AutoCloseable {
  private final long startedAt = System.nanoTime();
  private final Process process;
  private final String command;

  /**
   * Starts it.
   *
   * @param home where the product's host keeps its device keys
   */
  HostProcess(List<String> command, Path home) throws IOException {
    this.command = String.join(" ", command);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("EDGES_COMPANION_HOME", home.toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home", ""));
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    process = builder.start();
  }

  /** Sends {@code hello} and waits for the answer. */
  void greet(String profile) throws IOException {
    send(
        """
        {"type": "hello", "id": "1", "protocol": {"min": 1, "max": 1},
         "extension_version": "0.1.0", "profile_id": "%s", "device_name": "benchmark"}
        """
            .formatted(profile));
    var _ = await("hello");
  }

  void send(String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    ByteBuffer frame =
        ByteBuffer.allocate(Integer.BYTES + body.length).order(ByteOrder.nativeOrder());
    process.getOutputStream().write(frame.putInt(body.length).put(body).array());
    process.getOutputStream().flush();
  }

  /**
   * Waits for a frame of this type; others are passed over.
   *
   * @throws IOException if an error frame comes first, or the process ends
   */
  JsonObject await(String type) throws IOException {
    while (true) {
      JsonObject frame = read();
      String got = frame.get("type").getAsString();
      if (got.equals(type)) {
        return frame;
      }
      if (got.equals("error") || got.equals("refused")) {
        throw new IOException("instead of " + type + ": " + frame);
      }
    }
  }

  double millisSinceStart() {
    return (System.nanoTime() - startedAt) / 1e6;
  }

  ProcessUsage usage() {
    return ProcessUsage.of(process.pid());
  }

  /** Ends it as a browser does: by the end of its input. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      process.waitFor();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private JsonObject read() throws IOException {
    InputStream in = process.getInputStream();
    byte[] count = in.readNBytes(Integer.BYTES);
    if (count.length < Integer.BYTES) {
      throw new IOException("it ended: " + command);
    }
    int length = ByteBuffer.wrap(count).order(ByteOrder.nativeOrder()).getInt();
    String text = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    return JsonParser.parseString(text).getAsJsonObject();
  }
}
