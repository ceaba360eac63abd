package run.edges.companion.testbed.product;

import java.nio.file.Path;

/** A real browser on a profile of its own. */
public interface Browser extends AutoCloseable {
  /** Its folder. */
  Path profile();

  /** Takes a picture of the page it is at. */
  void screenshot(Path file);

  @Override
  void close();
}
