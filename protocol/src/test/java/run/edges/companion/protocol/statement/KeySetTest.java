package run.edges.companion.protocol.statement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import run.edges.companion.protocol.statement.KeySet.RecipientKey;

class KeySetTest {
  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant NEXT_START = Instant.parse("2027-04-01T00:00:00Z");
  private static final Instant END = Instant.parse("2027-05-01T00:00:00Z");
  private static final Instant NEXT_END = Instant.parse("2027-10-01T00:00:00Z");
  private static final RecipientKey FIRST = new RecipientKey("first", "key", START, END);
  private static final RecipientKey NEXT = new RecipientKey("next", "key", NEXT_START, NEXT_END);

  private final KeySet keySet = new KeySet(List.of(FIRST, NEXT), List.of(), START);

  @Test
  void current_atTheStart_isTheKey() {
    assertThat(keySet.current(START)).hasValue(FIRST);
  }

  @Test
  void current_justBeforeTheStart_isEmpty() {
    assertThat(keySet.current(START.minusNanos(1))).isEmpty();
  }

  @Test
  void current_justBeforeTheNextStart_isTheFirst() {
    assertThat(keySet.current(NEXT_START.minusNanos(1))).hasValue(FIRST);
  }

  @Test
  void current_twoValid_isTheLatestStart() {
    assertThat(keySet.current(NEXT_START)).hasValue(NEXT);
    assertThat(new KeySet(List.of(NEXT, FIRST), List.of(), START).current(NEXT_START))
        .hasValue(NEXT);
  }

  @Test
  void current_atTheEnd_isNoLongerTheKey() {
    assertThat(new KeySet(List.of(FIRST), List.of(), START).current(END)).isEmpty();
    assertThat(keySet.current(NEXT_END.minusNanos(1))).hasValue(NEXT);
    assertThat(keySet.current(NEXT_END)).isEmpty();
  }

  @Test
  void current_noKeys_isEmpty() {
    assertThat(new KeySet(List.of(), List.of(), START).current(START)).isEmpty();
  }

  @Test
  void keySet_changedInput_keepsItsOwnCopy() {
    List<RecipientKey> keys = new ArrayList<>(List.of(FIRST));
    KeySet copied = new KeySet(keys, List.of(), START);
    keys.clear();
    assertThat(copied.keys()).containsExactly(FIRST);
  }
}
