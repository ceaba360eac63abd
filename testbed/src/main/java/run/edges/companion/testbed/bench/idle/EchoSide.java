package run.edges.companion.testbed.bench.idle;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import run.edges.companion.testbed.bench.fleet.ClientLoop;
import run.edges.companion.testbed.bench.fleet.Connection;
import run.edges.companion.testbed.bench.fleet.ServerUnderTest;
import run.edges.companion.testbed.product.ProductFiles;

/** The {@link EchoServer}, with the JVM flags and the certificate of our server. */
final class EchoSide implements Side {
  private final ClientLoop loop;
  private final Process process;
  private final int port;

  private EchoSide(ClientLoop loop, Process process, int port) {
    this.loop = loop;
    this.process = process;
    this.port = port;
  }

  static EchoSide start(ClientLoop loop, Path certificate, Path key) throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    List<String> command = new ArrayList<>();
    command.add(ProductFiles.java().toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(ServerUnderTest.JVM_FLAGS);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(EchoServer.class.getName());
    command.addAll(List.of(Integer.toString(port), certificate.toString(), key.toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    if (!"Ready.".equals(process.inputReader(StandardCharsets.UTF_8).readLine())) {
      throw new IOException("the echo server does not start");
    }
    return new EchoSide(loop, process, port);
  }

  @Override
  public String name() {
    return "bare Netty echo";
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public Connection connect(int index) {
    return loop.connect(ServerUnderTest.channel(port));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
