package run.edges.companion.host.upload;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import run.edges.companion.host.nativemessage.NativeRequest;

/** What the owner asked for and no server was told yet, in order. Guarded by its channel. */
final class WaitingRequests {
  private final List<NativeRequest.ToServer> requests = new ArrayList<>();

  void add(NativeRequest.ToServer request) {
    requests.add(request);
  }

  boolean isEmpty() {
    return requests.isEmpty();
  }

  boolean has(Class<? extends NativeRequest.ToServer> type) {
    return requests.stream().anyMatch(type::isInstance);
  }

  /** Takes those of a kind out. */
  <T extends NativeRequest.ToServer> List<T> take(Class<T> type) {
    List<T> taken = new ArrayList<>();
    for (Iterator<NativeRequest.ToServer> all = requests.iterator(); all.hasNext(); ) {
      NativeRequest.ToServer request = all.next();
      if (type.isInstance(request)) {
        taken.add(type.cast(request));
        all.remove();
      }
    }
    return taken;
  }
}
