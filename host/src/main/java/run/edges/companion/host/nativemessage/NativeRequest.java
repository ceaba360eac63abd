package run.edges.companion.host.nativemessage;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import run.edges.companion.protocol.wire.CapturedSession;
import run.edges.companion.protocol.wire.DeviceMessage.Consent;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.LinkedInMember;
import run.edges.companion.protocol.wire.SharedLink;

/** What the extension asks, after {@link Hello}. Fields are well-formed. */
public sealed interface NativeRequest {
  /** The first message, which names the browser profile. */
  record Hello(String id, String profileId, String deviceName) {}

  /** What only a server can answer; the answer, or the error, carries the id back. */
  sealed interface ToServer extends NativeRequest {
    String id();

    ServerRef server();
  }

  /** Asks what a link is. */
  record Inspect(String id, SharedLink link) implements ToServer {
    @Override
    public ServerRef server() {
      return ServerRef.of(link);
    }
  }

  /** The owner accepted. */
  record Accept(String id, SharedLink link, Consent consent, LinkedInMember linkedinMember)
      implements ToServer {
    @Override
    public ServerRef server() {
      return ServerRef.of(link);
    }
  }

  /** The servers to hold channels to, replacing the list before. */
  record Connect(List<Listed> servers) implements NativeRequest {}

  /** One server and the integrations shared with it. */
  record Listed(ServerRef server, Set<String> integrations) {}

  /** The live session may have changed. */
  record Changed() implements NativeRequest {}

  /**
   * Answers a {@code read}.
   *
   * @param session empty if it is malformed
   */
  record Session(String id, Optional<CapturedSession> session) implements NativeRequest {}

  /** Answers a {@code read}: there is no session. */
  record Unavailable(String id, ErrorCode reason) implements NativeRequest {}

  /** The owner takes the consent back. */
  record Revoke(String id, ServerRef server, String integrationId) implements ToServer {}

  /** The owner pauses sharing until a time, or lets it go on now. */
  record Pause(String id, ServerRef server, String integrationId, Optional<Instant> until)
      implements ToServer {}

  /** Asks for the consent record. */
  record ReadRecord(String id, ServerRef server, String integrationId) implements ToServer {}

  /** Asks whether browsers can start the host, and whether it reaches its servers. */
  record Doctor(String id) implements NativeRequest {}

  /** Asks for the address of the owner's page. */
  record OwnerPage(String id, ServerRef server, String integrationId) implements ToServer {}
}
