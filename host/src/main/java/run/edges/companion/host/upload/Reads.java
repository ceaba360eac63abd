package run.edges.companion.host.upload;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Which read belongs to which integration. Thread-safe. */
final class Reads {
  /** One read that the extension has not answered. */
  record Read(String id, Channel channel, Sharing sharing) {}

  private final Map<String, Read> open = new ConcurrentHashMap<>();
  private final AtomicLong last = new AtomicLong();

  String add(Channel channel, Sharing sharing) {
    String id = "r" + last.incrementAndGet();
    open.put(id, new Read(id, channel, sharing));
    return id;
  }

  Optional<Read> find(String id) {
    return Optional.ofNullable(open.get(id));
  }

  /** Whether there was such a read, answered or not. */
  boolean isKnown(String id) {
    try {
      return id.startsWith("r") && Long.parseLong(id.substring(1)) <= last.get();
    } catch (NumberFormatException notOurs) {
      return false;
    }
  }

  void remove(String id) {
    open.remove(id);
  }
}
