package run.edges.companion.server.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import run.edges.companion.server.idempotency.IdempotencyStore.Begun;
import run.edges.companion.server.idempotency.IdempotencyStore.RequestKey;
import run.edges.companion.server.testing.StoreFixture;
import run.edges.companion.server.testing.TestDatabase;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class IdempotencyStoreTest {
  private static final RequestKey KEY = new RequestKey("api-key", "request");

  @Parameter private TestDatabase kind = TestDatabase.SQLITE;
  @AutoClose private StoreFixture fixture;
  private IdempotencyStore store;

  @BeforeEach
  void open(@TempDir Path folder) {
    fixture = StoreFixture.open(kind, folder);
    store = new IdempotencyStore(fixture.vault());
  }

  @Test
  void begin_second_isWhatTheFirstBegan() {
    assertThat(begin("hash")).isEmpty();
    assertThat(begin("other")).contains(new Begun("hash", null, ""));
    fixture.write(handle -> {
      store.finish(handle, KEY, 200, "{\"ä\":1}".getBytes(StandardCharsets.UTF_8));
      return true;
    });
    assertThat(begin("hash")).contains(new Begun("hash", 200, "{\"ä\":1}"));
  }

  @Test
  void begin_forgottenOrOld_isNew() {
    begin("hash");
    fixture.write(handle -> {
      store.forget(handle, KEY);
      return true;
    });
    assertThat(begin("hash")).isEmpty();
    fixture.write(handle -> {
      store.deleteBefore(handle, StoreFixture.NOW.plusSeconds(1));
      return true;
    });
    assertThat(begin("hash")).isEmpty();
  }

  private Optional<Begun> begin(String hash) {
    return fixture.write(handle -> store.begin(handle, KEY, hash, StoreFixture.NOW));
  }
}
