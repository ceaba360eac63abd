package run.edges.companion.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import run.edges.companion.protocol.wire.ServerMessage.RecordEntry;
import run.edges.companion.server.timeline.NoteStore.Kind;
import run.edges.companion.server.timeline.NoteStore.Note;

class TimelineTest {
  private static final Instant START = Instant.parse("2026-11-20T00:00:00Z");

  private static RecordEntry entry(int hours, String event) {
    return new RecordEntry(
        "{\"index\":0,\"at\":\"%s\",\"event\":\"%s\",\"device\":\"Chromium\"}"
            .formatted(at(hours), event),
        "");
  }

  private static Instant at(int hours) {
    return START.plusSeconds(hours * 3600L);
  }

  @Test
  void of_recordAndNotes_isOneTimelineNewestFirst() {
    Timeline timeline =
        Timeline.of(
            List.of(entry(0, "ACCEPTED"), entry(1, "SESSION_STORED")),
            List.of(new Note(at(2), Kind.VERIFIED)));
    assertThat(timeline.entries())
        .extracting(Timeline.Entry::kind)
        .containsExactly("VERIFIED", "SESSION_STORED", "ACCEPTED");
    assertThat(timeline.entries().getLast().detail()).contains("Chromium");
  }

  @Test
  void freshness_proofsAndAnEnd_growsFallsAndHasAGap() {
    Timeline timeline =
        Timeline.of(
            List.of(
                entry(0, "SESSION_STORED"),
                entry(10, "SESSION_STORED"),
                entry(14, "SESSION_INVALID"),
                entry(20, "SESSION_STORED")),
            List.of());
    assertThat(timeline.freshness(at(26)))
        .isEqualTo(
            "[[%d,%d,%d,%d,%d,%d,%d],[0.0,10.0,0.0,4.0,null,0.0,6.0]]"
                .formatted(
                    at(0).getEpochSecond(),
                    at(10).getEpochSecond(),
                    at(10).getEpochSecond(),
                    at(14).getEpochSecond(),
                    at(14).getEpochSecond(),
                    at(20).getEpochSecond(),
                    at(26).getEpochSecond()));
  }

  @Test
  void freshness_nothing_isEmpty() {
    assertThat(Timeline.of(List.of(), List.of()).freshness(at(0))).isEqualTo("[[],[]]");
  }
}
