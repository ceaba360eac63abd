package run.edges.companion.server.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import run.edges.companion.server.health.ServerHealth;

/** The root of the command line. */
@Command(
    name = "edges-companion-server",
    mixinStandardHelpOptions = true,
    version = "Edges Companion server " + ServerHealth.VERSION + ", protocol edges-companion.1",
    description = "Keeps LinkedIn integrations alive with their owners' consent.",
    subcommands = {
      IdentityCommand.class,
      LinkCommand.class,
      IntegrationCommand.class,
      WorkspaceCommand.class,
      KeyCommand.class,
      WebhookCommand.class,
      ConfigCommand.class
    },
    footer = {
      "",
      "All commands but serve and config talk to the running server, with the API key in its data folder.",
      "Exit status: 0 done, 1 failed, 2 wrong call or configuration."
    })
public final class CompanionCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say which command.");
  }
}
