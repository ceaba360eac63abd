package run.edges.companion.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import run.edges.companion.server.keys.TlsCertificate;

/** An HTTPS receiver of webhooks, with a certificate of its own. */
public final class Sink implements AutoCloseable {
  private final HttpsServer server;
  private final Path certificate;
  private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
  private final Queue<Integer> statuses = new ConcurrentLinkedQueue<>();

  /** One request. */
  public record Call(String path, Map<String, List<String>> headers, String body) {
    public JsonObject json() {
      return JsonParser.parseString(body).getAsJsonObject();
    }

    public String header(String name) {
      return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), List.of("")).getFirst();
    }

    public String event() {
      return json().get("event").getAsString();
    }
  }

  private Sink(HttpsServer server, Path certificate) {
    this.server = server;
    this.certificate = certificate;
  }

  public static Sink start(Path folder) {
    try {
      TlsCertificate certificate =
          TlsCertificate.open(RunningServer.configuration(folder, Map.of()), Clock.systemUTC());
      HttpsServer server =
          HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
      server.setHttpsConfigurator(new HttpsConfigurator(certificate.serverContext()));
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      Sink sink = new Sink(server, folder.resolve("tls").resolve("certificate.pem"));
      server.createContext("/", sink::handle);
      server.start();
      return sink;
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  /** PEM, for {@code outgoing.certificate-file}. */
  public Path certificate() {
    return certificate;
  }

  public URI url() {
    return URI.create("https://localhost:" + server.getAddress().getPort() + "/hook");
  }

  /** Answers the next calls with these, and 200 afterwards. */
  public void answer(Integer... next) {
    statuses.addAll(List.of(next));
  }

  /** The next call. */
  public Call take() {
    try {
      Call call = calls.poll(Inbox.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(call).as("a call within " + Inbox.PATIENCE).isNotNull();
      return Objects.requireNonNull(call);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }

  /** Nothing came that was not taken. */
  public void assertNothing() {
    assertThat(calls).isEmpty();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Headers headers = exchange.getRequestHeaders();
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      Integer status = statuses.poll();
      exchange.getResponseHeaders().set("Location", "/elsewhere");
      exchange.sendResponseHeaders(status == null ? 200 : status, -1);
      calls.add(
          new Call(
              exchange.getRequestURI().getPath(),
              headers.entrySet().stream()
                  .collect(
                      java.util.stream.Collectors.toMap(
                          entry -> entry.getKey().toLowerCase(java.util.Locale.ROOT),
                          Map.Entry::getValue)),
              body));
    }
  }
}
