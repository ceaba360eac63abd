package run.edges.companion.server.transfer;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import run.edges.companion.protocol.wire.ProtocolException;
import run.edges.companion.server.database.Database;
import run.edges.companion.server.http.ApiException;
import run.edges.companion.server.http.Fields;
import run.edges.companion.server.identity.Identity;
import run.edges.companion.server.identity.IdentityRules;
import run.edges.companion.server.identity.IdentityStore;
import run.edges.companion.server.transfer.ImportStore.Job;
import run.edges.companion.server.transfer.ImportStore.Result;
import run.edges.companion.server.transfer.ImportStore.Row;

/**
 * Makes identities of the rows of files, in the background, a few in each transaction: what a row
 * became and its result are stored together, so that a server that stops in the middle goes on
 * where it was, or another does. Thread-safe.
 */
public final class Imports implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Imports.class);
  private static final int CHUNK = 50;
  private static final int CLOSE_SECONDS = 10;
  private static final Duration LEASE = Duration.ofSeconds(20);
  private static final Duration KEPT = Duration.ofDays(7);

  private final Database database;
  private final ImportStore store;
  private final IdentityStore identities;
  private final Clock clock;
  private final String worker = UUID.randomUUID().toString();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("import").factory());

  private volatile boolean closed;

  public Imports(Database database, ImportStore store, IdentityStore identities, Clock clock) {
    this.database = database;
    this.store = store;
    this.identities = identities;
    this.clock = clock;
  }

  /** Keeps the file and begins with it; its uid. */
  String begin(String workspaceUid, String fileName, boolean namesakes, CsvFile file) {
    Instant now = clock.instant();
    Job job =
        new Job(
            UUID.randomUUID().toString(),
            workspaceUid,
            fileName,
            namesakes,
            file.rows().size(),
            now,
            null);
    database.write(handle -> {
      store.deleteFinishedBefore(handle, now.minus(KEPT));
      store.create(handle, job, file.rows());
      return true;
    });
    try {
      thread.execute(() -> run(job.uid()));
    } catch (RejectedExecutionException stopping) {
      LOG.debug("An import waits for the next start");
    }
    return job.uid();
  }

  /** Goes on, in this thread, with what is not done and nobody works on. */
  public void resume() {
    database.read(handle -> store.listLeft(handle, clock.instant())).forEach(this::run);
  }

  /** Takes no more rows; whoever shares the database, or this server's next start, goes on. */
  @Override
  public void close() {
    closed = true;
    thread.shutdown();
    try {
      var _ = thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
      var _ =
          database.write(handle -> {
            store.release(handle, worker);
            return true;
          });
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (ProtocolException unavailable) {
      LOG.debug("Imports go on once their lease is over");
    }
  }

  private void run(String uid) {
    try {
      boolean more = true;
      while (more && !closed) {
        more = database.write(handle -> work(handle, uid));
      }
    } catch (ProtocolException unavailable) {
      LOG.warn("An import pauses: the database failed or is closed");
    }
  }

  /** Does the next rows; whether there may be more. */
  private boolean work(Handle handle, String uid) {
    Instant now = clock.instant();
    if (!store.claim(handle, uid, worker, now, now.plus(LEASE))) {
      return false;
    }
    Job job = store.find(handle, uid).orElseThrow();
    List<Row> rows = store.listOpen(handle, uid, CHUNK);
    rows.forEach(row -> settle(handle, job, row, now));
    if (rows.size() < CHUNK) {
      store.finish(handle, uid, now);
      return false;
    }
    return true;
  }

  private void settle(Handle handle, Job job, Row row, Instant now) {
    Optional<String> wrong = Optional.ofNullable(row.reason()).or(() -> problem(row));
    if (wrong.isPresent()) {
      store.settle(handle, job.uid(), row.index(), Result.WRONG, wrong.get(), null);
    } else if (!job.namesakes() && identities.isNamed(handle, job.workspaceUid(), row.name())) {
      store.settle(handle, job.uid(), row.index(), Result.SKIPPED, null, null);
    } else {
      Identity made =
          identities.create(
              handle,
              job.workspaceUid(),
              row.name(),
              row.timezone().isEmpty() ? IdentityRules.DEFAULT_TIMEZONE : row.timezone(),
              "standard",
              IdentityRules.email(row.email()),
              now);
      store.settle(handle, job.uid(), row.index(), Result.CREATED, null, made.uid());
    }
  }

  private static Optional<String> problem(Row row) {
    if (isRefused(() -> Fields.name(row.name()))) {
      return Optional.of("name");
    }
    if (isRefused(() -> String.valueOf(IdentityRules.email(row.email())))) {
      return Optional.of("email");
    }
    boolean zone =
        isRefused(() ->
            IdentityRules.timezone(
                row.timezone().isEmpty() ? null : row.timezone(), IdentityRules.DEFAULT_TIMEZONE));
    return zone ? Optional.of("timezone") : Optional.empty();
  }

  private static boolean isRefused(java.util.function.Supplier<String> check) {
    try {
      return check.get() == null;
    } catch (ApiException refused) {
      return true;
    }
  }
}
