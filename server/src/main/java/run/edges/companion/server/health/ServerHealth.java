package run.edges.companion.server.health;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import run.edges.companion.server.configuration.Configuration;
import run.edges.companion.server.database.Database;
import run.edges.companion.server.linkedin.Browsers;

/** How the server is, for those who run it. */
public final class ServerHealth {
  /** The version of this build; {@code --version} says it too. */
  public static final String VERSION = "0.1.0";

  private final Configuration configuration;
  private final Database database;
  private final HealthStore store;
  private final Running running;
  private final Clock clock;
  private final Instant startedAt;

  /**
   * What runs in this process.
   *
   * @param devices how many are connected
   * @param signIns how many have a browser now
   * @param queued how many wait for one
   * @param lastSweep when recurring work was done last
   */
  public record Running(
      IntSupplier devices,
      IntSupplier signIns,
      IntSupplier queued,
      Supplier<Optional<Instant>> lastSweep) {}

  /**
   * How it is now.
   *
   * @param freeBytes where the data folder is
   * @param browserProblem names the text that says why owners cannot sign in here, if so
   */
  public record State(
      String version,
      Instant startedAt,
      Duration uptime,
      boolean embedded,
      long databaseBytes,
      String dataFolder,
      boolean writable,
      long freeBytes,
      Optional<String> browserProblem,
      boolean probe,
      boolean mail,
      boolean upstream,
      int devices,
      int signIns,
      int queued,
      long waiting,
      long dead,
      Optional<Instant> lastSweep,
      List<Configuration.Effective> settings) {}

  public ServerHealth(
      Configuration configuration,
      Database database,
      HealthStore store,
      Running running,
      Clock clock) {
    this.configuration = configuration;
    this.database = database;
    this.store = store;
    this.running = running;
    this.clock = clock;
    this.startedAt = clock.instant();
  }

  State now() {
    boolean embedded = configuration.databaseUrl().isEmpty();
    Path folder = configuration.dataFolder();
    Map<String, Long> outbox = database.read(store::outbox);
    return new State(
        VERSION,
        startedAt,
        Duration.between(startedAt, clock.instant()),
        embedded,
        database.read(handle -> store.size(handle, embedded)),
        folder.toAbsolutePath().toString(),
        isWritable(folder),
        free(folder),
        Browsers.findProblem(configuration),
        configuration.outgoing().probe(),
        configuration.outgoing().mail().isPresent(),
        configuration.outgoing().upstream().isPresent(),
        running.devices().getAsInt(),
        running.signIns().getAsInt(),
        running.queued().getAsInt(),
        outbox.getOrDefault("PENDING", 0L),
        outbox.getOrDefault("DEAD", 0L),
        running.lastSweep().get(),
        configuration.effective());
  }

  private static boolean isWritable(Path folder) {
    try {
      Files.delete(Files.createTempFile(folder, "writable", ""));
      return true;
    } catch (IOException full) {
      return false;
    }
  }

  private static long free(Path folder) {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException unknown) {
      return 0;
    }
  }
}
