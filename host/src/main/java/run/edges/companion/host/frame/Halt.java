package run.edges.companion.host.frame;

import java.io.Closeable;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Ends the process at once: nothing that runs may keep one that no browser talks to. */
public record Halt(int status) implements Runnable {
  private static final Set<Closeable> WAITED_ON = ConcurrentHashMap.newKeySet();

  /**
   * Has this closed before the end. The JVM lets a thread that waits in the system for input have
   * 300 ms to come back before it ends.
   */
  public static void closeFirst(Closeable waitedOn) {
    WAITED_ON.add(waitedOn);
  }

  /** It is closed already. */
  public static void forget(Closeable closed) {
    WAITED_ON.remove(closed);
  }

  @Override
  public void run() {
    for (Closeable each : WAITED_ON) {
      try {
        each.close();
      } catch (IOException endsAnyway) {
        // The end of the process closes it.
      }
    }
    Runtime.getRuntime().halt(status);
  }
}
