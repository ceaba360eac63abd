package run.edges.companion.testbed.bench.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import run.edges.companion.protocol.wire.LinkedInMember;
import run.edges.companion.protocol.wire.SharedLink;

/** Does the same for many devices, some at a time. */
public final class Fleet {
  private static final int AT_A_TIME = 32;

  private Fleet() {}

  /**
   * Enrols devices over the real channel, with links from the REST API.
   *
   * @param devicesPerIdentity how many share one link and one integration
   */
  public static List<Device> enrol(
      ClientLoop loop, ServerUnderTest server, int devices, int devicesPerIdentity)
      throws InterruptedException {
    int identities = (devices + devicesPerIdentity - 1) / devicesPerIdentity;
    List<SharedLink> links =
        forEach(identities, identity -> server.issueLink("Owner number " + identity));
    return forEach(
        devices,
        device -> {
          int identity = device / devicesPerIdentity;
          LinkedInMember member =
              new LinkedInMember(Integer.toString(1000 + identity), null, "Owner " + identity);
          return Device.enrol(loop, server, links.get(identity), member);
        });
  }

  /** Calls {@code work} with 0, 1, ... and returns what it returned, in that order. */
  public static <T> List<T> forEach(int count, IntFunction<T> work) throws InterruptedException {
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME)) {
      List<Callable<T>> calls = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        int index = i;
        calls.add(() -> work.apply(index));
      }
      List<T> results = new ArrayList<>(count);
      for (Future<T> done : threads.invokeAll(calls)) {
        results.add(done.get());
      }
      return results;
    } catch (ExecutionException failed) {
      throw new IllegalStateException("one of many failed", failed.getCause());
    }
  }
}
