package run.edges.companion.server.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import run.edges.companion.server.http.ApiException;
import run.edges.companion.server.testing.MovableClock;

class NewCodesTest {
  private final MovableClock clock = new MovableClock();
  private final NewCodes codes = new NewCodes(Duration.ofMinutes(5), clock);

  @Test
  void take_fourth_isTooMany() {
    for (int i = 0; i < 3; i++) {
      assertThat(codes.areLeft()).isTrue();
      codes.take();
      clock.advance(Duration.ofSeconds(30));
    }

    assertThat(codes.areLeft()).isFalse();
    assertThatThrownBy(codes::take)
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("three times");
  }

  @Test
  void take_withinHalfAMinute_isTooSoonAndCountsNot() {
    codes.take();
    clock.advance(Duration.ofSeconds(29));

    assertThatThrownBy(codes::take)
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("half a minute");

    clock.advance(Duration.ofSeconds(1));
    codes.take();
    assertThat(codes.areLeft()).isTrue();
  }
}
