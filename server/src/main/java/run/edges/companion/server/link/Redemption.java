package run.edges.companion.server.link;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import run.edges.companion.protocol.api.SetupMethod;
import run.edges.companion.protocol.wire.DeviceMessage.Consent;
import run.edges.companion.protocol.wire.DeviceMessage.Enrolment;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.ProtocolException;
import run.edges.companion.protocol.wire.ServerMessage.Offer;
import run.edges.companion.server.consent.ConsentRecord;
import run.edges.companion.server.device.Device;
import run.edges.companion.server.integration.Integration;
import run.edges.companion.server.integration.IntegrationStore;
import run.edges.companion.server.integration.Revocation;
import run.edges.companion.server.pause.Pauses;

/** What a shared link is, and its redemption: a device is enrolled with the owner's consent. */
public final class Redemption {
  private static final Set<String> ITEMS = Set.of("li_at", "li_a", "user_agent");

  private final Revocation.Stores stores;
  private final LinkStore links;
  private final Pauses pauses;
  private final Clock clock;

  public Redemption(Revocation.Stores stores, LinkStore links, Pauses pauses, Clock clock) {
    this.stores = stores;
    this.links = links;
    this.pauses = pauses;
    this.clock = clock;
  }

  /**
   * The device, and the integration it may now send for.
   *
   * @param resumed whether the owner's pause ended with it, which the other devices do not know
   */
  public record Redeemed(Device device, Integration integration, long sequence, boolean resumed) {}

  /**
   * What the owner is asked for.
   *
   * @throws ProtocolException as {@link LinkStore#getActive}
   */
  public Offer inspect(String messageId, String linkId) {
    return stores
        .database()
        .read(handle -> {
          IssuedLink link = links.getActive(handle, linkId, clock.instant());
          return links
              .findAsker(handle, linkId)
              .map(asker ->
                  new Offer(messageId, asker.workspace(), asker.identity(), link.expiresAt()))
              .orElseThrow();
        });
  }

  /**
   * Redeems a link. Idempotent for a device key.
   *
   * @throws ProtocolException as {@link #inspect}, or {@code CONSENT_INVALID}, {@code
   *     MEMBER_MISMATCH} or {@code STORAGE_UNAVAILABLE}
   */
  public Redeemed redeem(String linkId, String devicePublicKey, Enrolment enrolment) {
    if (!Set.copyOf(enrolment.consent().items()).equals(ITEMS)) {
      throw new ProtocolException(ErrorCode.CONSENT_INVALID);
    }
    return stores
        .database()
        .write(handle -> {
          if (!links.isSecret(handle, linkId, enrolment.linkSecret())) {
            throw new ProtocolException(ErrorCode.LINK_UNKNOWN);
          }
          Instant now = clock.instant();
          IssuedLink link = links.getActive(handle, linkId, now);
          Integration integration = pinned(handle, link, enrolment, now);
          var devices = stores.devices();
          Device device =
              devices.findOrCreate(handle, devicePublicKey, enrolment.deviceName(), now);
          devices.enrol(handle, device.uid(), integration.uid(), now);
          stores
              .consent()
              .append(
                  handle,
                  integration.uid(),
                  ConsentRecord.Event.ACCEPTED,
                  now,
                  details(linkId, device, enrolment));
          links.markUsed(handle, linkId, now);
          return new Redeemed(
              device,
              pauses.resume(handle, integration, Pauses.Who.at(device)),
              devices.findSequence(handle, device.uid(), integration.uid()).orElseThrow(),
              integration.pausedUntil(now) != null);
        });
  }

  private Integration pinned(Handle handle, IssuedLink link, Enrolment enrolment, Instant now) {
    IntegrationStore integrations = stores.integrations();
    Integration integration =
        integrations
            .findActive(handle, link.identityUid())
            .orElseGet(() ->
                integrations
                    .find(
                        handle,
                        integrations.create(
                            handle,
                            link.identityUid(),
                            enrolment.linkedinMember(),
                            SetupMethod.SHARED_EXTENSION,
                            now))
                    .orElseThrow());
    if (!integration.linkedinMember().isSameAs(enrolment.linkedinMember())) {
      throw new ProtocolException(ErrorCode.MEMBER_MISMATCH);
    }
    return integration;
  }

  private static JsonObject details(String linkId, Device device, Enrolment enrolment) {
    Consent consent = enrolment.consent();
    JsonArray items = new JsonArray();
    consent.items().forEach(items::add);
    JsonObject details = new JsonObject();
    details.addProperty("link", linkId);
    details.addProperty("device", device.name());
    details.addProperty("linkedin_member", enrolment.linkedinMember().name());
    details.addProperty("text", consent.text());
    details.addProperty("text_sha256", consent.textSha256());
    details.addProperty("accepted_at", consent.acceptedAt().toString());
    details.add("items", items);
    return details;
  }
}
