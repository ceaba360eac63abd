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
import java.util.Map;
import run.edges.companion.testbed.bench.measure.ProcessUsage;

/** A native-messaging host's process, spoken to as a browser speaks to it. */
final class HostProcess implements AutoCloseable {
  private final long startedAt = System.nanoTime();
  private final Process process;
  private final String command;

  /** Starts the product's host. */
  HostProcess(List<String> command, Path home) throws IOException {
    this(command, Map.of("EDGES_COMPANION_HOME", home.toString()));
  }

  HostProcess(List<String> command, Map<String, String> environment) throws IOException {
    this.command = String.join(" ", command);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(environment);
    process = builder.start();
  }

  /** Sends {@code hello} and waits for the answer. */
  void greet(String profile) throws IOException {
    send(hello(profile));
    var _ = await("hello");
  }

  static String hello(String profile) {
    return """
    {"type": "hello", "id": "1", "protocol": {"min": 1, "max": 1},
     "extension_version": "0.1.0", "profile_id": "%s", "device_name": "benchmark"}
    """
        .formatted(profile);
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

  /**
   * Ends it as a browser does, by the end of its input; returns the milliseconds until it is gone.
   */
  double end() throws IOException {
    long endedAt = System.nanoTime();
    process.getOutputStream().close();
    try {
      process.waitFor();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return (System.nanoTime() - endedAt) / 1e6;
  }

  @Override
  public void close() throws IOException {
    var _ = end();
  }

  /** Waits for a frame. */
  JsonObject read() throws IOException {
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
