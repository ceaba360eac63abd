import { sameMember } from "../linkedin/member.js";
import { pausedUntil } from "./pauses.js";

/**
 * Answers the host's `read`: verify first, send second. Only for an integration that its owner accepted and neither stopped nor
 * paused; for any other there is no answer at all, because even "signed out" would be a word about the owner.
 *
 * `consentFor(integrationId, reason)` gives the accept that a read belongs to while its consent is being carried out.
 */
export class Reads {
  #shares;
  #check;
  #send;
  #consentFor;
  #now;
  delivered;

  constructor({ shares, check, send, consentFor, now }) {
    this.#shares = shares;
    this.#check = check;
    this.#send = send;
    this.#consentFor = consentFor;
    this.#now = now;
  }

  /** Returns whether the host was right to ask, because the share is active. */
  async answer({ id, integration_id: integrationId, reason }) {
    if (!this.#grant(integrationId, reason)) return this.#isActive(integrationId);
    const live = await this.#check();
    // The owner can have stopped sharing while LinkedIn was asked.
    const grant = this.#grant(integrationId, reason);
    if (!grant) return this.#isActive(integrationId);
    const unavailable = live.unavailable ?? (sameMember(live.member, grant.member) ? undefined : "OTHER_MEMBER");
    if (unavailable) {
      this.#send({ type: "unavailable", id, reason: unavailable });
      this.delivered = undefined;
    } else {
      await grant.begin();
      if (!this.#grant(integrationId, reason)) return this.#isActive(integrationId);
      this.#send({ type: "session", id, session: live.session });
      this.delivered = live.picked;
    }
    await this.#note(integrationId, unavailable, live);
    return true;
  }

  #isActive(integrationId) {
    return this.#shares.get(integrationId)?.state === "ACTIVE";
  }

  #grant(integrationId, reason) {
    const consent = reason === "ACCEPTED" ? this.#consentFor(integrationId) : undefined;
    if (consent) return consent;
    const share = this.#shares.get(integrationId);
    const isSent = share?.state === "ACTIVE" && !pausedUntil(share, Date.parse(this.#now()));
    return isSent ? { member: share.linkedin_member, begin: () => {} } : undefined;
  }

  async #note(integrationId, unavailable, live) {
    const at = this.#now();
    if (!unavailable) {
      const cookies = live.session.cookies.map((cookie) => cookie.name);
      await this.#shares.noteSent(integrationId, { at, cookies, outcome: "sent" });
    }
    const problem = unavailable ? { error: unavailable, at } : undefined;
    await this.#shares.update(integrationId, { problem, checked_at: at });
  }
}
