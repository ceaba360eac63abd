package run.edges.companion.testbed.product;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A real server in a process of its own, on a port that stays the same over restarts. */
public final class ServerProcess implements AutoCloseable {
  private final Path dataFolder;
  private final Map<String, String> environment = new TreeMap<>();
  private final List<String> jvmFlags = new ArrayList<>();
  private final int port;
  private @Nullable Process process;
  private @Nullable String firstSignIn;

  /** A server that keeps its data here; it is not started yet. */
  public ServerProcess(Path dataFolder) {
    this.dataFolder = dataFolder;
    this.port = freePort();
    environment.put("EDGES_COMPANION_DATA_FOLDER", dataFolder.toString());
    environment.put("EDGES_COMPANION_HTTP_PORT", Integer.toString(port));
  }

  /** Sets a configuration variable for later starts. */
  public ServerProcess with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Adds a JVM flag for later starts. */
  public ServerProcess withJvmFlag(String flag) {
    jvmFlags.add(flag);
    return this;
  }

  /** Has later starts cost less and long runs more, as fits what lives for seconds. */
  public ServerProcess shortLived() {
    return withJvmFlag("-XX:AOTCache=" + ProductFiles.serverStartUpCache())
        .withJvmFlag("-XX:TieredStopAtLevel=1")
        .withJvmFlag("-XX:+UseSerialGC");
  }

  /**
   * Starts it and waits until it is ready.
   *
   * @throws IllegalStateException with what it printed if it ended instead
   */
  public ServerProcess start() {
    try {
      Files.createDirectories(dataFolder);
      Process started =
          builder("serve").redirectError(ProcessBuilder.Redirect.appendTo(log().toFile())).start();
      process = started;
      BufferedReader out = started.inputReader(StandardCharsets.UTF_8);
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.contains("first sign-in")) {
          firstSignIn = line.strip().replaceFirst("^first sign-in\\s+", "");
        }
        if (line.equals("Ready.")) {
          return this;
        }
      }
      throw new IllegalStateException("the server ended: " + Files.readString(log()));
    } catch (IOException failed) {
      throw new IllegalStateException("the server does not start", failed);
    }
  }

  /** Ends it as an administrator would, and waits. */
  public void stop() {
    end(false);
  }

  /** Ends it as a power cut would ({@code kill -9}), and waits. */
  public void kill() {
    end(true);
  }

  @Override
  public void close() {
    kill();
  }

  public URI url() {
    return URI.create("https://localhost:" + port);
  }

  public int port() {
    return port;
  }

  public long pid() {
    return running().pid();
  }

  public Path dataFolder() {
    return dataFolder;
  }

  /** The link of the first sign-in, which it printed when nobody could sign in yet. */
  public String firstSignIn() {
    if (firstSignIn == null) {
      throw new IllegalStateException("it printed none");
    }
    return firstSignIn;
  }

  /** The certificate that it made for itself. */
  public Path certificate() {
    return dataFolder.resolve("tls/certificate.pem");
  }

  /** The file with the API key that it made at its first start. */
  public Path apiKeyFile() {
    return dataFolder.resolve("api-key");
  }

  /** What is in {@link #apiKeyFile}. */
  public String apiKey() {
    try {
      return Files.readString(apiKeyFile()).strip();
    } catch (IOException unreadable) {
      throw new IllegalStateException("the server's API key cannot be read", unreadable);
    }
  }

  /** What it wrote to standard error, over all starts. */
  public Path log() {
    return dataFolder.resolve("server.log");
  }

  /**
   * Runs a command of the same program and returns what it printed.
   *
   * @throws IllegalStateException with its error output if it fails
   */
  public String command(String... arguments) {
    try {
      Path errors = Files.createTempFile("command", ".log");
      Process command = builder(arguments).redirectError(errors.toFile()).start();
      String out = new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = command.waitFor();
      String problem = Files.readString(errors);
      Files.delete(errors);
      if (status != 0) {
        throw new IllegalStateException(problem);
      }
      return out.strip();
    } catch (IOException failed) {
      throw new IllegalStateException("the command does not run", failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private ProcessBuilder builder(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(ProductFiles.java().toString());
    command.addAll(jvmFlags);
    command.addAll(List.of("-jar", ProductFiles.serverJar().toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return builder;
  }

  private void end(boolean forcibly) {
    Process ending = process;
    if (ending == null) {
      return;
    }
    process = null;
    if (forcibly) {
      ending.destroyForcibly();
    } else {
      ending.destroy();
    }
    try {
      if (!ending.waitFor(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the server does not end");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private Process running() {
    if (process == null) {
      throw new IllegalStateException("the server is not running");
    }
    return process;
  }

  /**
   * A port below those that Linux gives to connections by itself (from 32768 on): none of them can
   * take it while the server does not run.
   */
  private static int freePort() {
    while (true) {
      int candidate = ThreadLocalRandom.current().nextInt(10_000, 32_768);
      try (ServerSocket socket = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        // Another one is free.
      }
    }
  }
}
