package run.edges.companion.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.ProtocolException;
import run.edges.companion.server.identity.IdentityStore;
import run.edges.companion.server.testing.StoreFixture;
import run.edges.companion.server.testing.TestDatabase;

/** Group commit. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
@Timeout(60)
class DatabaseTest {
  @Parameter private TestDatabase kind = TestDatabase.SQLITE;
  @AutoClose private StoreFixture fixture;

  @BeforeEach
  void open(@TempDir Path folder) {
    fixture = StoreFixture.open(kind, folder);
  }

  @Test
  void write_refusedWithinAGroup_isRolledBackAlone() throws Exception {
    var results =
        group(
            List.of(
                handle -> insert(handle, "before"),
                handle -> {
                  insert(handle, "refused");
                  throw new ProtocolException(ErrorCode.MEMBER_MISMATCH);
                },
                handle -> insert(handle, "after")));
    assertThat(get(results.get(0))).isNotEmpty();
    assertThat(get(results.get(2))).isNotEmpty();
    assertThatThrownBy(() -> get(results.get(1)))
        .hasCauseInstanceOf(ProtocolException.class)
        .hasMessageContaining(ErrorCode.MEMBER_MISMATCH.text());
    assertThat(names()).containsExactlyInAnyOrder("Ada", "before", "after");
  }

  @Test
  void write_failingWithinAGroup_isRolledBackAlone() throws Exception {
    var results =
        group(
            List.of(
                handle -> insert(handle, "before"),
                handle -> {
                  insert(handle, "failed");
                  throw new IllegalArgumentException("a bug");
                },
                handle -> insert(handle, "after")));
    assertThat(get(results.get(0))).isNotEmpty();
    assertThat(get(results.get(2))).isNotEmpty();
    assertThat(results.get(1)).failsWithin(java.time.Duration.ofSeconds(20));
    assertThat(names()).containsExactlyInAnyOrder("Ada", "before", "after");
  }

  @Test
  void write_statementRefusedWithinAGroup_isRolledBackAlone() throws Exception {
    var results =
        group(
            List.of(
                handle -> insert(handle, "before"),
                handle -> {
                  insert(handle, "failed");
                  return String.valueOf(
                      handle.execute("INSERT INTO workspace (uid) VALUES ('no name')"));
                },
                handle -> insert(handle, "after")));
    assertThat(get(results.get(0))).isNotEmpty();
    assertThat(get(results.get(2))).isNotEmpty();
    assertThat(results.get(1)).failsWithin(java.time.Duration.ofSeconds(20));
    assertThat(names()).containsExactlyInAnyOrder("Ada", "before", "after");
  }

  @Test
  void write_failingWithAnError_leavesTheWriterAlive() {
    var failed =
        async(_ -> {
          throw new StackOverflowError();
        });
    assertThat(failed).failsWithin(java.time.Duration.ofSeconds(10));
    assertThat(async(handle -> insert(handle, "after")))
        .succeedsWithin(java.time.Duration.ofSeconds(10));
  }

  @Test
  void write_beforeItsCommit_isSeenByNobody() throws Exception {
    CountDownLatch inserted = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    var writing =
        async(handle -> {
          String uid = insert(handle, "unseen");
          inserted.countDown();
          await(release);
          return uid;
        });
    await(inserted);
    assertThat(names()).containsExactly("Ada");
    assertThat(countPastTheServer()).isEqualTo(1);
    assertThat(writing).isNotDone();
    release.countDown();
    get(writing);
    assertThat(countPastTheServer()).isEqualTo(2);
  }

  @Test
  void write_returned_isSeenByAnotherConnection() throws SQLException {
    fixture.write(handle -> insert(handle, "seen"));
    assertThat(countPastTheServer()).isEqualTo(2);
  }

  @Test
  void write_manyAtOnce_areAllThere() throws Exception {
    List<CompletableFuture<String>> results =
        IntStream.range(0, 200).mapToObj(i -> async(handle -> insert(handle, "name" + i))).toList();
    for (var result : results) {
      get(result);
    }
    assertThat(countPastTheServer()).isEqualTo(201);
  }

  @Test
  void close_writesWaiting_endsAfterThem() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    var holder =
        async(handle -> {
          busy.countDown();
          await(release);
          return insert(handle, "held");
        });
    await(busy);
    List<Thread> threads = new ArrayList<>();
    var waiting = async(handle -> insert(handle, "waiting"), threads);
    awaitWaiting(threads);
    Thread closer = Thread.ofPlatform().start(fixture::close);
    awaitWaiting(List.of(closer));
    release.countDown();
    get(holder);
    get(waiting);
    closer.join();
    assertThat(countPastTheServer()).isEqualTo(3);
    assertThatThrownBy(() -> fixture.write(handle -> insert(handle, "late")))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void close_writersAtWork_endsThemAll() throws Exception {
    List<CompletableFuture<String>> results = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      results.add(
          CompletableFuture.supplyAsync(
              this::writeUntilRefused, task -> Thread.ofVirtual().start(task)));
    }
    fixture.write(handle -> insert(handle, "one"));
    fixture.close();
    for (var result : results) {
      assertThat(get(result)).isEqualTo("refused");
    }
  }

  private String writeUntilRefused() {
    try {
      while (true) {
        fixture.write(handle -> handle.execute("UPDATE workspace SET name = name"));
      }
    } catch (ProtocolException closed) {
      return "refused";
    }
  }

  /** Starts writes that come into one group: all wait while the writer is held up. */
  private List<CompletableFuture<String>> group(List<Function<Handle, String>> works)
      throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    var holder =
        async(_ -> {
          busy.countDown();
          await(release);
          return "held";
        });
    await(busy);
    List<CompletableFuture<String>> results = new ArrayList<>();
    for (Function<Handle, String> work : works) {
      List<Thread> threads = new ArrayList<>();
      results.add(async(work, threads));
      awaitWaiting(threads);
    }
    release.countDown();
    get(holder);
    return results;
  }

  private CompletableFuture<String> async(Function<Handle, String> work) {
    return async(work, new ArrayList<>());
  }

  private CompletableFuture<String> async(Function<Handle, String> work, List<Thread> threads) {
    return CompletableFuture.supplyAsync(
        () -> fixture.write(work), task -> threads.add(Thread.ofPlatform().daemon().start(task)));
  }

  private static void awaitWaiting(List<Thread> threads) {
    for (Thread thread : threads) {
      while (thread.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  private static String get(CompletableFuture<String> result)
      throws InterruptedException, ExecutionException, TimeoutException {
    return result.get(30, TimeUnit.SECONDS);
  }

  private String insert(Handle handle, String name) {
    return new IdentityStore()
        .create(
            handle, fixture.workspace(), name, "Europe/Paris", "standard", null, StoreFixture.NOW)
        .uid();
  }

  private List<String> names() {
    return fixture.read(
        handle -> handle.createQuery("SELECT name FROM identity").mapTo(String.class).list());
  }

  private int countPastTheServer() throws SQLException {
    try (var connection = DriverManager.getConnection(fixture.jdbcUrl());
        var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT count(*) FROM identity")) {
      row.next();
      return row.getInt(1);
    }
  }
}
