package run.edges.companion.server.command;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import run.edges.companion.server.configuration.ConfigurationReader;

/** {@code --configuration}, which every command has. */
public final class ConfigurationOption {
  @Option(
      names = {"-c", "--configuration"},
      paramLabel = "FILE",
      description =
          "Configuration file (properties). Default: defaults and EDGES_COMPANION_* variables.")
  private @Nullable Path file;

  /**
   * The settings.
   *
   * @throws run.edges.companion.server.configuration.ConfigurationException for an unknown key
   */
  public ConfigurationReader read() {
    return ConfigurationReader.read(Optional.ofNullable(file), System.getenv());
  }
}
