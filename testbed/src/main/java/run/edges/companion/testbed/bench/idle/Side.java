package run.edges.companion.testbed.bench.idle;

import run.edges.companion.testbed.bench.fleet.Connection;

/** One of the two servers that are compared. */
interface Side extends AutoCloseable {
  String name();

  long pid();

  /** Opens the connection with this index, as an idle device holds it. */
  Connection connect(int index);

  @Override
  void close();
}
