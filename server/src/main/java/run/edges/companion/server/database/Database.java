package run.edges.companion.server.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.ProtocolException;

/**
 * Access to the database with group commit: writes that wait at the same time share one
 * transaction, and none is told done before that transaction is durable on disk. A write that
 * throws is rolled back alone. Thread-safe.
 */
public final class Database implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  private static final int MAX_GROUP = 256;
  private static final int KEEP_CONNECTION_MILLIS = 500;

  private final HikariDataSource dataSource;
  private final Optional<String> scrub;
  private final Jdbi jdbi;
  private final LinkedBlockingQueue<Write<?>> writes = new LinkedBlockingQueue<>();
  private final Thread writer;
  private volatile boolean closed;

  private Database(HikariDataSource dataSource, Optional<String> scrub) {
    this.dataSource = dataSource;
    this.scrub = scrub;
    this.jdbi = Jdbi.create(dataSource);
    this.writer = Thread.ofPlatform().name("database-writer").start(this::writeGroups);
  }

  /**
   * Opens the database and brings its schema up to date.
   *
   * @throws run.edges.companion.server.configuration.ConfigurationException {@code
   *     DATABASE_UNUSABLE}
   */
  public static Database open(DatabaseLocation location) {
    HikariConfig config = location.hikari();
    Schema.migrate(location, config);
    return new Database(new HikariDataSource(config), location.scrub());
  }

  /** For {@link Schedule}, which writes a row of its own table now and then. */
  DataSource dataSource() {
    return dataSource;
  }

  /** Reads on a pooled connection, outside of any transaction. */
  public <T> T read(Function<Handle, T> work) {
    try {
      return jdbi.withHandle(work::apply);
    } catch (JdbiException failed) {
      throw unavailable(failed);
    }
  }

  /**
   * Runs {@code work} in a transaction and waits until it is durable.
   *
   * <p>Throws what {@code work} threw, after it was rolled back.
   *
   * @throws ProtocolException {@code STORAGE_UNAVAILABLE} if nothing was changed because the disk
   *     or the database failed
   */
  public <T> T write(Function<Handle, T> work) {
    Write<T> write = new Write<>(work, new CompletableFuture<>());
    if (closed) {
      throw new ProtocolException(ErrorCode.STORAGE_UNAVAILABLE);
    }
    writes.add(write);
    if (closed && writes.remove(write)) {
      throw new ProtocolException(ErrorCode.STORAGE_UNAVAILABLE);
    }
    try {
      return write.done().join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof RuntimeException thrown) {
        throw thrown;
      }
      throw failed;
    }
  }

  /** Runs something quick once the transaction that a write is in is durable. */
  public static void afterCommit(Handle handle, Runnable act) {
    var _ = handle.afterCommit(act);
  }

  /**
   * Removes what was deleted from the database's files too, as far as the database lets a client do
   * so. Readers can put it off to a later call; the deleted data keys make the rest unreadable
   * without the key-encryption key in any case.
   */
  public void scrub() {
    try {
      boolean busy =
          scrub
              .map(statement ->
                  jdbi.withHandle(
                      handle -> handle.createQuery(statement).mapTo(Integer.class).first()))
              .filter(result -> result != 0)
              .isPresent();
      if (busy) {
        LOG.warn("Deleted content stays in the write-ahead log until its next checkpoint");
      }
    } catch (JdbiException busy) {
      LOG.warn("Deleted content stays in the write-ahead log for now: {}", rootMessage(busy));
    }
  }

  /** Ends after the writes that already wait. */
  @Override
  public void close() {
    closed = true;
    writes.add(new Write<>(_ -> Boolean.TRUE, new CompletableFuture<>()));
    try {
      writer.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    dataSource.close();
  }

  private void writeGroups() {
    try {
      while (!(closed && writes.isEmpty())) {
        writeFrom(writes.take());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Commits group after group on one connection while there is something to write. A pause gives it
   * back, so that the pool can find out whether it still works.
   */
  private void writeFrom(Write<?> first) throws InterruptedException {
    List<Write<?>> group = new ArrayList<>();
    collect(group, first);
    try (Handle handle = jdbi.open()) {
      handle.setStatementBuilder(new KeptStatements());
      while (!group.isEmpty()) {
        List<Runnable> outcomes = commit(handle, group);
        group.clear();
        outcomes.forEach(Runnable::run);
        collect(group, writes.poll(closed ? 0 : KEEP_CONNECTION_MILLIS, TimeUnit.MILLISECONDS));
      }
    } catch (InterruptedException interrupted) {
      throw interrupted;
    } catch (Throwable failed) {
      // An Error too: the writer must live on, and nobody may wait for a write that is lost.
      ProtocolException unavailable = unavailable(failed);
      group.forEach(write -> write.done().completeExceptionally(unavailable));
    }
  }

  private void collect(List<Write<?>> group, @Nullable Write<?> first) {
    if (first != null) {
      group.add(first);
      writes.drainTo(group, MAX_GROUP - 1);
    }
  }

  private static List<Runnable> commit(Handle handle, List<Write<?>> group) {
    List<Runnable> outcomes = new ArrayList<>(group.size());
    handle.begin();
    for (Write<?> write : group) {
      outcomes.add(write.run(handle));
    }
    handle.commit();
    return outcomes;
  }

  private static ProtocolException unavailable(Throwable failed) {
    LOG.error("The database failed: {}", rootMessage(failed));
    return new ProtocolException(ErrorCode.STORAGE_UNAVAILABLE, failed);
  }

  // Statements carry their bound values in Jdbi's messages; the driver's own message does not.
  private static String rootMessage(Throwable failed) {
    Throwable root = failed;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  private record Write<T>(Function<Handle, T> work, CompletableFuture<T> done) {
    /** Does the work; what it returns tells the caller once the group is durable. */
    Runnable run(Handle handle) {
      handle.savepoint("work");
      try {
        T result = work.apply(handle);
        handle.releaseSavepoint("work");
        return () -> done.complete(result);
      } catch (RuntimeException refused) {
        // Throws if the database ended the whole transaction, as SQLite does when the disk is full.
        handle.rollbackToSavepoint("work");
        RuntimeException outcome =
            refused instanceof JdbiException ? unavailable(refused) : refused;
        return () -> done.completeExceptionally(outcome);
      }
    }
  }
}
