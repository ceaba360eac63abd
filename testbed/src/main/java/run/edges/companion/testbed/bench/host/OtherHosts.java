package run.edges.companion.testbed.bench.host;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import run.edges.companion.testbed.product.ProductFiles;

/** Programs written to be measured beside the host; each answers a frame of JSON, and no more. */
final class OtherHosts {
  static final String MINIMAL = "minimal Java host";
  static final String PYTHON = "Python host";

  /** As in the host's launcher. */
  private static final List<String> FLAGS =
      List.of(
          "-Xlog:disable",
          "-Xlog:all=warning:stderr",
          "-XX:+DisplayVMOutputToStderr",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-Xms4m",
          "-Xmn1m",
          "-Xmx48m",
          "-Xss512k",
          "-XX:-UsePerfData",
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:ArchiveRelocationMode=0",
          "-XX:-AOTRecordTraining",
          "-XX:-AOTReplayTraining",
          "-XX:CompileCommand=quiet",
          "-XX:CompileCommand=exclude,jdk.internal.classfile.impl.StackMapGenerator::processBlock",
          "-Djdk.reflect.useNativeAccessorOnly=true");

  private static final String PYTHON_SOURCE =
      """
      import json, struct, sys
      while True:
          count = sys.stdin.buffer.read(4)
          if len(count) < 4:
              break
          message = json.loads(sys.stdin.buffer.read(struct.unpack('=I', count)[0]))
          body = json.dumps({'type': 'hello', 'id': message['id']}).encode()
          sys.stdout.buffer.write(struct.pack('=I', len(body)) + body)
          sys.stdout.buffer.flush()
      """;

  private static final String NODE_SOURCE =
      """
      let input = Buffer.alloc(0);
      process.stdin.on('data', chunk => {
        input = Buffer.concat([input, chunk]);
        while (input.length >= 4 && input.length >= 4 + input.readUInt32LE(0)) {
          const length = input.readUInt32LE(0);
          const message = JSON.parse(input.subarray(4, 4 + length));
          input = input.subarray(4 + length);
          const body = Buffer.from(JSON.stringify({type: 'hello', id: message.id}));
          const count = Buffer.alloc(4);
          count.writeUInt32LE(body.length);
          process.stdout.write(Buffer.concat([count, body]));
        }
      });
      """;

  private static final String REQUEST = HostProcess.hello("none");

  private OtherHosts() {}

  static List<OtherHost> all(Path folder) throws IOException {
    return List.of(
        new OtherHost(MINIMAL, minimal(folder), Map.of("MALLOC_ARENA_MAX", "2"), REQUEST, true),
        new OtherHost(PYTHON, python(folder), Map.of(), REQUEST, true),
        new OtherHost("Node host", node(folder), Map.of(), REQUEST, true));
  }

  private static List<String> python(Path folder) throws IOException {
    Path script = Files.writeString(folder.resolve("host.py"), PYTHON_SOURCE);
    Process find = new ProcessBuilder("python3", "-c", "import sys; print(sys.executable)").start();
    // Not what is first on the path: that may be a shell script which starts Python.
    String python = new String(find.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return List.of(python.strip(), script.toString());
  }

  private static List<String> node(Path folder) throws IOException {
    return List.of("node", Files.writeString(folder.resolve("host.js"), NODE_SOURCE).toString());
  }

  /**
   * The minimal host in Java, from jars and with a start-up cache, which it is trained for here.
   */
  private static List<String> minimal(Path folder) throws IOException {
    Path jar = folder.resolve("minimal.jar");
    String entry = MinimalHost.class.getName().replace('.', '/') + ".class";
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        InputStream in =
            Objects.requireNonNull(MinimalHost.class.getResourceAsStream("/" + entry))) {
      out.putNextEntry(new JarEntry(entry));
      out.write(in.readAllBytes());
    }
    Path cache = folder.resolve("minimal.aot");
    try (HostProcess training =
        new HostProcess(java("-XX:AOTCacheOutput=" + cache, jar), Map.of())) {
      training.greet("none");
    }
    if (!Files.exists(cache)) {
      throw new IOException("no start-up cache for the minimal host");
    }
    return java("-XX:AOTCache=" + cache, jar);
  }

  private static List<String> java(String cache, Path jar) {
    List<String> command = new ArrayList<>();
    command.add(ProductFiles.java().toString());
    command.add(cache);
    command.addAll(FLAGS);
    command.addAll(List.of("-cp", jar + ":" + gson(), MinimalHost.class.getName()));
    return command;
  }

  private static Path gson() {
    try {
      return Path.of(Gson.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
