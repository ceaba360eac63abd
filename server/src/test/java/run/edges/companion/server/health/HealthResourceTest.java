package run.edges.companion.server.health;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.Response;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import run.edges.companion.server.testing.StoreFixture;
import run.edges.companion.server.testing.TestDatabase;

class HealthResourceTest {
  @ParameterizedTest
  @EnumSource(TestDatabase.class)
  void get_databaseThatAnswersNoMore_is503(TestDatabase kind, @TempDir Path folder) {
    StoreFixture fixture = StoreFixture.open(kind, folder);
    HealthResource health = new HealthResource(fixture.database(), new HealthStore());
    assertThat(health.get().getStatus()).isEqualTo(200);

    fixture.close();

    try (Response answer = health.get()) {
      assertThat(answer.getStatus()).isEqualTo(503);
      assertThat(answer.getEntity()).isEqualTo("database");
    }
  }
}
