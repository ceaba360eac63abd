package run.edges.companion.server.dashboard;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import run.edges.companion.protocol.wire.ServerMessage.RecordEntry;
import run.edges.companion.server.timeline.NoteStore.Note;

/**
 * What happened to an integration, newest first: its consent record, and the notes beside it.
 *
 * @param entries at most those that both hold
 */
public record Timeline(List<Entry> entries) {
  private static final Duration CHARTED = Duration.ofDays(30);

  /** After these LinkedIn had just said that the session lives. */
  private static final Set<String> PROOFS = Set.of("SESSION_STORED", "VERIFIED");

  /** After these there is nothing that lives. */
  private static final Set<String> ENDS = Set.of("SESSION_INVALID", "SESSION_DELETED");

  /** In which detail of a consent entry people find what they look for. */
  private static final List<String> TELLING = List.of("device", "by", "key", "reason", "until");

  /**
   * One event.
   *
   * @param kind names its text
   * @param detail who or why
   */
  public record Entry(Instant at, String kind, Optional<String> detail) {}

  static Timeline of(List<RecordEntry> consent, List<Note> notes) {
    return new Timeline(
        Stream.concat(
                consent.stream().map(Timeline::entry),
                notes.stream()
                    .map(note -> new Entry(note.at(), note.kind().name(), Optional.empty())))
            .sorted(Comparator.comparing(Entry::at).reversed())
            .toList());
  }

  /**
   * How many hours had gone by, over the last 30 days, since LinkedIn last said that the session
   * lives: a JSON array of times in epoch seconds and one of hours, where null is a gap.
   */
  public String freshness(Instant now) {
    JsonArray times = new JsonArray();
    JsonArray hours = new JsonArray();
    Instant since = now.minus(CHARTED);
    Optional<Instant> proof = Optional.empty();
    for (Entry entry : entries.reversed()) {
      boolean isProof = PROOFS.contains(entry.kind());
      if (isProof || ENDS.contains(entry.kind())) {
        add(times, hours, proof, entry.at(), since);
        proof = isProof ? Optional.of(entry.at()) : Optional.empty();
        if (proof.isPresent()) {
          add(times, hours, proof, entry.at(), since);
        } else if (!entry.at().isBefore(since)) {
          times.add(entry.at().getEpochSecond());
          hours.add((Number) null);
        }
      }
    }
    add(times, hours, proof, now, since);
    JsonArray both = new JsonArray();
    both.add(times);
    both.add(hours);
    return both.toString();
  }

  private static void add(
      JsonArray times, JsonArray hours, Optional<Instant> proof, Instant at, Instant since) {
    if (proof.isPresent() && !at.isBefore(since)) {
      times.add(at.getEpochSecond());
      hours.add(Math.round(Duration.between(proof.get(), at).toMinutes() / 6.0) / 10.0);
    }
  }

  private static Entry entry(RecordEntry recorded) {
    JsonObject body = JsonParser.parseString(recorded.body()).getAsJsonObject();
    return new Entry(
        Instant.parse(body.get("at").getAsString()),
        body.get("event").getAsString(),
        TELLING.stream()
            .map(body::get)
            .filter(value -> value != null && value.isJsonPrimitive())
            .map(JsonElement::getAsString)
            .findFirst());
  }
}
