package run.edges.companion.server.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import run.edges.companion.protocol.wire.LinkedInMember;
import run.edges.companion.server.keys.TlsCertificate;

/** An HTTPS server in LinkedIn's place that answers what a test tells it to. */
public final class TestLinkedIn implements AutoCloseable {
  public static final String ME = "/voyager/api/me";
  public static final String SALES = "/sales/home";
  private static final Pattern LI_AT = Pattern.compile("(?:^|; )li_at=([^;]*)");

  private final HttpsServer server;
  private final Path certificate;
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private volatile Function<Asked, Answer> answers = _ -> alive(Samples.ADA);

  /** One request: where to, and with which {@code li_at}. */
  public record Asked(String path, String liAt) {}

  /** One answer. */
  public record Answer(int status, List<Map.Entry<String, String>> headers, String body) {
    public Answer with(String header, String value) {
      List<Map.Entry<String, String>> more = new ArrayList<>(headers);
      more.add(Map.entry(header, value));
      return new Answer(status, more, body);
    }
  }

  private TestLinkedIn(HttpsServer server, Path certificate) {
    this.server = server;
    this.certificate = certificate;
  }

  /** Starts on a free port; its certificate is in the folder. Everybody's session is Ada's. */
  public static TestLinkedIn start(Path folder) {
    try {
      TlsCertificate certificate =
          TlsCertificate.open(RunningServer.configuration(folder, Map.of()), Clock.systemUTC());
      HttpsServer server =
          HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
      server.setHttpsConfigurator(new HttpsConfigurator(certificate.serverContext()));
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      TestLinkedIn linkedin =
          new TestLinkedIn(server, folder.resolve("tls").resolve("certificate.pem"));
      server.createContext("/", linkedin::handle);
      server.start();
      return linkedin;
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  /** Settings of a server that asks this, and others. */
  public Map<String, String> settings(Map<String, String> others) {
    Map<String, String> all = new HashMap<>(others);
    all.put("LINKEDIN_URL", "https://localhost:" + port());
    all.put("OUTGOING_CERTIFICATE_FILE", certificate.toString());
    return all;
  }

  /** PEM, for {@code outgoing.certificate-file}. */
  public Path certificate() {
    return certificate;
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** Answers so from now on. */
  public void answer(Function<Asked, Answer> next) {
    answers = next;
  }

  /** What was asked so far, oldest first. */
  public List<Asked> asked() {
    return asked;
  }

  public static Answer status(int status) {
    return new Answer(status, List.of(), "{}");
  }

  public static Answer redirect(String location) {
    return status(302).with("Location", location);
  }

  /** The session is this member's. */
  public static Answer alive(LinkedInMember member) {
    return new Answer(
        200,
        List.of(),
        "{\"plainId\":%1$s,\"miniProfile\":{\"firstName\":\"%2$s\",\"entityUrn\":\"urn:li:fs_miniProfile:%3$s\",\"objectUrn\":\"urn:li:member:%1$s\"}}"
            .formatted(member.number(), member.name(), member.entity()));
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Matcher liAt = LI_AT.matcher(String.valueOf(exchange.getRequestHeaders().getFirst("Cookie")));
      Asked one = new Asked(exchange.getRequestURI().getPath(), liAt.find() ? liAt.group(1) : "");
      asked.add(one);
      Answer answer = answers.apply(one);
      answer
          .headers()
          .forEach(header -> exchange.getResponseHeaders().add(header.getKey(), header.getValue()));
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
