package run.edges.companion.server;

import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.server.command.ConfigurationOption;
import run.edges.companion.server.configuration.Configuration;

/** Runs the server until it is told to stop. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = "Run the server until it is stopped (SIGTERM or Ctrl-C).")
final class ServeCommand implements Callable<Integer> {
  @Mixin private ConfigurationOption configurationOption = new ConfigurationOption();

  @Option(
      names = "--check",
      description = "Stop as soon as the server is ready: to see that a configuration works.")
  private boolean check;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    Configuration configuration = configurationOption.read().configuration();
    CountDownLatch toldToStop = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    try (Server server = Server.start(configuration, Clock.systemUTC())) {
      var out = spec.commandLine().getOut();
      out.println("Edges Companion server");
      out.println("  listening     " + server.url());
      out.println("  data folder   " + configuration.dataFolder().toAbsolutePath());
      out.println("  fingerprint   " + server.fingerprint());
      if (!check) {
        server
            .firstInvitation()
            .ifPresent(
                link -> out.println("  first sign-in " + link.reveal(SecretAccess.granted())));
      }
      out.println("Ready.");
      out.flush();
      if (check) {
        return 0;
      }
      Runtime.getRuntime()
          .addShutdownHook(Thread.ofPlatform().unstarted(() -> stop(toldToStop, closed)));
      toldToStop.await();
    } finally {
      closed.countDown();
    }
    return 0;
  }

  /** Runs at SIGTERM: the JVM lives on until the server is closed, then ends with 0, as asked. */
  private static void stop(CountDownLatch toldToStop, CountDownLatch closed) {
    toldToStop.countDown();
    try {
      closed.await();
      Runtime.getRuntime().halt(0);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
