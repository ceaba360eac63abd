package run.edges.companion.server;

import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.logging.LogManager;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import run.edges.companion.protocol.api.ApiCallException;
import run.edges.companion.server.command.ApiCommand;
import run.edges.companion.server.command.CompanionCommand;
import run.edges.companion.server.configuration.ConfigurationException;

/** The program. Exit status: 0 done, 1 failed, 2 wrong call or configuration. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    LogManager.getLogManager().reset();
    SLF4JBridgeHandler.install();
    System.exit(run(arguments));
  }

  private static int run(String... arguments) {
    CommandLine commandLine =
        new CommandLine(new CompanionCommand()).addSubcommand(new ServeCommand());
    commandLine.setExecutionExceptionHandler(Main::explain);
    return commandLine.execute(arguments);
  }

  private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    if (failure instanceof ConfigurationException refused) {
      command
          .getErr()
          .printf(
              "Error %d %s: %s%n",
              refused.code().number(), refused.code().name(), refused.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
    Optional<String> message =
        switch (failure) {
          case ApiCommand.Failure refused -> Optional.ofNullable(refused.getMessage());
          case ApiCallException refused ->
              Optional.of(
                  "%d %s: %s".formatted(refused.status(), refused.label(), refused.getMessage()));
          case UncheckedIOException _ ->
              Optional.of("The server cannot be reached. Start it with: serve");
          default -> Optional.empty();
        };
    if (message.isPresent()) {
      command.getErr().println("Error " + message.get());
      return CommandLine.ExitCode.SOFTWARE;
    }
    throw failure;
  }
}
