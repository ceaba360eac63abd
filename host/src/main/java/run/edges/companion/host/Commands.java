package run.edges.companion.host;

import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import run.edges.companion.host.doctor.DoctorCommand;
import run.edges.companion.host.register.RegisterCommand;
import run.edges.companion.host.register.UnregisterCommand;
import run.edges.companion.host.training.TrainCommand;

/** The commands for people. */
@Command(
    name = "edges-companion-host",
    description = "Lets the Edges Companion extension share a LinkedIn session. Browsers start it.",
    version = "edges-companion-host " + HostVersion.TEXT,
    mixinStandardHelpOptions = true,
    subcommands = {
      RegisterCommand.class,
      UnregisterCommand.class,
      DoctorCommand.class,
      TrainCommand.class
    })
final class Commands {
  private Commands() {}

  /** Returns the exit status: 0, 1 for a failure, 2 for a wrong call, or the doctor's. */
  static int run(String[] arguments, OutputStream out) {
    return commandLine()
        .setOut(new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), true))
        .execute(arguments);
  }

  /** Prints how to call it to standard error. */
  static int usage() {
    commandLine().usage(System.err);
    return CommandLine.ExitCode.USAGE;
  }

  private static CommandLine commandLine() {
    return new CommandLine(new Commands()).setCaseInsensitiveEnumValuesAllowed(true);
  }
}
