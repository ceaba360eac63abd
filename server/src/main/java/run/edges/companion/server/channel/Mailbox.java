package run.edges.companion.server.channel;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Hands the texts of one channel to a virtual thread, one after the other, so that the container's
 * few threads never wait for the database. Bounded: a device that sends faster than it is answered
 * is refused. Thread-safe.
 */
final class Mailbox {
  private static final int CAPACITY = 128;

  private final Deque<String> texts = new ArrayDeque<>();
  private final Consumer<String> reader;
  private boolean reading;

  Mailbox(Consumer<String> reader) {
    this.reader = reader;
  }

  /** Takes a text; false if too many wait. */
  boolean offer(String text) {
    synchronized (texts) {
      if (texts.size() >= CAPACITY) {
        return false;
      }
      texts.add(text);
      if (reading) {
        return true;
      }
      reading = true;
    }
    Thread.startVirtualThread(this::readAll);
    return true;
  }

  private void readAll() {
    while (true) {
      String text;
      synchronized (texts) {
        text = texts.poll();
        if (text == null) {
          reading = false;
          return;
        }
      }
      reader.accept(text);
    }
  }
}
