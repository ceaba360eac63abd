import { failureText } from "../page/wording.js";
import { reduceShare } from "../share/share-state.js";

/** What is news to the owner: the title of its notification, which is also what the badge says, and its text. */
const news = {
  signed_out: { title: "attention_signed_out", message: "notify_signed_out" },
  other_member: { title: "attention_other_member", message: "notify_other_member" },
  needs_owner: { title: "attention_needs_owner", message: "notify_needs_owner" },
  refused: { title: "attention_refused", message: "notify_refused" },
  stopped_by_operator: { title: "attention_stopped_by_operator", message: "notify_stopped_by_operator" },
  host_down: { title: "attention_host_down", message: "notify_host_down" },
};
/** What hides the state beneath it for a while; that one is not news when it shows again. */
const passing = ["host_down", "server_offline", "linkedin_waits"];
const hostNote = "host_down:";
const badgeColour = "#b3261e";

/**
 * Tells the owner when they must act: a mark on the toolbar button for as long as it is so, and one notification when it begins, which
 * goes when it is solved. The news that was told is kept with the share, so that a worker that starts anew does not tell it again.
 */
export class Attention {
  #parts;
  #wanted = new Set();

  /** `parts`: shares, host (its view), watch (`HostWatch`), thisBrowser, now. */
  constructor(parts) {
    this.#parts = parts;
  }

  refresh() {
    const { shares, host, watch, now } = this.#parts;
    const seen = shares.all().map((share) => ({ share, state: reduceShare(share, host(), now()) }));
    const hostIsNews = watch.isLong && shares.active().length > 0;
    this.#mark(seen.map(({ state }) => state));
    this.#wanted = new Set([...seen.map(wantedNote), hostIsNews && hostNote]);
    this.#clearOthers();
    if (hostIsNews && !watch.isTold) this.#tellOfHost();
    for (const { share, state } of seen) this.#tell(share, state);
  }

  #mark(states) {
    const { setBadge, text } = this.#parts.thisBrowser;
    const needs = new Set(states.filter((state) => state.needsOwner).map(({ key }) => text(news[key].title)));
    const title = needs.size > 0 ? text("badge_needs_owner", [[...needs].join("; ")]) : text("app_name");
    setBadge(needs.size > 0 ? "!" : "", title, badgeColour);
  }

  async #clearOthers() {
    const { shownNotes, clearNote } = this.#parts.thisBrowser;
    for (const id of await shownNotes()) if (!this.#wanted.has(id)) clearNote(id);
  }

  #tellOfHost() {
    const { text, notify } = this.#parts.thisBrowser;
    notify(hostNote, text(news.host_down.title), text(news.host_down.message));
    this.#parts.watch.markTold();
  }

  #tell(share, state) {
    const key = newsOf(state);
    // Telling of one share can have led here again, and told of this one.
    const told = this.#parts.shares.get(share.integration_id)?.told;
    if (passing.includes(state.key) || told === key) return;
    if (key) {
      const { text, notify } = this.#parts.thisBrowser;
      const why = state.error ? failureText(text, { label: state.error }) : "";
      notify(noteId(key, share), text(news[key].title), text(news[key].message, [share.workspace, why]));
    }
    this.#parts.shares.update(share.integration_id, { told: key });
  }
}

/** An end by the workspace asks nothing of the owner, but they should know. */
const newsOf = ({ key, needsOwner }) => ((needsOwner && key in news) || key === "stopped_by_operator" ? key : undefined);

const noteId = (key, share) => `${key}:${share.integration_id}`;

function wantedNote({ share, state }) {
  const key = passing.includes(state.key) ? share.told : newsOf(state);
  return key && noteId(key, share);
}

/** Where a click on a notification leads: `{ to: "linkedin" | "welcome" | "share", integrationId? }`. */
export function leadOf(id) {
  const [key, integrationId] = id.split(":");
  if (key === "host_down") return { to: "welcome" };
  return ["signed_out", "other_member", "needs_owner"].includes(key) ? { to: "linkedin" } : { to: "share", integrationId };
}
