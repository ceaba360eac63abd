package run.edges.companion.host.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import run.edges.companion.host.browser.Finding;
import run.edges.companion.host.browser.Finding.Fault;
import run.edges.companion.host.device.DeviceKeys;
import run.edges.companion.host.nativemessage.Problem;
import run.edges.companion.host.nativemessage.ProblemException;
import run.edges.companion.host.nativemessage.ServerRef;
import run.edges.companion.host.wire.Dialer;
import run.edges.companion.host.wire.Timing;
import run.edges.companion.host.wire.Wire;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.ServerMessage;

/**
 * Reaches each server that this user shares with and verifies its key, as the host does before it
 * says who it is. Says nothing to the server. All of them together take a bounded time.
 */
final class ServerCheck {
  private static final long PATIENCE_SECONDS = 10;

  private final ServerRef server;

  private ServerCheck(ServerRef server) {
    this.server = server;
  }

  static List<Finding> run(Map<String, String> environment) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    List<ServerCheck> checks = new ArrayList<>();
    List<FutureTask<Finding>> running = new ArrayList<>();
    for (ServerRef server : DeviceKeys.findServers(DeviceKeys.dataFolder(environment))) {
      ServerCheck check = new ServerCheck(server);
      FutureTask<Finding> task = new FutureTask<>(check::dial);
      Thread thread = new Thread(task, "doctor");
      thread.setDaemon(true);
      thread.start();
      checks.add(check);
      running.add(task);
    }
    if (checks.isEmpty()) {
      return List.of(Finding.good("Servers", "none: nothing was accepted yet on this computer"));
    }
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < checks.size(); i++) {
      findings.add(checks.get(i).await(running.get(i), end - System.nanoTime()));
    }
    return findings;
  }

  private Finding await(FutureTask<Finding> task, long nanos) {
    try {
      return task.get(Math.max(nanos, 0), TimeUnit.NANOSECONDS);
    } catch (TimeoutException silent) {
      return unreachable("does not answer within %d seconds".formatted(PATIENCE_SECONDS));
    } catch (ExecutionException bug) {
      return failed("could not be asked");
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      return failed("could not be asked");
    }
  }

  private Finding dial() {
    long start = System.nanoTime();
    try {
      new Dialer(server, Timing.STANDARD, null).open(new Ignoring()).abort();
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      return Finding.good(
          about(), "is reached, and has the key you accepted: %d ms".formatted(millis));
    } catch (ProblemException failed) {
      return explain(failed.problem());
    }
  }

  private Finding explain(Problem problem) {
    if (problem.is(ErrorCode.SERVER_UNREACHABLE)) {
      return unreachable("cannot be reached");
    }
    if (problem.is(ErrorCode.SERVER_IDENTITY_MISMATCH)) {
      return Finding.fault(
          about(),
          Fault.SERVER_OTHER_KEY,
          "is not the server you accepted, or its key was replaced; nothing is sent to it",
          "Ask the workspace for a new link, and accept it.");
    }
    if (problem.is(ErrorCode.TLS_UNTRUSTED)) {
      return Finding.fault(
          about(),
          Fault.SERVER_TLS,
          "has a certificate that neither its own key nor this computer vouches for",
          "Use a network without a proxy that opens connections, or have this computer trust it.");
    }
    return failed("answers, but not as it should: " + problem.error());
  }

  private Finding unreachable(String text) {
    return Finding.fault(
        about(),
        Fault.SERVER_UNREACHABLE,
        text,
        "Check this computer's network. If other sites open, ask the workspace about its server.");
  }

  private Finding failed(String text) {
    return Finding.fault(
        about(),
        Fault.SERVER_FAILED,
        text,
        "Try again in a minute. If it stays, ask the workspace about its server.");
  }

  private String about() {
    return "Server " + server.url().getHost();
  }

  /** Waits for nothing: the challenge is all that it takes. */
  private static final class Ignoring implements Wire.Listener {
    @Override
    public void received(Wire wire, ServerMessage message) {}

    @Override
    public void lost(Wire wire, Problem problem) {}
  }
}
