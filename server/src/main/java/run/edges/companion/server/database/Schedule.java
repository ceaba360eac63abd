package run.edges.companion.server.database;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Work that recurs, by db-scheduler: each on one node at a time however many share the database,
 * and taken over by another when its node dies.
 */
public final class Schedule implements AutoCloseable {
  private static final Duration SHUTDOWN = Duration.ofSeconds(5);

  // Work that a power cut interrupted begins again this often times the limit later.
  private static final Duration HEARTBEAT = Duration.ofSeconds(5);
  private static final int MISSED_HEARTBEATS = 4;

  private final Scheduler scheduler;

  /**
   * One piece of work.
   *
   * @param name never to be changed: it names the work in the database
   * @param every between the end of one run and the beginning of the next
   */
  public record Work(String name, Duration every, Runnable run) {}

  /** Begins all of it, at once. */
  public Schedule(Database database, DatabaseLocation location, List<Work> all) {
    List<RecurringTask<Void>> tasks = new ArrayList<>();
    Duration shortest = Duration.ofSeconds(10);
    for (Work work : all) {
      tasks.add(
          Tasks.recurring(work.name(), FixedDelay.of(work.every()))
              .execute((_, _) -> work.run().run()));
      shortest = shortest.compareTo(work.every()) < 0 ? shortest : work.every();
    }
    this.scheduler =
        Scheduler.create(database.dataSource())
            .jdbcCustomization(location.scheduling())
            .startTasks(tasks)
            .threads(all.size())
            .pollingInterval(shortest)
            .heartbeatInterval(HEARTBEAT)
            .missedHeartbeatsLimit(MISSED_HEARTBEATS)
            .shutdownMaxWait(SHUTDOWN)
            .build();
    scheduler.start();
  }

  /** When any of it was done last, by whichever node. */
  public Optional<Instant> lastSuccess() {
    return scheduler.getScheduledExecutions().stream()
        .flatMap(one -> Stream.ofNullable(one.getLastSuccess()))
        .max(Instant::compareTo);
  }

  @Override
  public void close() {
    scheduler.stop();
  }
}
