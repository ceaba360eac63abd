package run.edges.companion.host.register;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Takes back what {@link RegisterCommand} did. Device keys stay, since servers know them. */
@Command(
    name = "unregister",
    description = "Removes the host from this user's browsers.",
    mixinStandardHelpOptions = true)
public final class UnregisterCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Mixin Targets targets = new Targets();

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(spec);
    PrintWriter out = command.commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    try {
      Map<String, String> environment = System.getenv();
      targets.refuseSudo(environment);
      SequencedMap<Path, Targets.Target> found = targets.find(environment);
      for (Targets.Target target : found.values()) {
        if (Files.deleteIfExists(target.manifest())) {
          out.println("Removed for " + target.title() + ": " + target.manifest());
        }
        removeIfEmpty(target.manifest().getParent());
      }
      if (!targets.isChosen()) {
        Installation.current().forget();
      }
      return 0;
    } catch (IllegalStateException refused) {
      err.println(refused.getMessage());
      return 1;
    } catch (IOException failed) {
      err.println(RegisterCommand.describe(failed));
      return 1;
    }
  }

  private static void removeIfEmpty(@Nullable Path folder) throws IOException {
    try {
      if (folder != null) {
        Files.deleteIfExists(folder);
      }
    } catch (DirectoryNotEmptyException | NoSuchFileException stays) {
      // Another host is registered there.
    }
  }
}
