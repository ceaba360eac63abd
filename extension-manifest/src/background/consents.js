import { consentTextHash, consentTextIn } from "../consent/consent-text.js";
import { memberName, sameMember } from "../linkedin/member.js";
import { describeSession } from "../linkedin/session.js";
import { Failure } from "../protocol/errors.js";
import { parseLink, sameServer } from "../protocol/link.js";
import { stateOf } from "../share/share-events.js";

const inspectDeadline = 20_000;
const acceptDeadline = 120_000;
const reviewable = ["checking", "blocked", "ready"];
const undecided = [...reviewable, "working"];

/**
 * The one consent that can be open, from the request of a page or the popup to its end. A page only asks; the window that decides is
 * the extension's. The link is forgotten when the consent ends.
 *
 * Phases: `checking`, `blocked` (the owner cannot accept, and why), `ready`, `working`, `done`, `failed` (for good).
 */
export class Consents {
  #parts;
  #current;

  /** `parts`: host, shares, check, windows `{ open, close }`, makeId, now, say (`{ failure, verified }` as text). */
  constructor(parts) {
    this.#parts = parts;
  }

  /** Opens the consent window and resolves at the end: `{ ok: true, line, … }` or `{ ok: false, code, error, message }`. */
  async request(text) {
    const link = parseLink(text);
    if (undecided.includes(this.#current?.phase)) {
      if (this.#current.link.text !== link.text) throw new Failure("MESSAGE_UNEXPECTED");
      await this.#parts.windows.focus(this.#current.windowId);
      return this.#current.result;
    }
    const consent = { id: this.#parts.makeId(), link, phase: "checking", run: 0 };
    consent.result = new Promise((resolve) => (consent.settle = resolve));
    this.#current = consent;
    this.#parts.host.hold("consent");
    consent.windowId = await this.#parts.windows.open(consent.id);
    return consent.result;
  }

  /** The page of the consent window connected. */
  attach(id, page) {
    const consent = this.#current?.id === id ? this.#current : undefined;
    if (!consent) return page.post({ phase: "ended" });
    consent.page = page;
    this.#show(consent, {});
    return this.#review(consent);
  }

  decide(id, { type }) {
    const consent = this.#current?.id === id ? this.#current : undefined;
    if (!consent) return undefined;
    if (type === "accept" && consent.phase === "ready") return this.#accept(consent);
    if (type === "decline" && consent.phase !== "working") return this.#decline(consent);
    const waitsForHost = consent.phase === "blocked" && consent.problem?.startsWith("HOST_");
    if (type === "retry" || (type === "tick" && waitsForHost)) {
      this.#parts.host.retry();
      return this.#review(consent);
    }
    return undefined;
  }

  /** The owner may have signed in, out, or in as somebody else. */
  sessionChanged() {
    const consent = this.#current;
    if (consent?.page && reviewable.includes(consent.phase)) this.#review(consent);
  }

  windowClosed(windowId) {
    const consent = this.#current;
    if (!consent || consent.windowId !== windowId) return;
    consent.page = undefined;
    if (consent.phase !== "working") this.#end(consent);
  }

  /**
   * The accept that a `read` for this integration belongs to. The first read after an accept was sent names its integration; an
   * accept is for one integration, so a read for any other is not covered.
   */
  grantFor(integrationId) {
    const consent = this.#current;
    if (consent?.phase !== "working" || (consent.integrationId ?? integrationId) !== integrationId) return undefined;
    return { member: consent.member, begin: () => this.#begin(consent, integrationId) };
  }

  async #review(consent) {
    if (!reviewable.includes(consent.phase)) return;
    const run = ++consent.run;
    try {
      await this.#parts.host.ready();
      consent.offer ??= await this.#inspect(consent.link);
      const live = await this.#parts.check();
      if (run !== consent.run) return;
      this.#show(consent, { ...this.#appraise(consent, live), offer: consent.offer });
    } catch (failure) {
      if (run !== consent.run) return;
      const final = !failure.mayRetry;
      this.#show(consent, { phase: final ? "failed" : "blocked", problem: failure.label, detail: failure.detail });
      if (final) this.#settle(consent, this.#failed(failure));
    }
  }

  async #inspect(link) {
    const offer = await this.#parts.host.request({ type: "inspect", link: link.text }, inspectDeadline);
    if (offer.server && !sameServer(offer.server, link.server)) throw new Failure("SERVER_IDENTITY_MISMATCH");
    return { workspace: offer.workspace, identity: offer.identity, expires_at: offer.expires_at };
  }

  #appraise(consent, live) {
    if (live.unavailable) return { phase: "blocked", problem: live.unavailable, member: undefined, session: undefined };
    const seen = { member: live.member, session: describeSession(live.picked), userAgent: live.session.user_agent };
    const known = this.#parts.shares.all().find((share) => isSameIntegration(share, consent));
    if (known && !sameMember(known.linkedin_member, live.member)) {
      return { ...seen, phase: "blocked", problem: "OTHER_MEMBER", pinned: memberName(known.linkedin_member) };
    }
    return { ...seen, phase: "ready", problem: undefined };
  }

  async #accept(consent) {
    this.#show(consent, { phase: "working", step: "register" });
    const acceptedAt = this.#parts.now();
    const { id, items, ...text } = consentTextIn(this.#parts.thisBrowser.language());
    consent.consent = { text: id, text_sha256: await consentTextHash(text), accepted_at: acceptedAt, items };
    const message = { type: "accept", link: consent.link.text, consent: consent.consent, linkedin_member: consent.member };
    try {
      const { integration } = await this.#parts.host.request(message, acceptDeadline);
      await this.#begin(consent, integration.integration_id);
      await this.#shared(consent, integration);
    } catch (failure) {
      await this.#withdraw(consent, failure);
    }
  }

  /**
   * Keeps the share before its session leaves the browser, so that whatever happens then, the owner sees it and can stop it.
   */
  async #begin(consent, integrationId) {
    if (consent.integrationId) return;
    consent.integrationId = integrationId;
    consent.previous = this.#parts.shares.get(integrationId);
    this.#show(consent, { step: "send" });
    if (consent.previous?.state !== "ACTIVE") await this.#parts.shares.put(this.#shareOf(consent, "ACCEPTING"));
  }

