package run.edges.companion.host.upload;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import run.edges.companion.host.nativemessage.Extension.ChannelStatus;
import run.edges.companion.host.nativemessage.Problem;
import run.edges.companion.host.nativemessage.ServerRef;
import run.edges.companion.protocol.wire.IntegrationState;

/** How a channel stands, as the extension was told last. Guarded by its channel. */
final class StatusReport {
  private final ServerRef server;
  private final Context context;
  private final Supplier<Optional<List<IntegrationState>>> states;
  private @Nullable ChannelStatus status;
  private @Nullable Problem problem;

  /**
   * A report that nobody was told anything of yet.
   *
   * @param states those of the integrations that the extension asked about, as far as they are
   *     known; empty while it asked about none
   */
  StatusReport(
      ServerRef server, Context context, Supplier<Optional<List<IntegrationState>>> states) {
    this.server = server;
    this.context = context;
    this.states = states;
  }

  boolean is(@Nullable ChannelStatus other) {
    return status == other;
  }

  /** Forgets what was told. */
  void clear() {
    status = null;
  }

  /** Tells a new status; one that was told is told again only if it is {@code ONLINE}. */
  void tell(ChannelStatus newer, @Nullable Problem why) {
    boolean same = newer == status && Objects.equals(why, problem);
    status = newer;
    problem = why;
    if (!same || newer == ChannelStatus.ONLINE) {
      tellAgain();
    }
  }

  /** As {@link #tell}, with the problem as it was. */
  void tell(ChannelStatus newer) {
    tell(newer, problem);
  }

  void tellAgain() {
    ChannelStatus now = status;
    if (now != null) {
      states.get().ifPresent(known -> context.extension().status(server, now, problem, known));
    }
  }
}
