package run.edges.companion.server.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import run.edges.companion.protocol.api.IntegrationBody.Upstream;
import run.edges.companion.server.testing.StoreFixture;
import run.edges.companion.server.testing.TestDatabase;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class UpstreamStoreTest {
  private static final Instant NOW = StoreFixture.NOW;

  private final UpstreamStore upstream = new UpstreamStore();
  @Parameter private TestDatabase kind = TestDatabase.SQLITE;
  @AutoClose private StoreFixture fixture;

  @BeforeEach
  void open(@TempDir Path folder) {
    fixture = StoreFixture.open(kind, folder);
  }

  @Test
  void put_laterFailure_keepsWhatHasArrived() {
    put("there", "VALID", NOW);
    put("there", "SERVER_UNREACHABLE", null);
    assertThat(fixture.test(handle -> upstream.hasPushed(handle, fixture.identity(), NOW)))
        .isTrue();
    assertThat(
            fixture.test(
                handle -> upstream.hasPushed(handle, fixture.identity(), NOW.plusMillis(1))))
        .isFalse();
    Map<String, Upstream> known =
        fixture.read(handle -> upstream.find(handle, List.of(fixture.identity(), "other")));
    assertThat(known)
        .isEqualTo(Map.of(fixture.identity(), new Upstream(NOW, "SERVER_UNREACHABLE")));
  }

  @Test
  void put_withoutAnUid_isNotThere() {
    put("there", "VALID", NOW);
    put(null, "STATUS_404", null);
    assertThat(fixture.find(handle -> upstream.findUpstreamUid(handle, fixture.identity())))
        .isEmpty();
  }

  private void put(@Nullable String uid, String answer, @Nullable Instant pushed) {
    fixture.write(handle -> {
      upstream.put(handle, fixture.identity(), new UpstreamStore.Known(uid, answer, NOW, pushed));
      return true;
    });
  }
}
