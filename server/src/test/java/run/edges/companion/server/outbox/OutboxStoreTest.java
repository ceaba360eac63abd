package run.edges.companion.server.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import run.edges.companion.server.testing.StoreFixture;
import run.edges.companion.server.testing.TestDatabase;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class OutboxStoreTest {
  private static final Instant NOW = StoreFixture.NOW;
  private static final Duration LEASE = Duration.ofMinutes(1);

  private final OutboxStore outbox = new OutboxStore();
  @Parameter private TestDatabase kind = TestDatabase.SQLITE;
  @AutoClose private StoreFixture fixture;

  @BeforeEach
  void open(@TempDir Path folder) {
    fixture = StoreFixture.open(kind, folder);
  }

  @Test
  void claim_claimed_isLeftAloneUntilItsLeaseEnds() {
    append("one", "hook");
    assertThat(claim(NOW)).extracting(Message::attempts).containsExactly(1);
    assertThat(claim(NOW.plus(LEASE).minusMillis(1))).isEmpty();
    assertThat(claim(NOW.plus(LEASE))).extracting(Message::attempts).containsExactly(2);
  }

  @Test
  void claim_rolledBack_isNotClaimed() {
    fixture.write(handle -> {
      outbox.append(handle, "kept", Kind.WEBHOOK, "hook", "TEST", "{}", NOW);
      return true;
    });
    assertThatThrownBy(() ->
            fixture.write(handle -> {
              outbox.append(handle, "lost", Kind.WEBHOOK, "hook", "TEST", "{}", NOW);
              throw new IllegalArgumentException("the cause did not happen");
            }))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(claim(NOW)).extracting(Message::id).containsExactly("kept");
  }

  @Test
  void claim_withoutATarget_takesTheOthersInTheirOrder() {
    append("one", "full");
    append("two", "free");
    append("three", "other");
    List<String> full = List.of("full", "other");
    List<Message> claimed = fixture.write(handle -> outbox.claim(handle, full, NOW, LEASE, 10));
    assertThat(claimed).extracting(Message::id).containsExactly("two");
    assertThat(nextDue(full)).hasValue(NOW.plus(LEASE).toEpochMilli());
    assertThat(nextDue(List.of())).hasValue(NOW.toEpochMilli());
  }

  @Test
  void settle_thenReplay_isDueAgainFromTheStart() {
    append("one", "hook");
    Message claimed = claim(NOW).getFirst();
    fixture.write(handle -> {
      outbox.settle(handle, claimed.id(), Message.State.DEAD, "HTTP 500", NOW);
      return true;
    });
    assertThat(claim(NOW.plus(LEASE))).isEmpty();
    assertThat(fixture.find(handle -> outbox.find(handle, "one")))
        .hasValueSatisfying(dead -> {
          assertThat(dead.state()).isEqualTo(Message.State.DEAD);
          assertThat(dead.answer()).isEqualTo("HTTP 500");
          assertThat(dead.settledAt()).isEqualTo(NOW);
        });
    assertThat(replay("other")).isFalse();
    assertThat(replay("hook")).isTrue();
    assertThat(claim(NOW)).extracting(Message::attempts).containsExactly(1);
  }

  @Test
  void postpone_untilThen_isNotDue() {
    append("one", "hook");
    Message claimed = claim(NOW).getFirst();
    Instant later = NOW.plusSeconds(5);
    fixture.write(handle -> {
      outbox.postpone(handle, claimed.id(), "HTTP 500", later);
      return true;
    });
    assertThat(claim(later.minusMillis(1))).isEmpty();
    assertThat(claim(later)).extracting(Message::answer).containsExactly("HTTP 500");
  }

  @Test
  void deleteSettledBefore_oldAndPending_keepsThePending() {
    append("old", "hook");
    append("pending", "hook");
    fixture.write(handle -> {
      outbox.settle(handle, "old", Message.State.DELIVERED, "HTTP 200", NOW);
      outbox.deleteSettledBefore(handle, NOW.plusSeconds(1));
      return true;
    });
    assertThat(fixture.list(handle -> outbox.newest(handle, Kind.WEBHOOK, "hook", 10)))
        .extracting(Message::id)
        .containsExactly("pending");
  }

  @Test
  void wasDelivered_othersLikeIt_countsThatAnswerSinceThen() {
    append("one", "hook");
    append("two", "hook");
    append("elsewhere", "other");
    Message two = fixture.find(handle -> outbox.find(handle, "two")).orElseThrow();
    Message elsewhere = fixture.find(handle -> outbox.find(handle, "elsewhere")).orElseThrow();
    assertThat(wasDelivered(two, "HTTP 200", NOW.minusMillis(1))).as("pending").isFalse();
    fixture.write(handle -> {
      outbox.settle(handle, "one", Message.State.DELIVERED, "HTTP 200", NOW);
      return true;
    });
    assertThat(wasDelivered(two, "HTTP 200", NOW.minusMillis(1))).isTrue();
    assertThat(wasDelivered(two, "HTTP 200", NOW)).as("before").isFalse();
    assertThat(wasDelivered(two, "HTTP 201", NOW.minusMillis(1))).as("answer").isFalse();
    assertThat(wasDelivered(elsewhere, "HTTP 200", NOW.minusMillis(1))).as("target").isFalse();
  }

  @Test
  void hasElder_pendingLikeIt_countsThoseBefore() {
    append("one", "hook");
    append("two", "hook");
    append("three", "other");
    assertThat(hasElder("one")).isFalse();
    assertThat(hasElder("two")).isTrue();
    assertThat(hasElder("three")).isFalse();
    fixture.write(handle -> {
      outbox.settle(handle, "one", Message.State.DEAD, "HTTP 500", NOW);
      return true;
    });
    assertThat(hasElder("two")).isFalse();
  }

  private boolean wasDelivered(Message like, String answer, Instant since) {
    return fixture.test(handle -> outbox.wasDelivered(handle, like, answer, since));
  }

  private boolean hasElder(String id) {
    return fixture.test(handle -> outbox.hasElder(handle, outbox.find(handle, id).orElseThrow()));
  }

  private OptionalLong nextDue(List<String> without) {
    return fixture.read(handle -> outbox.findNextDue(handle, without));
  }

  private void append(String id, String target) {
    fixture.write(handle -> {
      outbox.append(handle, id, Kind.WEBHOOK, target, "TEST", "{}", NOW);
      return true;
    });
  }

  private List<Message> claim(Instant now) {
    return fixture.write(handle -> outbox.claim(handle, List.of(), now, LEASE, 10));
  }

  private boolean replay(String target) {
    return fixture.write(handle -> outbox.replay(handle, Kind.WEBHOOK, target, "one", NOW));
  }
}
