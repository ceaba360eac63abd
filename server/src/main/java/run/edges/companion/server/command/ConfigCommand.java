package run.edges.companion.server.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import run.edges.companion.server.configuration.ConfigurationReader;

/**
 * Prints the effective settings. No setting holds a secret: secrets stand in files, which are named
 * here, not read.
 */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    description =
        "Print the effective settings and where each comes from. Secrets stay in their files.")
final class ConfigCommand implements Runnable {
  @Mixin private ConfigurationOption configurationOption = new ConfigurationOption();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    ConfigurationReader settings = configurationOption.read();
    var _ = settings.configuration();
    settings.describe().forEach(spec.commandLine().getOut()::println);
  }
}
