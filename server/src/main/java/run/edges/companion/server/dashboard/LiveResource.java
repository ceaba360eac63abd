package run.edges.companion.server.dashboard;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import run.edges.companion.server.access.AccessFilter;
import run.edges.companion.server.database.Database;
import run.edges.companion.server.integration.Signals;

/**
 * {@code /dashboard/events}: tells pages that are open that something in their workspace changed,
 * as server-sent events. At most one a second for each page, whatever happens meanwhile; it carries
 * nothing of it, and the page asks for what it shows.
 */
@Path("dashboard/events")
public final class LiveResource implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveResource.class);
  private static final int HEARTBEAT_TICKS = 15;
  private static final int MOST_VIEWERS = 500;

  private final Database database;
  private final IntegrationTableStore table;
  private final Set<Viewer> viewers = ConcurrentHashMap.newKeySet();
  private final Set<String> touched = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("dashboard-live").factory());
  private int ticks;

  private record Viewer(String workspaceUid, SseEventSink sink, Sse sse) {}

  public LiveResource(Database database, IntegrationTableStore table, Signals signals) {
    this.database = database;
    this.table = table;
    signals.receive(this::note);
    var _ = clock.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
  }

  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public void watch(
      @Context ContainerRequestContext request, @Context SseEventSink sink, @Context Sse sse) {
    if (viewers.size() >= MOST_VIEWERS) {
      close(sink);
      return;
    }
    viewers.add(new Viewer(AccessFilter.member(request).workspaceUid(), sink, sse));
    // The browser learns at once that it is connected.
    var _ = sink.send(sse.newEventBuilder().comment("hello").build());
  }

  @Override
  public void close() {
    clock.shutdownNow();
    viewers.forEach(viewer -> close(viewer.sink()));
  }

  private static void close(SseEventSink sink) {
    try {
      sink.close();
    } catch (IOException left) {
      LOG.trace("A page was left");
    }
  }

  private int note(Signals.Signal signal) {
    if (!viewers.isEmpty()) {
      touched.add(signal.integrationUid());
    }
    return 0;
  }

  /** Whatever fails: the next tick comes only if this one ends well. */
  private void tick() {
    ticks++;
    viewers.removeIf(viewer -> viewer.sink().isClosed());
    List<String> news = List.copyOf(touched);
    news.forEach(touched::remove);
    try {
      tell(news);
    } catch (RuntimeException failed) {
      touched.addAll(news);
      LOG.debug("News wait for the next second: {}", failed.getClass().getName());
    }
  }

  private void tell(List<String> news) {
    if (!news.isEmpty()) {
      Set<String> workspaces = database.read(handle -> table.workspacesOf(handle, news));
      // A browser hands on no event without data.
      viewers.stream()
          .filter(viewer -> workspaces.contains(viewer.workspaceUid()))
          .forEach(viewer ->
              send(viewer, viewer.sse().newEventBuilder().name("changed").data("now").build()));
    }
    if (ticks % HEARTBEAT_TICKS == 0) {
      viewers.forEach(
          viewer -> send(viewer, viewer.sse().newEventBuilder().comment("still here").build()));
    }
  }

  private static void send(Viewer viewer, OutboundSseEvent event) {
    try {
      var _ = viewer.sink().send(event);
    } catch (IllegalStateException gone) {
      LOG.trace("A page was left");
    }
  }
}
