package run.edges.companion.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.edges.companion.protocol.wire.IntegrationState;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.protocol.wire.ServerMessage;
import run.edges.companion.protocol.wire.SharedLink;
import run.edges.companion.protocol.wire.WireJson;
import run.edges.companion.server.testing.Address;
import run.edges.companion.server.testing.Api;
import run.edges.companion.server.testing.ChildServer;
import run.edges.companion.server.testing.RunningServer;
import run.edges.companion.server.testing.Samples;
import run.edges.companion.server.testing.TestDevice;

/** What was acknowledged is there after kill -9. */
class DurabilityIT {
  private static final int KILLS = Integer.getInteger("companion.kills", 20);
  private static final int SENT = 100;

  @TempDir private Path scratch = Path.of("");

  private ChildServer serve() throws Exception {
    return ChildServer.serve(
        scratch,
        Map.of(
            "EDGES_COMPANION_HTTP_PORT",
            "0",
            "EDGES_COMPANION_DATA_FOLDER",
            folder().toString(),
            "EDGES_COMPANION_CHANNEL_MESSAGES_PER_MINUTE",
            "100000"));
  }

  private Path folder() {
    return scratch.resolve("data");
  }

  @Test
  void kill_whileSessionsAreStored_losesNothingAcknowledged() throws Exception {
    ChildServer server = serve();
    try {
      Address address = server.address(folder());
      Api api = new Api(address, RunningServer.apiKey(folder()));
      String identity = api.createIdentity("Ada");
      SharedLink link = api.issueLink(identity);
      TestDevice device = TestDevice.connect(address);
      IntegrationState last = device.accept(link);
      for (int kill = 0; kill < KILLS; kill++) {
        IntegrationState acknowledged = storeUntilKilled(server, device, last);
        server = serve();
        TestDevice again = TestDevice.connect(server.address(folder()), device.key());
        last = again.hello(device.uid()).getFirst();
        assertThat(last.sequence()).isGreaterThanOrEqualTo(acknowledged.sequence());
        assertThat(last.status()).isEqualTo(Status.VALID);
        assertThat(last.verifiedAt()).isAfterOrEqualTo(acknowledged.verifiedAt());
        device.close();
        device = again;
      }
      device.store(last.integrationId(), Samples.session("after-all"));
    } finally {
      server.close();
    }
  }

  /** Pushes sessions without waiting, kills after some answers; returns the last one there was. */
  private static IntegrationState storeUntilKilled(
      ChildServer server, TestDevice device, IntegrationState from) throws InterruptedException {
    for (int i = 1; i <= SENT; i++) {
      device.send(
          WireJson.write(
              device.sessionMessage(
                  from.integrationId(),
                  from.sequence() + i,
                  Samples.session("value-" + i).write(),
                  null)));
    }
    int answers = ThreadLocalRandom.current().nextInt(1, SENT / 2);
    IntegrationState acknowledged = from;
    for (int i = 0; i < answers; i++) {
      acknowledged = device.inbox().answer(ServerMessage.Stored.class).integration();
    }
    server.kill();
    ServerMessage late = device.inbox().poll(200, TimeUnit.MILLISECONDS);
    while (late instanceof ServerMessage.Stored stored) {
      acknowledged = stored.integration();
      late = device.inbox().poll(200, TimeUnit.MILLISECONDS);
    }
    return acknowledged;
  }
}
