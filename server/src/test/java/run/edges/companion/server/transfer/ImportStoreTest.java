package run.edges.companion.server.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import run.edges.companion.server.testing.StoreFixture;
import run.edges.companion.server.testing.TestDatabase;
import run.edges.companion.server.transfer.ImportStore.Job;
import run.edges.companion.server.transfer.ImportStore.Result;
import run.edges.companion.server.transfer.ImportStore.Row;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class ImportStoreTest {
  private static final Instant NOW = StoreFixture.NOW;
  private static final Duration LEASE = Duration.ofMinutes(1);

  private final ImportStore imports = new ImportStore();
  @Parameter private TestDatabase kind = TestDatabase.SQLITE;
  @AutoClose private StoreFixture fixture;

  @BeforeEach
  void open(@TempDir Path folder) {
    fixture = StoreFixture.open(kind, folder);
    write(handle ->
        imports.create(
            handle,
            new Job("job", fixture.workspace(), "people.csv", true, 3, NOW, null),
            List.of(
                new CsvFile.Line(2, "Ada", "ada@example.com", "Europe/London", true),
                new CsvFile.Line(3, "Bob", "", "", true),
                new CsvFile.Line(5, "", "", "", false))));
  }

  @Test
  void create_job_isFoundWithItsRowsInTheirOrder() {
    assertThat(fixture.find(handle -> imports.find(handle, "job")))
        .hasValue(new Job("job", fixture.workspace(), "people.csv", true, 3, NOW, null));
    assertThat(open(2)).extracting(Row::line).containsExactly(2L, 3L);
    assertThat(open(3)).last().satisfies(row -> assertThat(row.reason()).isEqualTo("cells"));
    assertThat(fixture.list(handle -> imports.list(handle, fixture.workspace(), 10))).hasSize(1);
    assertThat(fixture.list(handle -> imports.list(handle, "other", 10))).isEmpty();
  }

  @Test
  void claim_takenByOne_isTheOthersAfterItsLeaseOrWhenLetGo() {
    assertThat(claim("one", NOW)).isTrue();
    assertThat(claim("two", NOW.plus(LEASE).minusMillis(1))).isFalse();
    assertThat(claim("one", NOW.plus(LEASE).minusMillis(1))).as("kept").isTrue();
    assertThat(claim("two", NOW.plus(LEASE))).isFalse();
    write(handle -> imports.release(handle, "one"));
    assertThat(fixture.list(handle -> imports.listLeft(handle, NOW))).containsExactly("job");
    assertThat(claim("two", NOW)).isTrue();
  }

  @Test
  void settle_rows_areCountedAndNotOpenAnyMore() {
    write(handle -> {
      imports.settle(handle, "job", 0, Result.CREATED, null, fixture.identity());
      imports.settle(handle, "job", 2, Result.WRONG, "cells", null);
    });

    assertThat(open(3)).extracting(Row::name).containsExactly("Bob");
    Map<Result, Integer> counts = fixture.read(handle -> imports.count(handle, "job"));
    assertThat(counts).isEqualTo(Map.of(Result.CREATED, 1, Result.WRONG, 1));
    assertThat(fixture.list(handle -> imports.listNotCreated(handle, "job", 10)))
        .extracting(Row::index)
        .containsExactly(2);
    assertThat(fixture.list(handle -> imports.list(handle, "job", 1, 1)))
        .extracting(Row::index)
        .containsExactly(1);
  }

  @Test
  void finish_job_isClaimedNoMoreAndForgottenLater() {
    write(handle -> imports.finish(handle, "job", NOW));
    assertThat(claim("one", NOW.plus(LEASE))).isFalse();
    assertThat(fixture.list(handle -> imports.listLeft(handle, NOW.plus(LEASE)))).isEmpty();

    write(handle -> imports.deleteFinishedBefore(handle, NOW));
    assertThat(fixture.find(handle -> imports.find(handle, "job"))).isPresent();
    write(handle -> imports.deleteFinishedBefore(handle, NOW.plusMillis(1)));
    assertThat(fixture.find(handle -> imports.find(handle, "job"))).isEmpty();
    assertThat(open(3)).isEmpty();
  }

  private boolean claim(String worker, Instant now) {
    return fixture.write(handle -> imports.claim(handle, "job", worker, now, now.plus(LEASE)));
  }

  private List<Row> open(int most) {
    return fixture.list(handle -> imports.listOpen(handle, "job", most));
  }

  private void write(Consumer<Handle> work) {
    fixture.write(handle -> {
      work.accept(handle);
      return true;
    });
  }
}
