import { reduceShare } from "./share-state.js";

const notified = { signed_out: "notify_signed_out", needs_owner: "notify_needs_owner", stopped_by_operator: "notify_stopped" };
/** What hides the state beneath it for a while; that one is not news when it shows again. */
const passing = ["host_down", "server_offline", "linkedin_waits"];
const badgeColour = "#b3261e";

/**
 * Tells the owner when they must act: a mark on the toolbar button for as long as it is so, and one notification when it begins.
 * The last state that was told is kept with the share, so that a worker that starts anew does not tell it again.
 */
export class Attention {
  #shares;
  #host;
  #browser;

  constructor({ shares, host, browser }) {
    this.#shares = shares;
    this.#host = host;
    this.#browser = browser;
  }

  refresh() {
    const states = this.#shares.all().map((share) => [share, reduceShare(share, this.#host())]);
    const count = states.filter(([, state]) => state.needsOwner).length;
    const { text } = this.#browser;
    this.#browser.setBadge(count ? "!" : "", text(count ? "badge_needs_owner" : "app_name"), badgeColour);
    for (const [share, state] of states) this.#tell(share.integration_id, state.key);
  }

  #tell(integrationId, key) {
    const share = this.#shares.get(integrationId);
    if (passing.includes(key) || share.told === key) return;
    const message = notified[key];
    if (message) {
      const { text, notify } = this.#browser;
      notify(`${key}:${integrationId}`, text("app_name"), text(message, [share.workspace]));
    }
    this.#shares.update(integrationId, { told: key });
  }
}

/** Where a click on a notification leads: to LinkedIn where something is to be done there. */
export const leadsToLinkedIn = (notificationId) => /^(signed_out|needs_owner):/.test(notificationId);
