package run.edges.companion.host.doctor;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import run.edges.companion.host.HostVersion;
import run.edges.companion.host.browser.Browser;
import run.edges.companion.host.browser.Finding;
import run.edges.companion.host.browser.Finding.Fault;
import run.edges.companion.host.browser.HostManifest;
import run.edges.companion.host.browser.Target;
import run.edges.companion.host.device.DeviceKeys;
import run.edges.companion.host.frame.FrameReader;
import run.edges.companion.host.frame.FrameWriter;
import run.edges.companion.protocol.wire.ProtocolException;

/** Starts the host from its manifest as the browser would, and has it answer {@code hello}. */
final class LaunchCheck {
  private static final int PATIENCE_SECONDS = 15;
  private static final int MOST_COMPLAINT = 300;
  private static final String GARBAGE = "the host prints something else than its answer";

  private final Target target;
  private final Path manifest;

  LaunchCheck(Target target, Path manifest) {
    this.target = target;
    this.manifest = manifest;
  }

  Finding run() {
    try {
      long start = System.nanoTime();
      ProcessBuilder builder = new ProcessBuilder(command());
      Map<String, String> environment = builder.environment();
      // The folder is the one that it would choose. Told so, it does not mend what is examined.
      environment.put("EDGES_COMPANION_HOME", DeviceKeys.dataFolder(environment).toString());
      Process host = builder.start();
      try {
        JsonObject answer = sayHello(host);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        if (answer.get("host_version") instanceof JsonPrimitive version) {
          return Finding.good(
              target.title(),
              "the host starts and answers: version %s, %d ms"
                  .formatted(version.getAsString(), millis));
        }
        return failed(
            answer.get("message") instanceof JsonPrimitive message
                ? "the host refused: " + message.getAsString()
                : GARBAGE);
      } finally {
        end(host);
      }
    } catch (ExecutionException failed) {
      return failed(String.valueOf(Objects.requireNonNull(failed.getCause()).getMessage()));
    } catch (IOException failed) {
      return failed(String.valueOf(failed.getMessage()));
    } catch (JsonParseException | IllegalStateException garbage) {
      return failed(GARBAGE);
    } catch (TimeoutException silent) {
      return failed("the host does not answer within %d seconds".formatted(PATIENCE_SECONDS));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return failed("interrupted");
    }
  }

  private static void end(Process host) throws InterruptedException {
    try {
      host.getOutputStream().close();
    } catch (IOException ended) {
      // It is gone already.
    }
    if (!host.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      host.destroyForcibly();
    }
  }

  private List<String> command() throws IOException {
    String host = HostManifest.host(manifest).toString();
    String caller = HostManifest.caller(target.family());
    return target.family() == Browser.Family.CHROMIUM
        ? List.of(host, caller)
        : List.of(host, manifest.toString(), caller);
  }

  private static JsonObject sayHello(Process host)
      throws IOException, ExecutionException, InterruptedException, TimeoutException {
    CompletableFuture<byte[]> frame = new CompletableFuture<>();
    Thread.startVirtualThread(() -> {
      try {
        byte[] first = new FrameReader(host.getInputStream()).next();
        if (first == null) {
          frame.completeExceptionally(new IOException("the host ended: " + complaint(host)));
        } else {
          frame.complete(first);
        }
      } catch (IOException | ProtocolException garbage) {
        frame.completeExceptionally(new IOException(GARBAGE, garbage));
      }
    });
    OutputStream in = host.getOutputStream();
    new FrameWriter(in, () -> {})
        .write(
            """
            {"type":"hello","id":"1","protocol":{"min":1,"max":1},"extension_version":"%s",\
            "profile_id":"%s","device_name":"doctor"}\
            """
                .formatted(HostVersion.TEXT, UUID.randomUUID())
                .getBytes(StandardCharsets.UTF_8));
    byte[] answer = frame.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return JsonParser.parseString(new String(answer, StandardCharsets.UTF_8)).getAsJsonObject();
  }

  private static String complaint(Process host) throws IOException {
    String said =
        new String(host.getErrorStream().readNBytes(MOST_COMPLAINT), StandardCharsets.UTF_8);
    return said.isBlank() ? "it says nothing" : said.strip();
  }

  private Finding failed(String why) {
    return Finding.fault(
        target.title(),
        Fault.LAUNCH_FAILED,
        why,
        "Install the host again. If that does not help, send this text to whoever gave it to you.");
  }
}
