package run.edges.companion.testbed.bench.idle;

import java.util.List;
import run.edges.companion.testbed.bench.fleet.ClientLoop;
import run.edges.companion.testbed.bench.fleet.Connection;
import run.edges.companion.testbed.bench.fleet.Device;
import run.edges.companion.testbed.bench.fleet.ServerUnderTest;

/** Our server, with devices that are enrolled already. */
record ServerSide(ClientLoop loop, ServerUnderTest server, List<Device> devices) implements Side {
  @Override
  public String name() {
    return "Edges Companion";
  }

  @Override
  public long pid() {
    return server.pid();
  }

  @Override
  public Connection connect(int index) {
    return devices.get(index).connect(loop, server);
  }

  @Override
  public void close() {
    server.close();
  }
}
