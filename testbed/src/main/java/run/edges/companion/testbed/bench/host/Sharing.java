package run.edges.companion.testbed.bench.host;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.wire.SharedLink;
import run.edges.companion.testbed.bench.fleet.ServerUnderTest;
import run.edges.companion.testbed.bench.measure.ProcessUsage;

/** A host that shares with a real server; the benchmark plays the extension. */
record Sharing(List<String> command, Path home, String profile, String connect) {
  private static final String MEMBER = "{\"number\": \"4711\", \"name\": \"Owner\"}";
  private static final String SESSION =
      """
      {"cookies": [{"name": "li_at", "value": "%s", "domain": ".www.linkedin.com", "path": "/",
        "secure": true, "http_only": true, "host_only": false, "same_site": "no_restriction"}],
       "user_agent": "Mozilla/5.0 (X11; Linux x86_64)", "linkedin_member": %s}
      """
          .formatted("x".repeat(300), MEMBER);

  /**
   * One start.
   *
   * @param onlineMillis from the process's start to the status that says so
   * @param usage after a session was stored
   */
  record Start(double onlineMillis, ProcessUsage usage) {}

  /** Accepts a shared link once, as an owner does, so that later starts only connect. */
  static Sharing accept(List<String> command, Path home, ServerUnderTest server)
      throws IOException {
    SharedLink link = server.issueLink("Host start");
    String profile = UUID.randomUUID().toString();
    try (HostProcess host = new HostProcess(command, home)) {
      host.greet(profile);
      host.send(
          """
          {"type": "accept", "id": "2", "link": "%s", "linkedin_member": %s, "consent": {"text": "1",
           "text_sha256": "benchmark", "accepted_at": "%s", "items": ["li_at", "li_a", "user_agent"]}}
          """
              .formatted(link.text().reveal(SecretAccess.granted()), MEMBER, Instant.now()));
      answerRead(host);
      String integration =
          host.await("accepted").getAsJsonObject("integration").get("integration_id").getAsString();
      String connect =
          """
          {"type": "connect", "servers": [{"server": {"url": "%s", "fingerprint": "%s"}, "integrations": ["%s"]}]}
          """
              .formatted(link.server(), link.fingerprint(), integration);
      return new Sharing(command, home, profile, connect);
    }
  }

  /**
   * Starts the host and waits until its channel is authenticated, then until a session is stored.
   */
  Start start() throws IOException {
    try (HostProcess host = new HostProcess(command, home)) {
      host.greet(profile);
      host.send(connect);
      while (!host.await("status").get("channel").getAsString().equals("ONLINE")) {
        Thread.onSpinWait();
      }
      double online = host.millisSinceStart();
      answerRead(host);
      var _ = host.await("stored");
      return new Start(online, host.usage());
    }
  }

  /** Ends a host while it sends a session; returns the milliseconds until it is gone. */
  double endWhileSending() throws IOException {
    try (HostProcess host = new HostProcess(command, home)) {
      host.greet(profile);
      host.send(connect);
      answerRead(host);
      return host.end();
    }
  }

  private static void answerRead(HostProcess host) throws IOException {
    String id = host.await("read").get("id").getAsString();
    host.send("{\"type\": \"session\", \"id\": \"%s\", \"session\": %s}".formatted(id, SESSION));
  }
}
