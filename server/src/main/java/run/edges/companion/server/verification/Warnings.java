package run.edges.companion.server.verification;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import run.edges.companion.server.integration.Integration;
import run.edges.companion.server.integration.Revocation;
import run.edges.companion.server.webhook.IntegrationEvents;

/** Says once, ahead of time, that a cookie ends by its own date. */
public final class Warnings {
  /** How long before. */
  public static final Duration AHEAD = Duration.ofDays(7);

  private final Revocation.Stores stores;
  private final VerificationStore store;
  private final IntegrationEvents events;
  private final Clock clock;

  public Warnings(
      Revocation.Stores stores, VerificationStore store, IntegrationEvents events, Clock clock) {
    this.stores = stores;
    this.store = store;
    this.events = events;
    this.clock = clock;
  }

  /** Warns of every cookie that ends within a week. */
  public void warn() {
    stores
        .database()
        .write(handle -> {
          Instant now = clock.instant();
          for (String cookie : List.of("li_at", "li_a")) {
            store
                .takeEnding(handle, cookie, now, now.plus(AHEAD))
                .forEach(ending -> append(handle, ending.integrationUid(), now));
          }
          return true;
        });
  }

  private void append(Handle handle, String integrationUid, Instant now) {
    Integration integration = stores.integrations().find(handle, integrationUid).orElseThrow();
    events.append(
        handle,
        integration.workspaceUid(),
        integrationUid,
        IntegrationEvents.Event.SESSION_EXPIRES_SOON,
        now,
        () -> stores.bodies().of(handle, integration));
  }
}