  async #shared(consent, integration) {
    const known = this.#parts.shares.get(consent.integrationId);
    const share = { ...this.#shareOf(consent, "ACTIVE"), ...stateOf(integration, this.#parts.now()), history: known?.history ?? [] };
    await this.#parts.shares.put({ ...share, checked_at: this.#parts.now() });
    const member = memberName(integration.linkedin_member ?? consent.member);
    const verifiedAt = integration.verified_at ?? this.#parts.now();
    const line = this.#parts.say.verified(member, verifiedAt);
    this.#show(consent, { phase: "done", line });
    this.#settle(consent, { ok: true, line, verified_as: member, verified_at: verifiedAt });
  }

  /**
   * Refused for good: nothing was stored, the share goes again. Otherwise it may have been stored, or will be when it is tried again:
   * the share stays, where the owner can see and stop it.
   */
  async #withdraw(consent, failure) {
    const { integrationId, previous } = consent;
    const share = integrationId && this.#parts.shares.get(integrationId);
    if (share?.state === "ACCEPTING") {
      if (failure.mayRetry) await this.#parts.shares.update(integrationId, { state: "ACTIVE" });
      else if (previous) await this.#parts.shares.put(previous);
      else await this.#parts.shares.remove(integrationId);
    }
    consent.integrationId = undefined;
    consent.failure = failure;
    this.#show(consent, { phase: failure.mayRetry ? "blocked" : "failed", problem: failure.label, detail: failure.detail });
    if (!failure.mayRetry || !consent.page) this.#settle(consent, this.#failed(failure));
  }

  #shareOf(consent, state) {
    return {
      integration_id: consent.integrationId,
      server: consent.link.server,
      workspace: consent.offer.workspace,
      identity: consent.offer.identity,
      linkedin_member: consent.member,
      accepted_at: consent.consent.accepted_at,
      consent_text: { text: consent.consent.text, text_sha256: consent.consent.text_sha256 },
      state,
      history: [],
    };
  }

  #decline(consent) {
    this.#end(consent);
    return this.#parts.windows.close(consent.windowId);
  }

  #failed(failure) {
    return { ok: false, code: failure.code, error: failure.label, message: this.#parts.say.failure(failure) };
  }

  /** The page that asked gets one answer; from then on the link is of no use here any more. */
  #settle(consent, result) {
    consent.settle(result);
    consent.link = { ...consent.link, text: undefined };
    this.#parts.host.release("consent");
  }

  /** Without an accept that went wrong, the end of an open window is a no. */
  #end(consent) {
    this.#settle(consent, this.#failed(consent.failure ?? new Failure("CONSENT_DECLINED")));
    this.#current = undefined;
  }

  #show(consent, changes) {
    Object.assign(consent, changes);
    const { phase, step, problem, detail, offer, member, session, userAgent, pinned, line, link } = consent;
    const view = { phase, step, problem, detail, offer, member, session, userAgent, pinned, line };
    consent.page?.post({ ...view, host: link.host, fingerprint: link.server.fingerprint });
  }
}

/** The offer does not name the integration yet; its names on its server do. */
function isSameIntegration(share, { link, offer }) {
  return sameServer(share.server, link.server) && share.workspace === offer.workspace && share.identity === offer.identity;
}
