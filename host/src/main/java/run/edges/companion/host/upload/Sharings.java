package run.edges.companion.host.upload;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import run.edges.companion.host.nativemessage.Extension.ReadReason;
import run.edges.companion.host.nativemessage.Problem;
import run.edges.companion.protocol.wire.IntegrationState;

/**
 * The integrations of one server: those that the extension listed, and those that the server spoke
 * of. Guarded by its channel.
 */
final class Sharings {
  private final Map<String, Sharing> known = new LinkedHashMap<>();
  private final Function<String, Sharing> first;
  private Set<String> listed = new LinkedHashSet<>();

  /** None yet; {@code first} makes one that is new. */
  Sharings(Function<String, Sharing> first) {
    this.first = first;
  }

  /** The sharing of an integration, made if it is new. */
  Sharing get(String integrationId) {
    return known.computeIfAbsent(integrationId, first);
  }

  /** Replaces the list; returns what is new in it. */
  Set<String> list(Set<String> integrations) {
    Set<String> added = new LinkedHashSet<>(integrations);
    added.removeAll(listed);
    listed = new LinkedHashSet<>(integrations);
    known.forEach((id, sharing) -> {
      if (!listed.contains(id)) {
        sharing.unlisted();
      }
    });
    return added;
  }

  void listOneMore(String integrationId) {
    listed.add(integrationId);
  }

  /** Takes one off the list again, unless a session of it was stored before. */
  void unlistIfNeverStored(String integrationId) {
    Sharing sharing = known.get(integrationId);
    if (sharing == null || sharing.state() == null || sharing.state().verifiedAt() == null) {
      listed.remove(integrationId);
    }
  }

  Set<String> listed() {
    return listed;
  }

  boolean isListed(String integrationId) {
    return listed.contains(integrationId);
  }

  /** Whether the extension shares it, and it is neither ended nor paused. */
  boolean isToBeRead(Sharing sharing) {
    return isListed(sharing.integrationId()) && sharing.goesOn();
  }

  /** Reads those of these integrations that are neither ended nor paused. */
  void readAll(Set<String> integrations, ReadReason reason) {
    for (String id : integrations) {
      Sharing sharing = known.get(id);
      if (sharing != null && sharing.goesOn()) {
        sharing.ask(reason);
      }
    }
  }

  void forgetReceipts() {
    known.values().forEach(Sharing::forgetReceipt);
  }

  void loseAll(Problem reason) {
    List.copyOf(known.values()).forEach(sharing -> sharing.lost(reason));
  }

  boolean isAnyAccepting() {
    return known.values().stream().anyMatch(Sharing::isAccepting);
  }

  /** The states of the listed ones, as far as they are known; empty if none is listed. */
  Optional<List<IntegrationState>> states() {
    if (listed.isEmpty()) {
      return Optional.empty();
    }
    List<IntegrationState> states = new ArrayList<>();
    for (String id : listed) {
      Sharing sharing = known.get(id);
      if (sharing != null && sharing.state() != null) {
        states.add(sharing.state());
      }
    }
    return Optional.of(states);
  }
}
