package run.edges.companion.server.linkedin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.server.outgoing.OutgoingTls;
import run.edges.companion.server.testing.TestLinkedIn;
import run.edges.companion.server.testing.TestProxy;

/** A proxy that answers byte by byte keeps neither its own probes nor others'. */
@Timeout(60)
class ProbeDeadlineTest {
  private static final int MORE_THAN_CONNECTIONS = 80;

  @AutoClose private TestLinkedIn linkedin;
  @AutoClose private TestProxy proxy;

  @BeforeEach
  void start(@TempDir Path folder) {
    linkedin = TestLinkedIn.start(folder);
    proxy = new TestProxy(_ -> true);
    proxy.drip();
  }

  @Test
  void probe_proxyThatDrips_isUnknownInTime() {
    try (LinkedInProbe probe = probe(Duration.ofSeconds(2))) {
      assertThat(probe.probe(subject(true)))
          .isEqualTo(
              new SessionProbe.Unknown(
                  "LinkedIn could not be reached, or did not answer in time."));
    }
  }

  @Test
  void probe_manyWaitForAProxy_theOthersGoOn() {
    try (LinkedInProbe probe = probe(Duration.ofSeconds(50));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<SessionProbe.Verdict>> waiting =
          IntStream.range(0, MORE_THAN_CONNECTIONS)
              .mapToObj(_ -> threads.submit(() -> probe.probe(subject(true))))
              .toList();
      Awaitility.await().until(() -> proxy.connections() >= 8);

      assertThat(probe.probe(subject(false))).isInstanceOf(SessionProbe.Alive.class);

      assertThat(waiting).as("wait, or found no free connection").isNotEmpty();
      assertThat(proxy.connections()).as("by one proxy").isEqualTo(8);
      proxy.close();
      threads.shutdownNow();
    }
  }

  private LinkedInProbe probe(Duration deadline) {
    return new LinkedInProbe(
        URI.create("https://localhost:" + linkedin.port()),
        OutgoingTls.trusting(Optional.of(linkedin.certificate())),
        true,
        deadline);
  }

  private SessionProbe.Subject subject(boolean byProxy) {
    return new SessionProbe.Subject(
        SecretText.of("a"),
        Optional.empty(),
        SessionProbe.OWN_USER_AGENT,
        Optional.of(Proxy.parse(proxy.url("ada:x"))).filter(_ -> byProxy));
  }
}
