package run.edges.companion.host.frame;

/** Ends the process at once: nothing that runs may keep one that no browser talks to. */
public record Halt(int status) implements Runnable {
  @Override
  public void run() {
    Runtime.getRuntime().halt(status);
  }
}
