package run.edges.companion.server.owner;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.api.SetupMethod;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.statement.ServerIdentity;
import run.edges.companion.protocol.statement.Statement;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.IntegrationState;
import run.edges.companion.protocol.wire.LinkedInMember;
import run.edges.companion.protocol.wire.ProtocolException;
import run.edges.companion.protocol.wire.ServerMessage.RecordEntry;
import run.edges.companion.protocol.wire.WireJson;
import run.edges.companion.server.http.ApiException;
import run.edges.companion.server.http.Fields;
import run.edges.companion.server.http.RateLimit;
import run.edges.companion.server.integration.Integration;
import run.edges.companion.server.integration.Revocation;
import run.edges.companion.server.pause.Pauses;

/**
 * What the owner's page asks: the token stands in its address's fragment and comes in bodies only;
 * whoever has it is the owner.
 */
@Path("owner/{uid}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class OwnerResource {
  private static final int REQUESTS_PER_MINUTE = 120;

  private final Revocation.Stores stores;
  private final OwnerTokens tokens;
  private final Pauses pauses;
  private final Revocation revocation;
  private final ServerIdentity identity;
  private final Predicate<String> online;
  private final RateLimit pages = new RateLimit(REQUESTS_PER_MINUTE, Duration.ofMinutes(1));
  private final Clock clock;

  /**
   * A resource.
   *
   * @param online whether a device has a channel
   */
  public OwnerResource(
      Revocation.Stores stores,
      OwnerTokens tokens,
      Pauses pauses,
      Revocation revocation,
      ServerIdentity identity,
      Predicate<String> online,
      Clock clock) {
    this.stores = stores;
    this.tokens = tokens;
    this.pauses = pauses;
    this.revocation = revocation;
    this.identity = identity;
    this.online = online;
    this.clock = clock;
  }

  /**
   * Body of a look.
   *
   * @param before shows the entries of the consent record before this index; the newest without
   */
  public record Look(@Nullable SecretText token, @Nullable Long before) {}

  /**
   * Body of a pause.
   *
   * @param until absent to go on now
   */
  public record Pause(@Nullable SecretText token, @Nullable Instant until) {}

  /** Body of everything else. */
  public record Only(@Nullable SecretText token) {}

  /**
   * All that the owner is shown.
   *
   * @param releases the newest hundred, newest first
   * @param serverIdentityKey that the receipt is signed by
   */
  public record State(
      String workspace,
      String identity,
      LinkedInMember linkedinMember,
      IntegrationState.State state,
      IntegrationState.Status status,
      @Nullable String error,
      SetupMethod setupMethod,
      Instant createdAt,
      @Nullable Instant pausedUntil,
      @Nullable Instant verifiedAt,
      @Nullable Instant refreshedAt,
      @Nullable Instant expiresAt,
      List<Device> devices,
      List<Release> releases,
      Part record,
      @Nullable Statement receipt,
      String serverIdentityKey) {}

  /**
   * A browser that the owner accepted in.
   *
   * @param current whether the stored session came from it
   * @param lastSessionAt when its newest session was stored
   */
  public record Device(
      String uid,
      String name,
      boolean online,
      boolean current,
      Instant acceptedAt,
      @Nullable Instant lastSessionAt) {}

  /** The session left the server: to an API key's holder, or on to a host. */
  public record Release(Instant at, @Nullable String by, @Nullable String to) {}

  /**
   * A part of the consent record.
   *
   * @param before what to ask for the part before this one with; absent if this has the first entry
   */
  public record Part(List<RecordEntry> entries, @Nullable Long before) {}

  /** The proof that the session is deleted. */
  public record Stopped(Statement receipt, String serverIdentityKey) {}

  /** The whole consent record, to be kept by the owner. */
  public record Document(
      String integrationId,
      String workspace,
      String identity,
      LinkedInMember linkedinMember,
      Instant writtenAt,
      List<RecordEntry> entries,
      @Nullable Statement receipt,
      String serverIdentityKey) {}

  @POST
  @Path("state")
  public State state(@PathParam("uid") String uid, @Nullable Look body) {
    Look look = Fields.body(body);
    require(uid, look.token());
    Long before = look.before();
    return read(uid, before == null ? Long.MAX_VALUE : before);
  }

  /** Pauses, or goes on; answers as a look does. */
  @POST
  @Path("pause")
  public State pause(@PathParam("uid") String uid, @Nullable Pause body) {
    Pause wanted = Fields.body(body);
    require(uid, wanted.token());
    try {
      var _ = pauses.pauseByOwner(uid, Optional.ofNullable(wanted.until()));
    } catch (ProtocolException refused) {
      if (refused.code() == ErrorCode.MESSAGE_INVALID) {
        throw ApiException.badParameters("until must be a time within the next 90 days.");
      }
      throw refused;
    }
    return read(uid, Long.MAX_VALUE);
  }

  @POST
  @Path("stop")
  public Stopped stop(@PathParam("uid") String uid, @Nullable Only body) {
    require(uid, Fields.body(body).token());
    return new Stopped(revocation.revokeByOwner(uid), identity.publicKey());
  }

  @POST
  @Path("record")
  public Response record(@PathParam("uid") String uid, @Nullable Only body) {
    require(uid, Fields.body(body).token());
    Document document =
        stores
            .database()
            .read(handle -> {
              Integration integration = get(handle, uid);
              return new Document(
                  uid,
                  integration.workspaceName(),
                  integration.identityName(),
                  integration.linkedinMember(),
                  clock.instant(),
                  stores.consent().all(handle, uid),
                  integration.receipt(),
                  identity.publicKey());
            });
    return Response.ok(document)
        .header("Content-Disposition", "attachment; filename=\"edges-companion-" + uid + ".json\"")
        .build();
  }

  /**
   * Makes sure that the token is for this integration and not over. An address that sends wrong
   * ones is slowed down as one with wrong API keys: each is a 401.
   */
  private void require(String uid, @Nullable SecretText token) {
    switch (token == null ? OwnerTokens.Standing.WRONG : tokens.check(uid, token)) {
      case GOOD -> pages.take(uid);
      case EXPIRED ->
          throw new ApiException(
              401,
              "OWNER_LINK_EXPIRED",
              "This link has expired. Open your page again from the extension.");
      case WRONG -> throw wrong();
    }
  }

  private static ApiException wrong() {
    return new ApiException(
        401,
        "OWNER_LINK_INVALID",
        "This is not a complete link to your page. Open the whole link, or your page from the extension.");
  }

  private Integration get(Handle handle, String uid) {
    return stores.integrations().find(handle, uid).orElseThrow(OwnerResource::wrong);
  }

  private State read(String uid, long before) {
    return stores
        .database()
        .read(handle -> {
          Integration integration = get(handle, uid);
          Integration.Stored stored = integration.stored();
          return new State(
              integration.workspaceName(),
              integration.identityName(),
              integration.linkedinMember(),
              integration.state(),
              integration.status(),
              integration.error(),
              integration.setupMethod(),
              integration.createdAt(),
              integration.pausedUntil(clock.instant()),
              integration.verifiedAt(),
              stored == null ? null : stored.at(),
              stored == null ? null : stored.liAtExpiresAt(),
              devices(handle, integration),
              releases(handle, uid),
              part(stores.consent().newestBefore(handle, uid, before)),
              integration.receipt(),
              identity.publicKey());
        });
  }

  private List<Device> devices(Handle handle, Integration integration) {
    return stores.devices().enrolmentsOf(handle, integration.uid()).stream()
        .map(one ->
            new Device(
                one.device().uid(),
                one.device().name(),
                online.test(one.device().uid()),
                one.device().uid().equals(integration.currentDeviceUid()),
                one.since(),
                one.lastSessionAt()))
        .toList();
  }

  private List<Release> releases(Handle handle, String uid) {
    return stores.consent().newestReleases(handle, uid).stream()
        .map(OwnerResource::body)
        .map(body ->
            new Release(
                Instant.parse(body.get("at").getAsString()),
                WireJson.findString(body, "by").orElse(null),
                WireJson.findString(body, "to").orElse(null)))
        .toList()
        .reversed();
  }

  private static Part part(List<RecordEntry> entries) {
    long first = entries.isEmpty() ? 0 : body(entries.getFirst()).get("index").getAsLong();
    return new Part(entries, first == 0 ? null : first);
  }

  private static JsonObject body(RecordEntry entry) {
    return JsonParser.parseString(entry.body()).getAsJsonObject();
  }
}
