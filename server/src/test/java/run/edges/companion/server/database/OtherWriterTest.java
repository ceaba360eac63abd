package run.edges.companion.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import run.edges.companion.server.identity.IdentityStore;
import run.edges.companion.server.testing.StoreFixture;
import run.edges.companion.server.testing.TestDatabase;

/** The schedule writes its own rows beside the one writer. */
class OtherWriterTest {
  private static final String PICK =
      "UPDATE scheduled_tasks SET picked = TRUE WHERE task_name = 'verify'";

  @ParameterizedTest
  @EnumSource
  void write_whileTheScheduleWrites_waitsForItAndSucceeds(TestDatabase kind, @TempDir Path folder)
      throws Exception {
    try (StoreFixture fixture = StoreFixture.open(kind, folder);
        Connection schedule = DriverManager.getConnection(fixture.jdbcUrl());
        Statement statement = schedule.createStatement()) {
      schedule.setAutoCommit(false);
      statement.executeUpdate(PICK);

      CompletableFuture<String> written =
          CompletableFuture.supplyAsync(
              () -> readAndWrite(fixture), task -> Thread.ofVirtual().start(task));

      if (kind == TestDatabase.SQLITE) {
        assertThatThrownBy(() -> written.get(300, TimeUnit.MILLISECONDS))
            .as("one at a time")
            .isInstanceOf(TimeoutException.class);
      }
      schedule.commit();
      assertThat(written.get(20, TimeUnit.SECONDS)).isEqualTo("Ada Other");
    }
  }

  /** As nearly every write does: it looks first. */
  private static String readAndWrite(StoreFixture fixture) {
    return fixture.write(handle -> {
      String name =
          handle
              .createQuery("SELECT name FROM identity WHERE uid = :uid")
              .bind("uid", fixture.identity())
              .mapTo(String.class)
              .one();
      return new IdentityStore()
          .create(
              handle,
              fixture.workspace(),
              name + " Other",
              "Europe/Paris",
              "standard",
              null,
              StoreFixture.NOW)
          .name();
    });
  }
}
